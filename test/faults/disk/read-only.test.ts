import { chmodSync, chownSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ask, benchForEachTest, callOf, draftOf } from '#test/support/core-bench.ts';
import { startCoreProcess, type CoreProcess } from '#test/faults/core-process.ts';

/** Root may write anything, so if the tests run as root, the core runs as this user. */
const NOBODY = 65_534;
const asNobody = process.getuid?.() === 0 ? { uid: NOBODY } : {};

const bench = benchForEachTest();
let core: CoreProcess | null;
beforeEach(async () => {
  await bench.lcmOff();
  core = null;
});
afterEach(async () => {
  await core?.kill();
  writable();
});

const entries = (): string[] =>
  readdirSync(bench.folder, { recursive: true, encoding: 'utf8' }).map((name) => join(bench.folder, name));

function setModes(folderMode: number, fileMode: number): void {
  for (const path of [bench.folder, ...entries()]) {
    if ('uid' in asNobody) chownSync(path, NOBODY, NOBODY);
    chmodSync(path, statSync(path).isDirectory() ? folderMode : fileMode);
  }
}
const readOnly = (): void => setModes(0o555, 0o444);
const writable = (): void => setModes(0o700, 0o600);

const database = (): Map<string, string> =>
  new Map(
    entries()
      .filter((path) => /afterword\.(db|key)/.test(path))
      .map((path) => [path, readFileSync(path).toString('base64')]),
  );

async function start(): Promise<CoreProcess> {
  core = await startCoreProcess(bench.folder, asNobody);
  return core;
}

async function wrapUp(callId: string): Promise<void> {
  await ask(core!, 'openCall', callOf(callId));
  await ask(core!, 'submitWrapUp', { callId, draft: draftOf(`comment ${callId}`) });
}

it('a folder that became read-only is refused at the start, stays untouched, and works once it is writable', async () => {
  writable();
  await start();
  await wrapUp('first');
  await core?.kill();
  readOnly();
  const before = database();
  const refused = await start();
  expect(refused.start).toMatchObject({
    started: false,
    name: 'DatabaseUnavailableError',
    message: expect.stringMatching(/^notWritable .* SQLITE_\w+$/) as string,
  });
  await refused.kill();
  expect(database()).toEqual(before);

  writable();
  expect((await start()).start).toEqual({ started: true });
  expect((await core!.state()).calls).toMatchObject([{ callId: 'first', submission: { state: 'queued' } }]);
});

it('a folder that becomes read-only while the core runs loses nothing that was reported as saved', async () => {
  writable();
  await start();
  await wrapUp('first');
  readOnly();
  const said: string[] = [];
  for (const callId of ['second', 'third']) {
    await ask(core!, 'openCall', callOf(callId)).catch(() => null);
    const answer = await core!.answer('submitWrapUp', { callId, draft: draftOf(`comment ${callId}`) });
    // Files that are already open may still be written. The answer must be true in either case.
    if (answer.ok) said.push(callId);
    else expect(['notSaved', 'notFound']).toContain(answer.error.code);
  }
  expect(await core!.answer('signIn', { userId: 'ben' })).toMatchObject({
    ok: false,
    error: { code: 'notSaved', detail: { code: 'readOnly', params: {} } },
  });
  await core!.kill();

  writable();
  await start();
  const saved = (await core!.state()).calls.filter(({ submission }) => submission !== null);
  expect(saved.map(({ callId }) => callId).sort()).toEqual(['first', ...said].sort());
});

it('no other user of the machine can look into the data folder', async () => {
  writable();
  chmodSync(bench.folder, 0o700);
  const dataDir = join(bench.folder, 'made-by-the-core');
  const other = await startCoreProcess(dataDir, asNobody);
  expect(other.start).toEqual({ started: true });
  await other.close();
  expect(statSync(dataDir).mode & 0o077).toBe(0);
  expect(statSync(join(dataDir, 'demo', 'afterword.key')).mode & 0o077).toBe(0);
});
