import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { RequestInput, RequestName } from '#shared/contract/index.ts';
import { startCoreProcess, type CoreProcess } from '#test/faults/core-process.ts';
import { ask, benchForEachTest, callOf, draftOf, PATIENCE } from '#test/support/core-bench.ts';
import { makeLargeStore } from '#test/support/large-store.ts';
import { memory } from '#test/support/memory.ts';
import { pagesOf, wipe } from './spoil.ts';

/** More than SQLite keeps in memory. */
const COUNT = 6_000;

let made: string;
let trees: Readonly<Record<string, readonly number[]>>;
beforeAll(() => {
  made = mkdtempSync(join(memory, 'afterword-made-'));
  makeLargeStore(made, COUNT);
  const names = ['history', 'history_by_submission', 'submissions_by_state', 'sqlite_autoindex_calls_1'];
  trees = Object.fromEntries(names.map((name) => [name, pagesOf(join(made, 'afterword.db'), name)]));
});
afterAll(() => rmSync(made, { recursive: true, force: true }));

const bench = benchForEachTest();
let core: CoreProcess;
let path: string;
beforeEach(async () => {
  await bench.lcmOff();
  for (const name of readdirSync(made)) cpSync(join(made, name), join(bench.folder, name));
  path = join(bench.folder, 'afterword.db');
  core = await startCoreProcess(bench.folder);
  await ask(core, 'openCall', callOf('one'));
  // SQLite keeps what it read last: the wrap-ups, and none of the trees below.
  await ask(core, 'countHistory', { query: 'nowhere' });
});
afterEach(() => core.kill());

const salvages = async (): Promise<unknown[]> =>
  (await core.state()).notices.filter(({ code }) => code === 'databaseSalvaged');

/** All that waits reaches LCM, and the agent has read once that the database was damaged. */
async function allArrives(calls: number): Promise<void> {
  await bench.lcmOn();
  await vi.waitFor(async () => expect((await core.state()).link.status).toBe('connected'), PATIENCE);
  await ask(core, 'retryOutbox', { submissionId: null });
  const arrived = (): number => bench.lcm().ledger.finalStates().size;
  for (let before = arrived(); before < calls; before = arrived())
    await vi.waitFor(() => expect(arrived()).toBeGreaterThan(before), PATIENCE);
  await vi.waitFor(async () => expect(await salvages()).toHaveLength(1), PATIENCE);
  expect(readdirSync(bench.folder).filter((name) => /\.corrupt-.*Z$/.test(name))).toHaveLength(1);
}

it.each<[string, RequestName, RequestInput<'listHistory' | 'listOutbox' | 'countHistory'>]>([
  ['a page of the history', 'listHistory', { query: '', before: 3_000, limit: 200 }],
  ['a search', 'countHistory', { query: 'nowhere' }],
  ['the outbox', 'listOutbox', { states: ['queued'], offset: 5_500, limit: 50 }],
])(
  'damage that comes while the app runs, met by %s, is put right, and what was asked is answered',
  async (_by, name, input) => {
    wipe(path, Object.values(trees).flat());
    expect(await core.answer(name, input)).toMatchObject({ ok: true });
    const submit = (): Promise<unknown> =>
      ask(core, 'submitWrapUp', { callId: 'one', draft: draftOf('one') });
    // If nothing met it before, the first is told as not saved.
    await submit().catch(submit);
    await allArrives(COUNT + 1);
  },
);

it('damage met by a submit is told as not saved; the next one is saved, and all arrives', async () => {
  wipe(path, trees['history']!);
  const submit = { callId: 'one', draft: draftOf('one') };
  expect(await core.answer('submitWrapUp', submit)).toMatchObject({
    ok: false,
    error: { code: 'notSaved', detail: { code: 'damaged' } },
  });
  await ask(core, 'submitWrapUp', submit);
  await allArrives(COUNT + 1);
});

it('damage met by the delivery holds nothing up', async () => {
  wipe(path, Object.values(trees).flat());
  await allArrives(COUNT);
});
