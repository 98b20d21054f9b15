import { describe, expect, it } from 'vitest';
import { createAfterCallLimits, type LimitSubmission } from '#main/after-call/after-call-limits.ts';
import { afterCallSchema } from '#main/after-call/after-call-rule.ts';
import type { CallRecord } from '#main/calls/call-store.ts';
import { NotSavedError } from '#main/database/errors.ts';
import { silentLog } from '#main/base/log.ts';
import { callRecord } from '#test/support/call-records.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';

const SECOND = 1_000;

/** The limits alone, with calls and a submit that the test controls. */
function desk(
  rule: object = { limitSeconds: 60, atEnd: 'submit', telephonyOutcomeId: '8' },
  more: object = {},
) {
  const clock = createFakeClock();
  const calls = new Map<string, CallRecord>();
  const campaigns = new Map<string, string>();
  const corrections = new Set<string>();
  let followed: string[] = [];
  const happened: string[] = [];
  const results: (LimitSubmission | Error)[] = [];
  const limits = createAfterCallLimits({
    settings: afterCallSchema.parse({ default: rule, ...more }),
    clock,
    log: silentLog,
    find: (callId) => calls.get(callId) ?? null,
    campaign: ({ callId }) => campaigns.get(callId) ?? null,
    isCorrection: (callId) => corrections.has(callId),
    saveMoreTime(callId, more) {
      const { moreTime = [] } = calls.get(callId) ?? {};
      change(callId, { moreTime: [...moreTime, more] });
    },
    submit(call) {
      const result = results.shift() ?? { ok: true, summary: 'No answer', leftOut: [] };
      if (result instanceof Error) throw result;
      if (result.ok) change(call.callId, { wrappedAt: clock.now() });
      return result;
    },
  });
  limits.reached.on(({ call, submitted, because }) => {
    happened.push(`${call.callId} ${submitted ?? because ?? 'over'}`);
  });
  limits.left.on((callId) => happened.push(`${callId} left`));

  function follow(): void {
    const ids = new Set([...followed, ...calls.keys()]);
    followed = [...calls.keys()];
    limits.follow([...ids].map((callId) => ({ callId, call: calls.get(callId) ?? null })));
  }
  function change(callId: string, to: Partial<CallRecord>): void {
    const call = calls.get(callId);
    if (call !== undefined) calls.set(callId, { ...call, ...to });
    follow();
  }
  function ring(callId: string, to: Partial<CallRecord> = {}): void {
    const now = clock.now();
    calls.set(callId, callRecord({ callId, lcmKey: '5|3', openedAt: now, endedAt: now, ...to }));
    follow();
  }
  const view = (callId: string) => {
    const call = calls.get(callId);
    return call === undefined ? null : limits.view(call);
  };
  return { clock, limits, campaigns, corrections, happened, results, calls, follow, change, ring, view };
}

function started(...given: Parameters<typeof desk>) {
  const made = desk(...given);
  made.follow();
  return made;
}

