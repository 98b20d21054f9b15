import { io } from 'socket.io-client';
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import type { Core } from '#main/core/core.ts';
import { EMPTY_DRAFT, type CallbackDraft } from '#shared/draft/draft.ts';
import { wallTimeAt } from '#shared/callback/wall-clock.ts';
import {
  ask,
  benchForEachTest,
  callOf,
  connected,
  draftOf,
  emptied,
  PATIENCE,
} from '#test/support/core-bench.ts';

const bench = benchForEachTest({ contact: { callableFrom: '00:00', callableUntil: '00:00' } });
beforeEach(() => bench.settings({ form: FORM }));

const FORM = { callingHours: { from: '00:00', to: '00:00' }, callbackZone: 'UTC' };
const TOMORROW = wallTimeAt(Date.now() + 86_400_000, 'UTC').date;

function callbackAt(startTime: string, kind: CallbackDraft['kind'] = 'personal'): CallbackDraft {
  const times = { startDate: TOMORROW, startTime, endDate: TOMORROW, endTime: startTime };
  return { ...times, kind, startFold: null, endFold: null, modeId: '3', zone: 'UTC', when: '' };
}

async function book(core: Core, callId: string, callback: CallbackDraft): Promise<void> {
  await ask(core, 'openCall', callOf(callId));
  await ask(core, 'submitWrapUp', { callId, draft: { ...EMPTY_DRAFT, callback } });
}

const overlaps = (core: Core, callId: string, callback: CallbackDraft) =>
  ask(core, 'callbackOverlap', { callId, callback });

/** Hears the subtopics on the bus, as another application does. */
async function overhear(): Promise<string[]> {
  const heard: string[] = [];
  const socket = io(bench.lcm().url, { transports: ['websocket'], forceNew: true });
  onTestFinished(() => void socket.disconnect());
  socket.on('message', ({ subtopic }: { subtopic: string }) => heard.push(subtopic));
  await new Promise<void>((resolve) => socket.on('connect', resolve));
  return heard;
}

it('LCM says whether the agent has another callback at that time, from its own ledger', async () => {
  const core = await bench.start();
  await connected(core);
  await book(core, '1', callbackAt('10:00'));
  await emptied(core);
  await ask(core, 'openCall', callOf('2'));
  await vi.waitFor(async () => {
    expect(await overlaps(core, '2', callbackAt('10:00'))).toBe(true);
  }, PATIENCE);
  expect(await overlaps(core, '2', callbackAt('11:00'))).toBe(false);
  // One that anybody may take is in nobody's way.
  expect(await overlaps(core, '2', callbackAt('10:00', 'regular'))).toBeNull();
  // What cannot be booked is not asked about.
  expect(await overlaps(core, '2', { ...callbackAt('10:00'), startTime: '' })).toBeNull();
});

it('the callbacks of this desktop are known without a link, and LCM is not asked then', async () => {
  await bench.lcmOff();
  const core = await bench.start();
  await book(core, '1', callbackAt('10:00'));
  await ask(core, 'openCall', callOf('2'));
  const at = Date.parse(`${TOMORROW}T10:00Z`);
  expect((await ask(core, 'bookedCallbacks', { callId: '2' })).items).toEqual([
    { callId: '1', contact: null, at, until: at, isPersonal: true },
  ]);
  expect((await ask(core, 'bookedCallbacks', { callId: '1' })).items).toEqual([]);
  expect(await overlaps(core, '2', callbackAt('10:00'))).toBeNull();
  await ask(core, 'signIn', { userId: 'ben' });
  expect((await ask(core, 'bookedCallbacks', { callId: '2' })).items).toEqual([]);
});

it.each([{ askLcm: false }, { warn: 'none' }])('LCM is not asked with %j', async (callbackClash) => {
  bench.settings({ form: { ...FORM, callbackClash } });
  const core = await bench.start();
  await connected(core);
  const heard = await overhear();
  await ask(core, 'openCall', callOf('2'));
  expect(await overlaps(core, '2', callbackAt('10:00'))).toBeNull();
  // What was sent before this has been heard.
  await ask(core, 'submitWrapUp', { callId: '2', draft: draftOf('2') });
  await emptied(core);
  expect(heard).toContain('SetCallOutcomeWithComments');
  expect(heard).not.toContain('ScheduledCallBackOverlap');
});
