import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock, type Clock } from '#main/base/clock.ts';
import type { Core } from '#main/core/core.ts';
import type { SubmissionView } from '#shared/wrapup/submission.ts';
import { wallTimeAt } from '#shared/callback/wall-clock.ts';
import {
  ask,
  callOf,
  connected,
  createCoreBench,
  draftOf,
  PATIENCE,
  type CoreBench,
} from '#test/support/core-bench.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ZONE = 'Asia/Kolkata';

/** How far LCM's clock is ahead of the true time, in milliseconds. */
let lcmAhead = 0;
let bench: CoreBench;
let core: Core;

beforeEach(async () => {
  lcmAhead = 0;
  bench = await createCoreBench({ now: () => Date.now() + lcmAhead, campaignZone: ZONE });
  bench.settings({ form: { callbackZone: ZONE, callingHours: { from: '00:00', to: '00:00' } } });
});
afterEach(() => bench.remove());

/** A machine clock whose wall time is ahead of the true time. */
const clockAhead = (ahead: number): Clock => ({ ...systemClock, now: () => Date.now() + ahead });

async function start(ahead: number): Promise<void> {
  core = await bench.start({ clock: clockAhead(ahead) });
}

/** Submits a callback that begins `from` milliseconds after the true now. */
async function submitCallback(callId: string, from: number): Promise<string> {
  const { date, time } = wallTimeAt(Date.now() + from, ZONE);
  await ask(core, 'openCall', callOf(callId));
  const draft = {
    ...draftOf(callId),
    telephonyOutcomeId: null,
    callback: {
      startDate: date,
      startTime: time,
      endDate: '',
      endTime: '',
      startFold: null,
      endFold: null,
      modeId: '1',
      kind: 'regular' as const,
      zone: null,
      when: '',
    },
  };
  return (await ask(core, 'submitWrapUp', { callId, draft })).submissionId;
}

const shown = (callId: string): SubmissionView | null | undefined =>
  core.state().calls.find((call) => call.callId === callId)?.submission;

const becomes = (callId: string, state: SubmissionView['state']): Promise<void> =>
  vi.waitFor(() => expect(shown(callId)).toMatchObject({ state }), PATIENCE);

/**
 * Learns LCM's clock from a first call. Then a callback two hours ahead is not in the past, whatever the wall clock
 * says.
 */
async function knowsLcmClock(): Promise<void> {
  await connected(core);
  await vi.waitFor(() => submitCallback('first', 2 * HOUR), PATIENCE);
  await becomes('first', 'delivered');
  // The two clocks are a day apart, which is told once a second answer agreed.
  await vi.waitFor(() => expect(noticeCodes()).toContain('lcmClockDiffers'), PATIENCE);
}

const noticeCodes = (): string[] => core.state().notices.map(({ code }) => code);

/** A time of LCM's that another application asked for. */
function overhear(CampaignTime: string): void {
  bench.lcm().broadcast({
    channel: 'LCM',
    topic: 'WebService',
    subtopic: 'CampaignTimeZone',
    message: { callid: 'of-another', response: { ZoneName: ZONE, CampaignTime } },
  });
}

async function lcmOff(): Promise<void> {
  await bench.lcmOff();
  await vi.waitFor(() => expect(core.state().link.status).not.toBe('connected'), PATIENCE);
}

describe('with a machine whose clock is a day ahead', () => {
  it('a callback that LCM can still keep is accepted, kept while it waits, and sent', async () => {
    await start(DAY);
    await knowsLcmClock();
    await lcmOff();
    await submitCallback('1', 2 * HOUR);
    await submitCallback('2', 3 * HOUR);
    expect([shown('1')?.state, shown('2')?.state]).toEqual(['queued', 'queued']);
    await bench.lcmOn();
    await becomes('1', 'delivered');
    await becomes('2', 'delivered');
  });

  it('a callback held before LCM’s clock was known can be sent once it is known', async () => {
    await start(0);
    await connected(core);
    await lcmOff();
    await submitCallback('1', 2 * HOUR);
    await bench.stop(core);
    await start(DAY);
    expect(shown('1')).toMatchObject({ state: 'held', reason: 'callbackPassed' });
    const submissionId = shown('1')?.id ?? '';
    const tooLate = await core.answer('retryOutbox', { submissionId });
    expect(tooLate).toMatchObject({ ok: false, error: { code: 'notAllowed' } });

    await bench.lcmOn();
    await knowsLcmClock();
    await ask(core, 'retryOutbox', { submissionId });
    await becomes('1', 'delivered');
  });
});

