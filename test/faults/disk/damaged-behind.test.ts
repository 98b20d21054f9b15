import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { systemClock as clock } from '#main/base/clock.ts';
import { silentLog as log } from '#main/base/log.ts';
import { createCalls } from '#main/calls/call-store.ts';
import type { Core } from '#main/core/core.ts';
import { endedCleanly, noteCleanEnd } from '#main/database/clean-end.ts';
import { fileKeyProtector } from '#main/database/key-file.ts';
import { openStore } from '#main/database/store.ts';
import { createOutbox } from '#main/outbox/outbox.ts';
import { thisMachine } from '#main/outbox/this-machine.ts';
import { startCoreProcess } from '#test/faults/core-process.ts';
import {
  ask,
  callOf,
  createCoreBench,
  deliverAll,
  draftOf,
  PATIENCE,
  type CoreBench,
} from '#test/support/core-bench.ts';
import { OUTBOX_OPTIONS, everybody } from '#test/support/outbox-options.ts';
import { idOf, referenceOf, wrapUpOf } from '#test/support/wrap-ups.ts';
import { firstLeafOf, overwrite, PAGE } from './spoil.ts';

const COUNT = 200;

let bench: CoreBench;
let path: string;
beforeEach(async () => {
  bench = await createCoreBench();
  path = join(bench.folder, 'afterword.db');
});
afterEach(() => bench.remove());

/** Leaves a large database after a clean end, with wrap-ups that wait. */
function fill(): void {
  const { database, cipher } = openStore(bench.folder, fileKeyProtector, { clock, log });
  let n = 0;
  const deps = { database, cipher, clock, log, viewer: everybody };
  const calls = createCalls(deps);
  const outbox = createOutbox({
    ...{ ...OUTBOX_OPTIONS, ...deps, machine: thisMachine([]) },
    newId: () => idOf(n),
    send: () => Promise.resolve({ kind: 'unsent', cause: 'not-connected' }),
  });
  database.transaction(() => {
    for (; n < COUNT; n += 1) {
      calls.open(referenceOf(`call-${n}`), 'hand', 'ended');
      outbox.submit(wrapUpOf(n, `call-${n}`));
    }
  });
  const list = 'INSERT INTO outcome_lists (list_tag, fetched_at, ignored, rows_json) VALUES (?, 0, 0, ?)';
  database.prepare(list).run(Buffer.from('long'), JSON.stringify(' '.repeat(1024 * 1024)));
  database.close();
  expect(statSync(path).size).toBeGreaterThan(1024 * 1024);
}

const codes = (core: Core): string[] => core.state().notices.map(({ code }) => code);
const salvages = (core: Core): string[] => codes(core).filter((code) => code === 'databaseSalvaged');

it('damage that nobody had seen is found behind the agent’s work: all arrives, with what was saved meanwhile', async () => {
  fill();
  overwrite(path, (firstLeafOf(path, 'history') - 1) * PAGE, Buffer.alloc(PAGE));
  noteCleanEnd(path);

  const core = await bench.start();
  expect(salvages(core)).toEqual([]);
  for (const callId of ['one', 'two']) {
    await ask(core, 'openCall', callOf(callId));
    await ask(core, 'submitWrapUp', { callId, draft: draftOf(callId) });
  }
  expect(salvages(core)).toEqual([]);

  await vi.waitFor(() => {
    expect(salvages(core)).toHaveLength(1);
  }, PATIENCE);
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
  fill();
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
