import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Core } from '#main/core/core.ts';
import { ask, benchForEachTest, callOf, connected, deliverAll, draftOf } from '#test/support/core-bench.ts';
import { fileOf } from '#test/support/read-settings.ts';

const CALLS = ['a', 'b', 'c'];

/** A copy of the profile, as another machine gets it. */
let copy: string;
// Before the bench, and so run after its cores have ended.
afterEach(() => rmSync(copy, { recursive: true, force: true }));
const bench = benchForEachTest();
beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'afterword-copy-'));
  cpSync(bench.folder, copy, { recursive: true });
});

const at = (machine: string | null, dataDir = bench.folder): Promise<Core> =>
  bench.start({ dataDir, machineId: () => machine });

/** The comments that LCM applied, each as often as it did. */
const applied = (): unknown[] =>
  bench
    .lcm()
    .ledger.applied()
    .map(({ data }) => (data as Record<string, unknown>)['AgentComments'])
    .sort();

/** Saves three wrap-ups on the desk while LCM is away, and copies the profile. */
async function saveOffline(): Promise<void> {
  await bench.lcmOff();
  const core = await at('desk');
  for (const callId of CALLS) {
    await ask(core, 'openCall', callOf(callId));
    await ask(core, 'submitWrapUp', { callId, draft: draftOf(callId) });
  }
  await ask(core, 'openCall', callOf('d'));
  await ask(core, 'saveDraft', { callId: 'd', draft: draftOf('half a word') });
  await bench.stop(core);
  cpSync(bench.folder, copy, { recursive: true });
  await bench.lcmOn();
}

it('sends each wrap-up once, whichever copy starts first and whatever its agent is asked', async () => {
  await saveOffline();
  const laptop = await at('laptop', copy);
  await deliverAll(laptop);
  expect(applied()).toEqual([]);
  expect(laptop.state().outbox).toMatchObject({ held: 3, elsewhere: 3 });
  // The draft and the history came along.
  expect(laptop.state().calls.map(({ draft }) => draft?.comment)).toContain('half a word');

  const desk = await at('desk');
  await deliverAll(desk);
  expect(applied()).toEqual(CALLS);
  expect(desk.state().outbox).toMatchObject({ held: 0, elsewhere: 0 });

  await ask(laptop, 'answerElsewhere', { answer: 'sentThere' });
  await deliverAll(laptop);
  expect(laptop.state().outbox).toMatchObject({ held: 0, elsewhere: 0 });
  expect(applied()).toEqual(CALLS);
});

it('sends them from the new machine if the old one is gone, and asks no more at the next start', async () => {
  await saveOffline();
  const first = await at('laptop', copy);
  await connected(first);
  await ask(first, 'answerElsewhere', { answer: 'sendFromHere' });
  await deliverAll(first);
  expect(applied()).toEqual(CALLS);
  await bench.stop(first);
  const again = await at('laptop', copy);
  await deliverAll(again);
  expect(again.state().outbox.elsewhere).toBe(0);
  expect(applied()).toEqual(CALLS);
});

it('sends what waits on any machine that the site gives the same name, and where nothing tells machines apart', async () => {
  const site = [fileOf('machineFile', { defaults: { machine: { name: 'pool-{user}' } } })];
  await bench.lcmOff();
  const monday = await bench.start({ machineId: () => 'monday', site });
  await ask(monday, 'openCall', callOf('a'));
  await ask(monday, 'submitWrapUp', { callId: 'a', draft: draftOf('a') });
  await bench.stop(monday);
  const nameless = await bench.start({ machineId: () => null, dataDir: copy });
  await ask(nameless, 'openCall', callOf('b'));
  await ask(nameless, 'submitWrapUp', { callId: 'b', draft: draftOf('b') });
  await bench.stop(nameless);
  await bench.lcmOn();
  await deliverAll(await bench.start({ machineId: () => 'tuesday', site }));
  await deliverAll(await bench.start({ machineId: () => null, dataDir: copy }));
  expect(applied()).toEqual(['a', 'b']);
});
