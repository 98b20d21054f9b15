import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { busyOf } from '#main/updates/busy-file.ts';
import {
  ask,
  callOf,
  connected,
  createCoreBench,
  draftOf,
  emptied,
  type CoreBench,
} from '#test/support/core-bench.ts';

let bench: CoreBench;
beforeEach(async () => {
  bench = await createCoreBench();
});
afterEach(() => bench.remove());

const HOST = resolve(import.meta.dirname, '../../../src/main/hosts/browser/index.ts');

/** Asks as the site's tooling does. */
const updateReady = (): { readonly status: number | null; readonly stdout: string } => {
  const { status, stdout } = spawnSync(process.execPath, [HOST, '--update-ready'], {
    encoding: 'utf8',
    env: { ...process.env, AFTERWORD_DATA_DIR: bench.folder },
  });
  return { status, stdout };
};

const becomes = (why: string | null): Promise<void> =>
  vi.waitFor(() => {
    expect(busyOf(bench.folder)).toBe(why);
  });

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
