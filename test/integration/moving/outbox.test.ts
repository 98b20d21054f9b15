import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { silentLog } from '#main/base/log.ts';
import type { Core } from '#main/core/core.ts';
import type { DataPlaces } from '#main/moving/places.ts';
import { settleDataFolder } from '#main/moving/settle.ts';
import { settingsOfProfile } from '#main/settings/settings-file.ts';
import { ask, benchForEachTest, callOf, deliverAll, draftOf } from '#test/support/core-bench.ts';

const CALLS = ['a', 'b', 'c'];

/** The profile is the bench's folder: the settings of its user lie there. */
let places: DataPlaces & { readonly roaming: string };
let folder: string;
// Before the bench, and so run after its cores have ended.
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const bench = benchForEachTest();
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterword-moved-'));
  places = { local: join(folder, 'desk'), roaming: bench.folder, stays: false };
});

/** A start of a host on a machine. */
async function startOn(machine: string, where: DataPlaces): Promise<Core> {
  const settled = settleDataFolder(where);
  const site = settingsOfProfile(where.roaming);
  const core = await bench.start({ dataDir: settled.path, site, machineId: () => machine });
  settled.opened(silentLog);
  return core;
}

/** Saves three wrap-ups and a draft as an earlier version does, while LCM is away. */
async function saveOffline(): Promise<void> {
  await bench.lcmOff();
  const core = await bench.start({ machineId: () => 'desk' });
  for (const callId of CALLS) {
    await ask(core, 'openCall', callOf(callId));
    await ask(core, 'submitWrapUp', { callId, draft: draftOf(callId) });
  }
  await ask(core, 'openCall', callOf('d'));
  await ask(core, 'saveDraft', { callId: 'd', draft: draftOf('half a word') });
  await bench.stop(core);
  await bench.lcmOn();
}

/** The comments that LCM applied, each as often as it did. */
const applied = (): unknown[] =>
  bench
    .lcm()
    .ledger.applied()
    .map(({ data }) => (data as Record<string, unknown>)['AgentComments'])
    .sort();

it('sends what waited once, from the machine on which it was saved, and asks nobody', async () => {
  await saveOffline();
  const core = await startOn('desk', places);
  expect(core.state().calls.map(({ draft }) => draft?.comment)).toContain('half a word');
  expect(core.state().demo).toBe(false);
  await deliverAll(core);
  expect(applied()).toEqual(CALLS);
  expect(core.state().outbox).toMatchObject({ held: 0, elsewhere: 0 });
  await bench.stop(core);
  // The settings of the user stay in the profile, so they are there on the next machine too.
  expect(existsSync(join(places.roaming, 'settings.json'))).toBe(true);
  expect(existsSync(join(places.roaming, 'afterword.db'))).toBe(false);
  const again = await startOn('desk', places);
  await deliverAll(again);
  expect(applied()).toEqual(CALLS);
});

it('asks on another machine to which the profile was copied before, and sends nothing twice', async () => {
  await saveOffline();
  // The profile comes to a laptop as well, before either machine has the newer version.
  const laptopPlaces = { local: join(folder, 'laptop'), roaming: join(folder, 'profile'), stays: false };
  cpSync(places.roaming, laptopPlaces.roaming, { recursive: true });

  const laptop = await startOn('laptop', laptopPlaces);
  expect(existsSync(join(laptopPlaces.local, 'afterword.db'))).toBe(true);
  await deliverAll(laptop);
  expect(applied()).toEqual([]);
  expect(laptop.state().outbox).toMatchObject({ held: 3, elsewhere: 3 });

  const desk = await startOn('desk', places);
  await deliverAll(desk);
  expect(applied()).toEqual(CALLS);

  await ask(laptop, 'answerElsewhere', { answer: 'sentThere' });
  await deliverAll(laptop);
  expect(laptop.state().outbox).toMatchObject({ held: 0, elsewhere: 0 });
  expect(applied()).toEqual(CALLS);
});

it('begins anew on another machine once the profile has only the settings', async () => {
  await saveOffline();
  await bench.stop(await startOn('desk', places));
  const laptop = await startOn('laptop', { ...places, local: join(folder, 'laptop') });
  expect(laptop.state()).toMatchObject({ demo: false, outbox: { waiting: 0, held: 0, elsewhere: 0 } });
});
