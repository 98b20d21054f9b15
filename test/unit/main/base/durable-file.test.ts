import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeDurably } from '#main/base/durable-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterword-file-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('replaces a file, and a half-written one that a crash left', () => {
  const path = join(folder, 'a.json');
  writeFileSync(path, 'old');
  writeFileSync(`${path}.new`, 'half of something lon');
  writeDurably(path, 'new');
  expect(readFileSync(path, 'utf8')).toBe('new');
  expect(readdirSync(folder)).toEqual(['a.json']);
});

it.runIf(process.platform !== 'win32')(
  'lets no other user read it, even if the old file could be read',
  () => {
    const path = join(folder, 'a.json');
    writeFileSync(path, 'old', { mode: 0o644 });
    writeDurably(path, 'new');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  },
);

it('changes nothing if the file cannot be replaced', () => {
  mkdirSync(join(folder, 'a.json'));
  expect(() => writeDurably(join(folder, 'a.json'), 'new')).toThrow();
  expect(readdirSync(folder)).toEqual(['a.json']);
  expect(() => {
    writeDurably(join(folder, 'missing', 'a.json'), 'new');
  }).toThrow(expect.objectContaining({ code: 'ENOENT' }) as Error);
});
