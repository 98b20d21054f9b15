import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it, vi } from 'vitest';
import type { Core } from '#main/core/core.ts';
import { endedCleanly, noteCleanEnd } from '#main/database/clean-end.ts';
import { startCoreProcess } from '#test/faults/core-process.ts';
import { ask, benchForEachTest, callOf, deliverAll, draftOf, PATIENCE } from '#test/support/core-bench.ts';
import { makeLargeStore } from '#test/support/large-store.ts';
import { firstLeafOf, overwrite, PAGE } from './spoil.ts';

const COUNT = 200;

const bench = benchForEachTest();
let path: string;
beforeEach(() => {
  path = join(bench.folder, 'afterword.db');
});

const codes = (core: Core): string[] => core.state().notices.map(({ code }) => code);
const salvages = (core: Core): string[] => codes(core).filter((code) => code === 'databaseSalvaged');

it('damage that nobody had seen is found behind the agent’s work: all arrives, with what was saved meanwhile', async () => {
  makeLargeStore(bench.folder, COUNT);
  overwrite(path, (firstLeafOf(path, 'history') - 1) * PAGE, Buffer.alloc(PAGE));
  noteCleanEnd(path);

  const core = await bench.start();
  expect(salvages(core)).toEqual([]);
  for (const callId of ['one', 'two']) {
    await ask(core, 'openCall', callOf(callId));
    await ask(core, 'submitWrapUp', { callId, draft: draftOf(callId) });
  }
  expect(salvages(core)).toEqual([]);

  await vi.waitFor(() => expect(salvages(core)).toHaveLength(1), PATIENCE);
  await ask(core, 'openCall', callOf('three'));
  await ask(core, 'submitWrapUp', { callId: 'three', draft: draftOf('three') });
  await deliverAll(core);
  expect(core.state().outbox).toMatchObject({ waiting: 0, sending: 0, refused: 0, held: 0 });
  expect(arrived()).toBe(COUNT + 3);
  expect(salvages(core)).toHaveLength(1);
  expect(readdirSync(bench.folder).filter((name) => /\.corrupt-.*Z$/.test(name))).toHaveLength(1);

  await bench.stop(core);
  expect(endedCleanly(path)).toBe(true);
  expect(salvages(await bench.start())).toEqual([]);
});

it('a core that is killed before its database is checked is checked first at the next start, and loses nothing', async () => {
  makeLargeStore(bench.folder, COUNT);
  const other = await startCoreProcess(bench.folder);
  await ask(other, 'openCall', callOf('one'));
  await ask(other, 'submitWrapUp', { callId: 'one', draft: draftOf('one') });
  await other.kill();
  expect(endedCleanly(path)).toBe(false);

  const core = await bench.start();
  await deliverAll(core);
  expect(codes(core)).not.toContain('databaseSalvaged');
  expect(arrived()).toBe(COUNT + 1);
});

/** For how many calls LCM has a wrap-up. */
const arrived = (): number => bench.lcm().ledger.finalStates().size;