describe('at its after-call limit a call', () => {
  it('is submitted once, and not before', async () => {
    const { clock, ring, happened } = started();
    ring('a');
    await clock.advance(60 * SECOND - 1);
    expect(happened).toEqual([]);
    await clock.advance(1);
    expect(happened).toEqual(['a left', 'a No answer']);
    await clock.advance(3_600 * SECOND);
    expect(happened).toHaveLength(2);
    expect(clock.pending()).toBe(0);
  });

  it('is submitted later if the calls cannot be read when it is due', async () => {
    const { clock, calls, ring, happened } = started();
    ring('a');
    const get = calls.get.bind(calls);
    calls.get = () => {
      throw new Error('disk I/O error');
    };
    await clock.advance(65 * SECOND);
    calls.get = get;
    await clock.advance(10 * SECOND);
    expect(happened).toEqual(['a left', 'a No answer']);
  });

  it('is only notified, or ignored, if the rule says so', async () => {
    const told = started({ limitSeconds: 60, atEnd: 'notify' });
    told.ring('a');
    await told.clock.advance(600 * SECOND);
    expect(told.happened).toEqual(['a over']);
    const left = started({ limitSeconds: 60, atEnd: 'nothing' });
    left.ring('a');
    expect(left.clock.pending()).toBe(0);
    const none = started({ limitSeconds: 0, atEnd: 'submit', telephonyOutcomeId: '8' });
    none.ring('a');
    expect(none.clock.pending()).toBe(0);
  });

  it('counts from the end of the call, each call by itself', async () => {
    const { clock, ring, change, happened } = started({ limitSeconds: 60, atEnd: 'notify' });
    ring('a', { phase: 'talking', endedAt: null });
    ring('b');
    await clock.advance(50 * SECOND);
    change('a', { phase: 'ended', endedAt: clock.now() });
    await clock.advance(10 * SECOND);
    expect(happened).toEqual(['b over']);
    await clock.advance(50 * SECOND - 1);
    expect(happened).toEqual(['b over']);
    await clock.advance(1);
    expect(happened).toEqual(['b over', 'a over']);
  });

  it('waits as long as the agent works in it, but not for work in other calls', async () => {
    const { clock, ring, limits, happened } = started({ limitSeconds: 60, atEnd: 'notify' });
    ring('a');
    ring('b');
    for (let second = 0; second < 100; second += 1) {
      await clock.advance(SECOND);
      limits.worked('a');
    }
    expect(happened).toEqual(['b over']);
    await clock.advance(4 * SECOND);
    expect(happened).toEqual(['b over']);
    await clock.advance(SECOND);
    expect(happened).toEqual(['b over', 'a over']);
  });

  it('is not submitted if it was wrapped up in time, or closed', async () => {
    const { clock, ring, change, calls, follow, happened } = started();
    ring('a');
    ring('b');
    await clock.advance(59 * SECOND);
    change('a', { wrappedAt: clock.now() });
    calls.delete('b');
    follow();
    expect(clock.pending()).toBe(0);
    await clock.advance(10 * SECOND);
    expect(happened).toEqual(['a left', 'b left']);
  });

  it('is left alone if its end was only concluded', async () => {
    const { clock, ring, happened, view } = started();
    ring('a', { endMissed: true });
    await clock.advance(600 * SECOND);
    expect(happened).toEqual([]);
    expect(view('a')).toMatchObject({ endsAt: null, atEnd: 'nothing' });
  });

  it('has no limit while a submitted wrap-up is corrected', async () => {
    const { clock, ring, corrections, happened, view } = started();
    corrections.add('a');
    ring('a', { openedAt: clock.now() - 600 * SECOND, endedAt: clock.now() - 500 * SECOND });
    await clock.advance(600 * SECOND);
    expect(happened).toEqual([]);
    expect(view('a')).toMatchObject({ endsAt: null, atEnd: 'nothing' });
  });

  it('starts again if the call comes back to the list', async () => {
    const { clock, ring, happened } = started({ limitSeconds: 60, atEnd: 'notify' });
    ring('a');
    await clock.advance(61 * SECOND);
    ring('a', { endedAt: clock.now() - 61 * SECOND });
    await clock.advance(59 * SECOND);
    expect(happened).toEqual(['a over']);
    await clock.advance(SECOND);
    expect(happened).toEqual(['a over', 'a over']);
  });

  it('is tried again if it could not be saved', async () => {
    const { clock, ring, results, happened } = started();
    results.push(new NotSavedError('diskFull', null));
    ring('a');
    await clock.advance(60 * SECOND);
    expect(happened).toEqual([]);
    await clock.advance(10 * SECOND);
    expect(happened).toEqual(['a left', 'a No answer']);
  });

  it('says why it was not submitted, once', async () => {
    const { clock, ring, results, happened } = started();
    results.push({ ok: false, because: 'limitCallback' });
    ring('a');
    await clock.advance(600 * SECOND);
    expect(happened).toEqual(['a limitCallback']);
  });
});

describe('nothing is submitted in the name of an agent who does not have the call', () => {
  it('after another agent signed in', async () => {
    const { clock, ring, limits, happened } = started();
    ring('a');
    limits.agentChanged();
    ring('b');
    await clock.advance(60 * SECOND);
    expect(happened).toEqual(['a limitOthersCall', 'b left', 'b No answer']);
  });

  it('if another agent began the wrap-up', async () => {
    const { clock, ring, happened } = started();
    ring('a', { draftBy: 'prakashr' });
    await clock.advance(60 * SECOND);
    expect(happened).toEqual(['a limitOthersCall']);
  });
});

