import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

const HOST = resolve(import.meta.dirname, '../../../src/main/hosts/browser/index.ts');

it.each([
  ['a start', [], 1],
  ['--print-settings', ['--print-settings'], 2],
  ['--update-ready', ['--update-ready'], 2],
])(
  '%s with an empty folder, as of a variable that is not set, leaves the working folder alone',
  (_, words, code) => {
    const cwd = mkdtempSync(join(tmpdir(), 'afterword-working-'));
    onTestFinished(() => rmSync(cwd, { recursive: true }));
    const line = [HOST, ...words, '--data-dir', ''];
    const { status, stderr } = spawnSync(process.execPath, line, { cwd, encoding: 'utf8', timeout: 20_000 });
    expect(stderr).toContain('The name is empty.');
    expect(status).toBe(code);
    expect(readdirSync(cwd)).toEqual([]);
  },
);
