import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { renameDurably, writeDurably } from '#main/base/durable-file.ts';
import { files } from '#main/base/patient-files.ts';

/** How often the next calls of each kind still fail, and with which code. */
const trouble = vi.hoisted(() => ({ left: new Map<string, number>(), code: 'EBUSY', tries: 0 }));

vi.mock('node:fs', async (original) => {
  const fs = await original<Record<string, unknown>>();
  const troubled = Object.entries(fs)
    .filter(([name, value]) => typeof value === 'function' && name.endsWith('Sync'))
    .map(([name, call]) => [
      name,
      (...values: unknown[]) => {
        const left = trouble.left.get(name) ?? 0;
        if (left === 0) return (call as (...values: unknown[]) => unknown)(...values);
        trouble.left.set(name, left - 1);
        trouble.tries += 1;
        throw Object.assign(new Error(`${trouble.code}: ${name}`), { code: trouble.code });
      },
    ]);
  return { ...fs, ...(Object.fromEntries(troubled) as object) };
});

const platform = Object.getOwnPropertyDescriptor(process, 'platform')!;
const on = (value: NodeJS.Platform): void => {
  Object.defineProperty(process, 'platform', { ...platform, value });
};

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterword-patient-'));
  path = join(folder, 'a');
});
afterEach(() => {
  trouble.left.clear();
  trouble.tries = 0;
  Object.defineProperty(process, 'platform', platform);
  rmSync(folder, { recursive: true, force: true });
});

const CALLS = [
  ['openSync', () => files.open(path, 'r')],
  ['readFileSync', () => files.read(path)],
  ['renameSync', () => renameDurably(path, `${path}.2`)],
  ['rmSync', () => files.remove(path)],
  ['copyFileSync', () => files.copy(path, `${path}.2`)],
  ['truncateSync', () => files.truncate(path)],
  ['chmodSync', () => files.chmod(path, 0o600)],
  ['mkdirSync', () => files.mkdir(join(folder, 'b'), { recursive: true })],
  ['writeFileSync', () => files.write(path, 'x', 0o600)],
  ['renameSync', () => writeDurably(path, 'x')],
] as const;

it.each(CALLS)('a %s that a scanner disturbs for a moment is tried again', (name, call) => {
  files.write(path, 'content', 0o600);
  on('win32');
  for (const code of ['EPERM', 'EACCES', 'EBUSY']) {
    trouble.code = code;
    trouble.left.set(name, 2);
    files.write(path, 'content', 0o600);
    call();
  }
  expect(trouble.tries).toBe(6);
});

it('what stays forbidden is told as such, and elsewhere than on Windows at once', () => {
  trouble.code = 'EPERM';
  trouble.left.set('openSync', 100);
  const forbidden = expect.objectContaining({ code: 'EPERM' }) as Error;
  on('win32');
  expect(() => files.read(path)).toThrow(forbidden);
  expect(trouble.tries).toBe(7);
  on('linux');
  expect(() => files.read(path)).toThrow(forbidden);
  expect(trouble.tries).toBe(8);
  on('win32');
  trouble.code = 'ENOENT';
  expect(() => files.read(path)).toThrow(/ENOENT/);
  expect(trouble.tries).toBe(9);
});

it.runIf(process.platform !== 'win32')(
  'a pipe is neither read nor waited for, whether somebody writes to it or not',
  async () => {
    execFileSync('mkfifo', [path]);
    const writer = spawn('sh', ['-c', `echo content > '${path}'`]);
    onTestFinished(() => void writer.kill());
    await once(writer, 'spawn');
    expect(() => files.read(path)).toThrow(/^EINVAL/);
    closeSync(files.open(path, 'r'));
  },
);

it.runIf(process.platform !== 'win32')('nobody waits for a reader of a pipe to write to', () => {
  execFileSync('mkfifo', [path]);
  expect(() => files.write(path, 'content', 0o600)).toThrow(/^ENXIO/);
  for (const flags of ['w', 'a'] as const) expect(() => files.open(path, flags)).toThrow(/^ENXIO/);
});