describe('a limit that passed while nobody could see it', () => {
  it('gives the agent time to act after a start', async () => {
    const { clock, ring, happened } = desk();
    ring('a', { openedAt: clock.now() - 3_600 * SECOND, endedAt: clock.now() - 3_600 * SECOND });
    await clock.advance(29 * SECOND);
    expect(happened).toEqual([]);
    await clock.advance(SECOND);
    expect(happened).toEqual(['a left', 'a No answer']);
  });

  it('gives the agent time to act after the machine slept', async () => {
    const { clock, ring, happened } = started();
    ring('a');
    await clock.sleep(3_600 * SECOND);
    expect(happened).toEqual([]);
    await clock.advance(29 * SECOND);
    expect(happened).toEqual([]);
    await clock.advance(SECOND);
    expect(happened).toEqual(['a left', 'a No answer']);
  });
});

describe('the clock that is shown', () => {
  it('runs from the end of the call to the limit, and warns before', () => {
    const { clock, ring, view } = started({
      limitSeconds: 60,
      warnSeconds: 20,
      show: 'down',
      atEnd: 'notify',
    });
    const now = clock.now();
    ring('a');
    ring('b', { phase: 'talking', endedAt: null });
    const times = { startedAt: now, endsAt: now + 60 * SECOND, warnAt: now + 40 * SECOND };
    expect(view('a')).toEqual({ ...times, show: 'down', atEnd: 'notify', more: null });
    expect(view('b')).toBeNull();
  });

  it('warns from the start if the limit is shorter than the warning', () => {
    const { clock, ring, view } = started({ limitSeconds: 10, warnSeconds: 20 });
    ring('a');
    expect(view('a')?.warnAt).toBe(clock.now());
  });

  it('continues by the monotonic clock if the wall clock is set', async () => {
    const { clock, ring, view, happened } = started({ limitSeconds: 60, atEnd: 'notify' });
    ring('a');
    await clock.advance(10 * SECOND);
    const before = clock.now();
    clock.setWall(before - 86_400 * SECOND);
    expect(view('a')?.startedAt).toBe(clock.now() - 10 * SECOND);
    clock.setWall(before + 86_400 * SECOND);
    expect(view('a')?.endsAt).toBe(clock.now() + 50 * SECOND);
    await clock.advance(49 * SECOND);
    expect(happened).toEqual([]);
    await clock.advance(SECOND);
    expect(happened).toEqual(['a over']);
  });

  it('follows the campaign once it is known', async () => {
    const byCampaign = { '7': { limitSeconds: 120 } };
    const { clock, ring, campaigns, follow, view, happened } = started(
      { limitSeconds: 60, atEnd: 'notify' },
      { byCampaign },
    );
    ring('a');
    const now = clock.now();
    expect(view('a')?.endsAt).toBe(now + 60 * SECOND);
    campaigns.set('a', '7');
    follow();
    expect(view('a')?.endsAt).toBe(now + 120 * SECOND);
    await clock.advance(119 * SECOND);
    expect(happened).toEqual([]);
    await clock.advance(SECOND);
    expect(happened).toEqual(['a over']);
  });
});