describe('with a machine whose clock is a day behind', () => {
  it('a callback that LCM can no longer keep is held and asked about, not sent', async () => {
    await start(-DAY);
    await connected(core);
    await lcmOff();
    await submitCallback('1', 2 * HOUR);
    await bench.stop(core);

    // Three hours later; by the machine's clock most of a day is still left.
    lcmAhead = 3 * HOUR;
    await start(-DAY);
    await bench.lcmOn();
    await becomes('1', 'held');
    expect(shown('1')).toMatchObject({ reason: 'callbackPassed', attempts: 0 });
    expect(bench.lcm().ledger.entries()).toEqual([]);
  });

  it('a callback in LCM’s past is not accepted', async () => {
    await start(-DAY);
    await knowsLcmClock();
    await expect(submitCallback('1', -2 * HOUR)).rejects.toThrow(/callbackInPast/);
  });
});

it('a year 2099 that another application hears makes no callback past', async () => {
  await start(0);
  await connected(core);
  for (let n = 0; n < 3; n += 1) overhear('01/06/2099 10:00:00');
  await vi.waitFor(() => expect(noticeCodes()).toContain('lcmClockRefused'), PATIENCE);
  await submitCallback('1', 2 * HOUR);
  await becomes('1', 'delivered');
  await vi.waitFor(() => expect(noticeCodes()).not.toContain('lcmClockRefused'), PATIENCE);
  overhear('01/06/2099 10:00:00');
  await submitCallback('2', 2 * HOUR);
  await becomes('2', 'delivered');
});

it('an LCM whose own clock is in 2099 is not believed either', async () => {
  lcmAhead = Date.UTC(2099, 5) - Date.now();
  await start(0);
  await connected(core);
  await submitCallback('1', 2 * HOUR);
  await becomes('1', 'delivered');
  await vi.waitFor(() => expect(noticeCodes()).toContain('lcmClockRefused'), PATIENCE);
});

it('without an answer the machine’s clock decides, and delivery waits only for a moment', async () => {
  bench.lcm().faults.set({ dropReply: true, only: ['GetCampaignTimeZone'] });
  await start(0);
  await connected(core);
  await lcmOff();
  await submitCallback('1', 2 * HOUR);
  await bench.lcmOn();
  bench.lcm().faults.set({ dropReply: true, only: ['GetCampaignTimeZone'] });
  await becomes('1', 'delivered');
});

it('LCM is asked for each call’s campaign time at most once, and not again for calls it has answered', async () => {
  let asked = 0;
  await bench.remove();
  bench = await createCoreBench({
    now: () => {
      asked += 1;
      return Date.now();
    },
  });
  await start(0);
  await connected(core);
  for (let n = 0; n < 10; n += 1) await ask(core, 'openCall', callOf(String(n)));
  await vi.waitFor(() => {
    expect(core.state().calls.filter(({ campaignZone }) => campaignZone === 'Asia/Kolkata')).toHaveLength(10);
  }, PATIENCE);
  await lcmOff();
  await bench.lcmOn();
  await connected(core);
  for (let n = 10; n < 20; n += 1) await ask(core, 'openCall', callOf(String(n)));
  await ask(core, 'submitWrapUp', { callId: '3', draft: draftOf('after') });
  await becomes('3', 'delivered');
  await ask(core, 'openCall', callOf('last'));
  await vi.waitFor(() => {
    expect(core.state().calls.filter(({ campaignZone }) => campaignZone === 'Asia/Kolkata')).toHaveLength(21);
  }, PATIENCE);
  expect(asked).toBeLessThanOrEqual(21);
});
