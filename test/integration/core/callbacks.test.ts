import { beforeEach, expect, it, vi } from 'vitest';
import { systemClock, type Clock } from '#main/base/clock.ts';
import type { FaultInput } from '#simulator/faults/faults.ts';
import type { MyCallback } from '#shared/callbacks/my-callback.ts';
import { EMPTY_DRAFT } from '#shared/draft/draft.ts';
import type { Core } from '#main/core/core.ts';
import {
  ask,
  benchForEachTest,
  callOf,
  connected,
  deliverAll,
  emptied,
  PATIENCE,
} from '#test/support/core-bench.ts';

// The tests run at any time of day, so LCM tells no hours.
const bench = benchForEachTest({ contact: { callableFrom: '00:00', callableUntil: '00:00', zone: '' } });
beforeEach(() => settings());

function settings(more: object = {}, lcm: object = {}): void {
  bench.settings({
    lcm: {
      url: bench.lcm().url,
      proxy: 'none',
      reconnect: { baseMs: 100, capMs: 1_000 },
      ...lcm,
    },
    form: { callbackZone: 'Europe/Madrid', callingHours: { from: '00:00', to: '00:00' } },
    ...more,
  });
}

const DAY = 86_400_000;

/** The wrap-up of a call with a personal callback in so many days, at ten. */
function booking(callId: string, days: number) {
  const startDate = new Date(Date.now() + days * DAY).toISOString().slice(0, 10);
  const times = { startDate, startTime: '10:00', endDate: startDate, endTime: '10:30' };
  const callback = {
    ...times,
    kind: 'personal' as const,
    startFold: null,
    endFold: null,
    modeId: '3',
    zone: 'Europe/Madrid',
    when: '',
  };
  return { callId, draft: { ...EMPTY_DRAFT, callback, comment: `Promised in ${days} days.` } };
}

const listOf = async (core: Core): Promise<readonly MyCallback[]> =>
  (await ask(core, 'listCallbacks', undefined)).callbacks;

it('what is booked is listed at once, then with LCM’s list, and is there without a link after a restart', async () => {
  const core = await bench.start();
  await connected(core);
  await ask(core, 'openCall', callOf('1'));
  // The contact's number is what the booking and LCM's list have in common.
  await vi.waitFor(async () => {
    expect((await ask(core, 'getCallFacts', { callId: '1' })).callbackModes).not.toBeNull();
  }, PATIENCE);
  await ask(core, 'submitWrapUp', booking('1', 2));
  expect(await listOf(core)).toMatchObject([{ origin: 'here', comment: 'Promised in 2 days.' }]);
  await emptied(core);
  await ask(core, 'refreshCallbacks', undefined);
  const told = await ask(core, 'listCallbacks', undefined);
  expect(told).toMatchObject({
    callbacks: [{ origin: 'both', callId: '1', state: 'delivered', standing: 'coming', isUnlisted: false }],
    list: { isWhole: true, ignored: 0, fault: null },
  });
  expect(told.callbacks[0]?.number).toMatch(/^\+\d/);

  await ask(core, 'markCallback', { id: told.callbacks[0]!.id, mark: 'done' });
  expect(await listOf(core)).toMatchObject([{ standing: 'done' }]);
  await bench.stop(core);
  await bench.lcmOff();
  const later = await bench.start();
  expect(await ask(later, 'listCallbacks', undefined)).toMatchObject({
    callbacks: [{ origin: 'both', comment: 'Promised in 2 days.', standing: 'done' }],
    list: { fetchedAt: told.list!.fetchedAt },
  });
  await ask(later, 'refreshCallbacks', undefined);
  expect((await ask(later, 'listCallbacks', undefined)).list?.fault).toBe('not-connected');
});