describe('more time', () => {
  const RULE = { limitSeconds: 60, warnSeconds: 15, atEnd: 'notify', moreTimes: 2, moreSeconds: 30 };

  it('extends the limit as often as the rule allows, and the clock warns anew', async () => {
    const { clock, limits, ring, view, happened, calls } = started(RULE);
    ring('a');
    const began = clock.now();
    expect(view('a')?.more).toEqual({ left: 2, seconds: 30 });
    await clock.advance(50 * SECOND);
    expect(limits.extend('a', 'ana')).toBeNull();
    expect(view('a')).toMatchObject({
      endsAt: began + 90 * SECOND,
      warnAt: began + 75 * SECOND,
      more: { left: 1, seconds: 30 },
    });
    await clock.advance(39 * SECOND);
    expect(limits.extend('a', 'ben')).toBeNull();
    expect(view('a')).toMatchObject({ endsAt: began + 120 * SECOND, more: null });
    expect(limits.extend('a', 'ben')).toBe('noMoreTime');
    expect(calls.get('a')?.moreTime).toEqual([
      { agent: 'ana', at: began + 50 * SECOND, seconds: 30, since: began },
      { agent: 'ben', at: began + 89 * SECOND, seconds: 30, since: began },
    ]);
    await clock.advance(31 * SECOND - 1);
    expect(happened).toEqual([]);
    await clock.advance(1);
    expect(happened).toEqual(['a over']);
  });

  it('is not given once the limit has passed, also while the agent is still working', async () => {
    const { clock, limits, ring, happened } = started(RULE);
    ring('a');
    await clock.advance(59 * SECOND);
    limits.worked('a');
    await clock.advance(SECOND);
    expect(limits.extend('a', 'ana')).toBe('limitPassed');
    await clock.advance(10 * SECOND);
    expect(happened).toEqual(['a over']);
    expect(limits.extend('a', 'ana')).toBe('limitPassed');
  });

  it('counts over a restart, and anew for after-call work that begins anew', async () => {
    const first = started(RULE);
    first.ring('a');
    const began = first.clock.now();
    await first.clock.advance(10 * SECOND);
    expect(first.limits.extend('a', 'ana')).toBeNull();
    const kept = first.calls.get('a');
    const { clock, limits, ring, view, change } = started(RULE);
    await clock.advance(20 * SECOND);
    ring('a', { openedAt: began, endedAt: began, moreTime: kept?.moreTime ?? [] });
    expect(view('a')).toMatchObject({ endsAt: began + 90 * SECOND, more: { left: 1, seconds: 30 } });
    expect(limits.extend('a', 'ana')).toBeNull();
    expect(limits.extend('a', 'ana')).toBe('noMoreTime');
    // The wall clock was set back, so that both were granted in the future.
    clock.setWall(began - 3_600 * SECOND);
    expect(limits.extend('a', 'ana')).toBe('noMoreTime');
    change('a', { openedAt: began + 1 });
    expect(view('a')?.more).toEqual({ left: 2, seconds: 30 });
  });

  it.each([
    ['the settings give none', { ...RULE, moreTimes: 0 }, {}],
    ['there is no limit', { ...RULE, limitSeconds: 0 }, {}],
    ['the end was missed', RULE, { endMissed: true }],
    ['the call is on', RULE, { phase: 'talking' as const, endedAt: null }],
    ['it is wrapped up', RULE, { wrappedAt: 1 }],
  ])('is not given if %s', (_why, rule, call) => {
    const { limits, ring, view } = started(rule);
    ring('a', call);
    expect(view('a')?.more ?? null).toBeNull();
    expect(limits.extend('a', 'ana')).toBe('noMoreTime');
    expect(limits.extend('none', 'ana')).toBe('noMoreTime');
  });

  it('is not given for a correction', () => {
    const { limits, ring, corrections } = started(RULE);
    corrections.add('a');
    ring('a');
    expect(limits.extend('a', 'ana')).toBe('noMoreTime');
  });

  it('is not granted if it cannot be kept', async () => {
    const made = started(RULE);
    made.ring('a');
    const began = made.clock.now();
    const failing = createAfterCallLimits({
      settings: afterCallSchema.parse({ default: RULE }),
      clock: made.clock,
      log: silentLog,
      find: (callId) => made.calls.get(callId) ?? null,
      campaign: () => null,
      isCorrection: () => false,
      saveMoreTime() {
        throw new NotSavedError('diskFull', null);
      },
      submit: () => ({ ok: true, summary: '', leftOut: [] }),
    });
    failing.follow([{ callId: 'a', call: made.calls.get('a') ?? null }]);
    const reached: string[] = [];
    failing.reached.on(({ call }) => reached.push(call.callId));
    expect(() => failing.extend('a', 'ana')).toThrow(NotSavedError);
    await made.clock.advance(60 * SECOND);
    expect([reached, made.clock.now() - began]).toEqual([['a'], 60 * SECOND]);
  });
});

it('a call that nobody answered has its own limit', async () => {
  const { clock, ring, view, happened } = started({
    limitSeconds: 60,
    atEnd: 'notify',
    unanswered: { limitSeconds: 10, show: 'down' },
  });
  ring('a', { neverAnswered: true });
  ring('b');
  expect(view('a')).toMatchObject({ endsAt: clock.now() + 10 * SECOND, show: 'down' });
  expect(view('b')).toMatchObject({ endsAt: clock.now() + 60 * SECOND, show: 'up' });
  await clock.advance(10 * SECOND);
  expect(happened).toEqual(['a over']);
});
