import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { systemClock, type Clock } from '#main/base/clock.ts';
import type { Core } from '#main/core/core.ts';
import type { SubmissionView } from '#shared/wrapup/submission.ts';
import { wallTimeAt } from '#shared/callback/wall-clock.ts';
import {
  ask,
  benchForEachTest,
  callOf,
  connected,
  deliverAll,
  draftOf,
  emptied,
  PATIENCE,
} from '#test/support/core-bench.ts';
import { startCoreProcess } from '#test/faults/core-process.ts';
import { startTcpProxy } from '#test/support/tcp-proxy.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Longest wait before a retry of the link or of a submission, by the bench's settings. */
const LONGEST_WAIT = 1_000;

const bench = benchForEachTest();

/** The machine's clock. A person or a time server can set its wall time. */
function settableClock() {
  let ahead = 0;
  const clock: Clock = { ...systemClock, now: () => Date.now() + ahead };
  return {
    clock,
    set(by: number) {
      ahead += by;
    },
  };
}

async function submit(core: Pick<Core, 'answer'>, callId: string): Promise<void> {
  await ask(core, 'openCall', callOf(callId));
  await ask(core, 'submitWrapUp', { callId, draft: draftOf(callId) });
}

const submissionOf = (core: Core, callId: string): SubmissionView | null | undefined =>
  core.state().calls.find((call) => call.callId === callId)?.submission;

describe.each([
  ['ahead', DAY],
  ['back', -DAY],
])('a wall clock that is set a day %s', (_way, by) => {
  it('neither stops nor hurries the retries of the link, and the next try is shown correctly', async () => {
    const wall = settableClock();
    const core = await bench.start({ clock: wall.clock });
    await connected(core);
    await bench.lcmOff();
    await submit(core, '1');
    const wait = (): number => (core.state().link.nextTryAt ?? NaN) - wall.clock.now();
    await vi.waitFor(() => {
      const before = wait();
      expect(before).toBeGreaterThan(0);
      wall.set(by);
      expect(Math.abs(wait() - before)).toBeLessThan(LONGEST_WAIT / 4);
    }, PATIENCE);
    await bench.lcmOn();
    await deliverAll(core);
    expect(submissionOf(core, '1')).toMatchObject({ state: 'delivered' });
    expect(bench.lcm().ledger.entries()).toHaveLength(1);
  });

  it('neither stops nor hurries the retries of a submission, and the next try is shown correctly', async () => {
    bench.settings({
      lcm: { url: bench.lcm().url, proxy: 'none', requestTimeoutMs: 200 },
      outbox: { retry: { baseMs: 1_000, capMs: LONGEST_WAIT } },
    });
    const wall = settableClock();
    const core = await bench.start({ clock: wall.clock });
    await connected(core);
    bench.lcm().faults.set({ dropReply: true });
    await submit(core, '1');
    const waits = (): Promise<void> =>
      vi.waitFor(() => expect(submissionOf(core, '1')?.nextTryAt).toEqual(expect.any(Number)), PATIENCE);
    await waits();
    wall.set(by);
    const { attempts = 0 } = submissionOf(core, '1') ?? {};
    await vi.waitFor(() => expect(submissionOf(core, '1')?.attempts).toBeGreaterThan(attempts + 1), PATIENCE);
    await waits();
    const wait = (submissionOf(core, '1')?.nextTryAt ?? wall.clock.now()) - wall.clock.now();
    expect(Math.abs(wait)).toBeLessThanOrEqual(LONGEST_WAIT);
    bench.lcm().faults.clear();
    await emptied(core);
  });

  it('does not end the link, though the transport’s heartbeat uses the wall clock', async () => {
    const core = await bench.start();
    await connected(core);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + by });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    await submit(core, '1');
    await deliverAll(core);
    expect(submissionOf(core, '1')).toMatchObject({ state: 'delivered' });
    expect(bench.lcm().ledger.entries()).toHaveLength(1);
  });
});