it('what an agent decided stays if the machine’s clock leaps a year ahead for a moment', async () => {
  const leap = { ms: 0 };
  const clock: Clock = { ...systemClock, now: () => Date.now() + leap.ms };
  await bench.lcmOff();
  const core = await bench.start({ clock });
  for (const callId of ['1', '2']) {
    await ask(core, 'openCall', callOf(callId));
    await ask(core, 'submitWrapUp', booking(callId, 2));
  }
  const done = async ({ callId }: { callId: string }): Promise<void> => {
    const id = (await listOf(core)).find((each) => each.callId === callId)!.id;
    await ask(core, 'markCallback', { id, mark: 'done' });
  };
  await done({ callId: '1' });
  leap.ms = 365 * DAY;
  await done({ callId: '2' });
  leap.ms = 0;
  await bench.stop(core);
  const later = await bench.start();
  expect((await listOf(later)).map(({ standing }) => standing)).toEqual(['done', 'done']);
});

it('what was booked while LCM was away is one with LCM’s list once it is back', async () => {
  const core = await bench.start();
  await connected(core);
  await bench.lcmOff();
  await ask(core, 'openCall', callOf('1'));
  await ask(core, 'submitWrapUp', booking('1', 2));
  expect(await listOf(core)).toMatchObject([{ origin: 'here', number: null }]);
  await bench.lcmOn();
  await deliverAll(core);
  // Only LCM knows the contact’s number, and it is asked although the call is done.
  await vi.waitFor(async () => {
    expect(await listOf(core)).toMatchObject([{ number: expect.stringMatching(/^\+\d/) as string }]);
  }, PATIENCE);
  await ask(core, 'refreshCallbacks', undefined);
  expect(await listOf(core)).toMatchObject([{ origin: 'both', comment: 'Promised in 2 days.' }]);
});

it('a callback gets a new time by the same set for the same LCM key; LCM and the list have the new one alone', async () => {
  const core = await bench.start();
  await connected(core);
  await ask(core, 'openCall', callOf('1'));
  await vi.waitFor(async () => {
    expect((await ask(core, 'getCallFacts', { callId: '1' })).callbackModes).not.toBeNull();
  }, PATIENCE);
  await ask(core, 'submitWrapUp', booking('1', 2));
  await emptied(core);
  const [before] = await listOf(core);
  await ask(core, 'beginCorrection', { callId: before!.callId! });
  await ask(core, 'submitWrapUp', booking('1', 3));
  await emptied(core);
  await ask(core, 'refreshCallbacks', undefined);
  const callbacks = await listOf(core);
  expect(callbacks).toMatchObject([{ origin: 'both', comment: 'Promised in 3 days.' }]);
  expect(callbacks[0]!.at - before!.at).toBeGreaterThan(DAY - 7_200_000);
  const sets = bench.lcm().ledger.applied();
  expect(new Set(sets.map(({ data }) => (data as { AccountNumber: string }).AccountNumber))).toEqual(
    new Set([callOf('1').lcmKey]),
  );
});

it('an LCM that refuses, mangles or does not answer the list takes nothing away', async () => {
  settings({}, { requestTimeoutMs: 1_000 });
  const core = await bench.start();
  await connected(core);
  await ask(core, 'openCall', callOf('1'));
  await ask(core, 'submitWrapUp', booking('1', 2));
  await emptied(core);
  const only = ['GetPersonalCallbackList'];
  const faults: FaultInput[] = [{ dropReply: true }, { refuse: { probability: 1, msg: 'Not now.' } }];
  for (const fault of faults) {
    bench.lcm().faults.set({ ...fault, only });
    await ask(core, 'refreshCallbacks', undefined);
    expect((await ask(core, 'listCallbacks', undefined)).list?.fault).toMatch(/^(timeout|Not now\.)$/);
    expect(await listOf(core)).toMatchObject([{ origin: 'here', comment: 'Promised in 2 days.' }]);
  }
  bench.lcm().faults.set({ malformedReply: { probability: 1 }, only });
  for (let times = 0; times < 5; times += 1) await ask(core, 'refreshCallbacks', undefined);
  expect((await listOf(core)).filter(({ origin }) => origin !== 'lcm')).toHaveLength(1);
});

it('settings that say so ask LCM for nothing', async () => {
  settings({ callbacks: { askLcm: false } });
  const core = await bench.start();
  await connected(core);
  await ask(core, 'refreshCallbacks', undefined);
  expect((await ask(core, 'listCallbacks', undefined)).list).toBeNull();
});
