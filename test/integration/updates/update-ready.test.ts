import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { busyOf } from '#main/updates/busy-file.ts';
import {
  ask,
  benchForEachTest,
  callOf,
  connected,
  draftOf,
  emptied,
  PATIENCE,
} from '#test/support/core-bench.ts';

const bench = benchForEachTest();

const HOST = resolve(import.meta.dirname, '../../../src/main/hosts/browser/index.ts');

/** Asks as the site's tooling does. */
const updateReady = (
  ...folders: string[]
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } => {
  const words = [HOST, '--update-ready', '--data-dir', bench.folder, ...folders];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  return { status, stdout, stderr };
};

const becomes = (why: string | null): Promise<void> =>
  vi.waitFor(() => expect(busyOf(bench.folder)).toBe(why), PATIENCE);

test('the site’s tooling hears whether now is a moment to update, and never waits for the outbox', async () => {
  expect(updateReady()).toMatchObject({ status: 0 });
  const core = await bench.start();
  await connected(core);
  await ask(core, 'getState');
  expect(busyOf(bench.folder)).toBeNull();

  await ask(core, 'openCall', callOf('U1'));
  await becomes('afterCallWork');
  expect(updateReady()).toMatchObject({
    status: 1,
    stdout: expect.stringContaining('to be wrapped up') as string,
  });
  await ask(core, 'saveDraft', { callId: 'U1', draft: draftOf('begun') });
  await becomes('draft');
  await ask(core, 'submitWrapUp', { callId: 'U1', draft: draftOf('done') });
  await emptied(core);
  await becomes(null);
  expect(updateReady()).toMatchObject({ status: 0, stdout: expect.stringContaining('Yes') as string });

  // LCM is away: what waits is on disk, and does not keep an update off.
  await bench.lcmOff();
  await ask(core, 'openCall', callOf('U2'));
  await becomes('afterCallWork');
  await ask(core, 'submitWrapUp', { callId: 'U2', draft: draftOf('waits') });
  await becomes(null);
  expect(core.state().outbox.waiting + core.state().outbox.sending).toBe(1);

  await ask(core, 'openCall', callOf('U3'));
  await becomes('afterCallWork');
  await bench.stop(core);
  expect(existsSync(join(bench.folder, 'afterword.busy'))).toBe(false);
});

test('asked about several folders, one in which somebody is at work is enough', () => {
  const quiet = mkdtempSync(join(tmpdir(), 'afterword-quiet-'));
  onTestFinished(() => rmSync(quiet, { recursive: true }));
  const missing = join(quiet, 'nobody');
  expect(updateReady(quiet, missing)).toMatchObject({ status: 0 });
  writeFileSync(join(bench.folder, 'afterword.busy'), JSON.stringify({ pid: process.pid, why: 'draft' }));
  expect(updateReady(quiet, missing)).toMatchObject({ status: 1 });
});

test.each([
  ['where nobody has ever been at work', ['--data-dir', '/nowhere/at/all'], 'cannot be looked into (ENOENT)'],
  ['with a word that is none of its own', ['--all'], 'unknown option'],
])('%s it does not say that all is quiet', (_, words, why) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [HOST, '--update-ready', ...words], {
    encoding: 'utf8',
  });
  expect({ status, stdout, stderr }).toEqual({
    status: 2,
    stdout: '',
    stderr: expect.stringContaining(why) as string,
  });
});

test('a call that comes with the start is work, before any screen has asked', async () => {
  const core = await bench.start();
  core.takeLink({ ok: true, call: callOf('U4'), amended: [] });
  await becomes('afterCallWork');
});

test('a word that a crash left behind does not keep updates off', () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  const file = join(bench.folder, 'afterword.busy');
  writeFileSync(file, JSON.stringify({ pid: process.pid, why: 'call' }));
  expect(busyOf(bench.folder)).toBe('call');
  writeFileSync(file, JSON.stringify({ pid, why: 'call' }));
  expect(busyOf(bench.folder)).toBeNull();
  writeFileSync(file, '{"pid":');
  expect(busyOf(bench.folder)).toBeNull();
});