describe('a sleep of eight hours, after which the link is dead without notice', () => {
  async function asleep(): Promise<Core> {
    const proxy = await startTcpProxy(bench.lcm().port);
    onTestFinished(() => proxy.close());
    bench.settings({ lcm: { url: proxy.url, proxy: 'none', reconnect: { baseMs: 100, capMs: 1_000 } } });
    const core = await bench.start();
    await connected(core);
    proxy.forget();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 8 * HOUR });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    return core;
  }

  it('ends with a new link as soon as the system reports that it woke', async () => {
    const core = await asleep();
    core.reconnectNow('resume');
    expect(core.state().link.status).not.toBe('connected');
    await connected(core);
    await submit(core, '1');
    await vi.waitFor(() => {
      expect(submissionOf(core, '1')).toMatchObject({ state: 'delivered', attempts: 1 });
    }, PATIENCE);
  });

  it('ends with a new link as soon as something is to be sent, if the system reports nothing', async () => {
    const core = await asleep();
    await submit(core, '1');
    expect(core.state().link.status).not.toBe('connected');
    await deliverAll(core);
    expect(submissionOf(core, '1')).toMatchObject({ state: 'delivered' });
    expect(bench.lcm().ledger.entries()).toHaveLength(1);
  });
});

it('a change of the time zone changes no saved callback, and applies to the next one', async () => {
  bench.settings({
    lcm: { url: bench.lcm().url, proxy: 'none', reconnect: { baseMs: 100, capMs: 1_000 } },
    form: { callingHours: { from: '00:00', to: '00:00' } },
    agent: { userId: 'ana' },
  });
  await bench.lcmOff();
  const core = await startCoreProcess(bench.folder);
  onTestFinished(() => core.kill());
  const at = Math.ceil(Date.now() / 60_000) * 60_000 + DAY;

  async function submitCallback(callId: string, zone: string): Promise<SubmissionView> {
    await core.setZone(zone);
    const { date, time } = wallTimeAt(at, zone);
    await ask(core, 'openCall', callOf(callId));
    const callback = {
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
    };
    const draft = { ...draftOf(callId), telephonyOutcomeId: null, callback };
    await ask(core, 'submitWrapUp', { callId, draft });
    return viewOf(callId);
  }

  async function viewOf(callId: string): Promise<SubmissionView> {
    const found = (await core.state()).calls.find((call) => call.callId === callId)?.submission;
    if (!found) throw new Error(`${callId} has no submission`);
    return found;
  }

  const madrid = await submitCallback('1', 'Europe/Madrid');
  const newYork = await submitCallback('2', 'America/New_York');
  expect(madrid).toMatchObject({ callbackAt: at, callbackZone: 'Europe/Madrid' });
  expect(newYork).toMatchObject({ callbackAt: at, callbackZone: 'America/New_York' });
  expect(await viewOf('1')).toEqual(madrid);

  await bench.lcmOn();
  await vi.waitFor(async () => {
    // Delivers at once, without the random delay that spreads the desktops' first tries.
    await ask(core, 'retryOutbox', { submissionId: null });
    expect([await viewOf('1'), await viewOf('2')]).toMatchObject([
      { state: 'delivered' },
      { state: 'delivered' },
    ]);
  }, PATIENCE);
  for (const [callId, zone] of [
    ['1', 'Europe/Madrid'],
    ['2', 'America/New_York'],
  ] as const) {
    const { date, time } = wallTimeAt(at, zone);
    const [year, month, day] = date.split('-');
    const { data } = bench.lcm().ledger.finalStates().get(callId) ?? {};
    expect(data).toMatchObject({ StartDate: `${day}/${month}/${year}`, StartTime: time });
  }
});

it.each([':/etc/localtime', 'No/Where', ''])(
  'a machine whose zone cannot be told (TZ is “%s”) wraps up; a callback asks for the setting of its zone',
  async (zone) => {
    bench.settings({ lcm: { url: bench.lcm().url, proxy: 'none' }, agent: { userId: 'ana' } });
    const core = await startCoreProcess(bench.folder, { zone });
    onTestFinished(() => core.kill());
    await submit(core, '1');
    await vi.waitFor(async () => {
      await ask(core, 'retryOutbox', { submissionId: null });
      expect((await core.state()).calls).toMatchObject([{ submission: { state: 'delivered' } }]);
    }, PATIENCE);
    await ask(core, 'openCall', callOf('2'));
    const tomorrow = new Date(Date.now() + DAY).toISOString().slice(0, 10);
    const times = { startDate: tomorrow, startTime: '10:00', endDate: '', endTime: '', when: '' };
    const rest = { startFold: null, endFold: null, modeId: '1', kind: 'regular' as const, zone: null };
    const draft = { ...draftOf('2'), telephonyOutcomeId: null, callback: { ...times, ...rest } };
    expect(await core.answer('submitWrapUp', { callId: '2', draft })).toMatchObject({
      error: { code: 'invalid', problems: [{ code: 'callbackZoneUnknown' }] },
    });
  },
);
