import { describe, expect, it } from 'vitest';
import type { AppNotification, NotificationKind } from '#main/notifications/notification.ts';
import { createNotifier, type Attention } from '#main/notifications/notifier.ts';
import type { AppState, CallView } from '#shared/contract/app-state.ts';
import { callView } from '#test/support/call-records.ts';
import { appState } from '#test/support/app-state.ts';
import { DEFAULT_PREFERENCES, type Preferences } from '#shared/contract/preferences.ts';
import { myCallback } from '#test/support/my-callbacks.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';

const ENDED = 1_700_000_000_000;

function call(callId: string, change: Partial<CallView> = {}): CallView {
  return callView({ callId, contact: 'Ana Moreno', openedAt: ENDED - 60_000, endedAt: ENDED, ...change });
}

/**
 * The notifier on a board that remembers. `notifications` is the preference, `attention` the window with the
 * keyboard.
 */
function bench(notifications: Preferences['notifications'] = 'all') {
  const clock = createFakeClock();
  const told: AppNotification[] = [];
  const withdrawn: NotificationKind[] = [];
  const look: { attention: Attention } = { attention: 'elsewhere' };
  const notifier = createNotifier({
    board: {
      show: (notification) => told.push(notification),
      withdraw: (kind) => withdrawn.push(kind),
    },
    attention: () => look.attention,
    clock,
  });
  let state = appState({ preferences: { ...DEFAULT_PREFERENCES, notifications } });
  const change = (next: Partial<AppState>): void => {
    state = { ...state, ...next };
    notifier.follow(state);
  };
  return {
    notifier,
    clock,
    told,
    withdrawn,
    look,
    change,
    outbox: (next: Partial<AppState['outbox']>) => change({ outbox: { ...state.outbox, ...next } }),
    link: (status: AppState['link']['status']) => change({ link: { ...state.link, status } }),
    /** Lets a burst end. */
    settle: () => clock.pass(1_000),
  };
}

describe('a callback that is due', () => {
  const due = (...ids: string[]) => ({ due: ids.map((id) => myCallback(id)), missed: 0 });

  it('is notified without its contact, also if it is due at the start, and once more after it was put off', () => {
    const { change, told, withdrawn, settle } = bench('important');
    change({ callbacks: due('a') });
    settle();
    expect(told).toEqual([
      { kind: 'callback', count: 1, callId: null, endedAt: null, secondsLeft: null, replaces: false },
    ]);
    expect(JSON.stringify(told)).not.toContain('Contact');
    change({ callbacks: due() });
    expect(withdrawn).toEqual(['callback']);
    change({ callbacks: due('a', 'b') });
    settle();
    expect(told).toMatchObject([{ count: 1 }, { kind: 'callback', count: 2 }]);
  });

  it('is not notified while the main window, which shows it, has the keyboard', () => {
    const { change, told, settle, look } = bench();
    look.attention = 'main';
    change({ callbacks: due('a') });
    settle();
    expect(told).toEqual([]);
  });
});

describe('a call that ended', () => {
  it('is notified with its time, but not with its contact', () => {
    const { change, told, settle } = bench();
    change({ calls: [call('a', { phase: 'talking', endedAt: null })] });
    settle();
    expect(told).toEqual([]);
    change({ calls: [call('a')] });
    expect(told).toEqual([]);
    settle();
    expect(told).toEqual([
      { kind: 'callWaits', count: 1, callId: 'a', endedAt: ENDED, secondsLeft: null, replaces: false },
    ]);
    expect(JSON.stringify(told)).not.toMatch(/Moreno|44/);
  });

  it.each(['main', 'quick'] as const)('is not notified while the %s window has the keyboard', (window) => {
    const { change, told, settle, look } = bench();
    change({});
    look.attention = window;
    change({ calls: [call('a')] });
    settle();
    expect(told).toEqual([]);
  });

  it.each([
    ['one that waited at the start', [call('a')], [call('a')]],
    ['one that is wrapped up within the moment', [], [call('a', { wrappedAt: ENDED })]],
    ['one that the agent added', [], [call('a', { origin: 'hand' })]],
    ['one that a link opened, which shows it', [], [call('a', { origin: 'link' })]],
    ['one that is wrapped up again', [call('a', { wrappedAt: ENDED })], [call('a')]],
  ])('is not told: %s', (_what, before, after) => {
    const { change, told, settle } = bench();
    change({ calls: before });
    change({ calls: after });
    settle();
    expect(told).toEqual([]);
  });

  it('is not notified if it is wrapped up before', () => {
    const { change, told, settle } = bench();
    change({});
    change({ calls: [call('a')] });
    change({ calls: [call('a', { wrappedAt: ENDED })] });
    settle();
    expect(told).toEqual([]);
  });

  it('is not notified if another agent signs in, who has the calls', () => {
    const { change, told, settle } = bench();
    change({});
    change({ agent: 'ben', calls: [call('a')] });
    settle();
    expect(told).toEqual([]);
  });

  it('shares one notification with nine others; a later one replaces it', () => {
    const { change, told, settle } = bench();
    change({});
    const ten = Array.from({ length: 10 }, (_, n) => call(`c${n}`));
    for (let n = 1; n <= 10; n += 1) change({ calls: ten.slice(0, n) });
    settle();
    expect(told.map(({ count, replaces }) => [count, replaces])).toEqual([[10, false]]);
    const [first, ...others] = ten;
    change({ calls: [call('late'), { ...first!, wrappedAt: ENDED }, ...others] });
    settle();
    expect(told.map(({ count, replaces }) => [count, replaces])).toEqual([
      [10, false],
      [10, true],
    ]);
  });

  it('is withdrawn once it is wrapped up, and counts from zero after a click', () => {
    const { change, told, withdrawn, settle, notifier } = bench();
    change({});
    change({ calls: [call('a')] });
    settle();
    change({ calls: [call('a', { wrappedAt: ENDED })] });
    expect(withdrawn).toEqual(['callWaits']);
    change({ calls: [call('b')] });
    settle();
    notifier.gone('callWaits');
    change({ calls: [call('b'), call('c')] });
    settle();
    expect(told.map(({ count, callId, replaces }) => [count, callId, replaces])).toEqual([
      [1, 'a', false],
      [1, 'b', false],
      [1, 'c', false],
    ]);
  });
});

describe('refused and held wrap-ups', () => {
  it('are notified, 500 of a burst in one notification', () => {
    const { outbox, told, clock, settle } = bench();
    outbox({});
    for (let n = 1; n <= 500; n += 1) {
      outbox({ refused: n });
      clock.pass(5);
    }
    settle();
    expect(told).toEqual([
      { kind: 'refused', count: 500, callId: null, endedAt: null, secondsLeft: null, replaces: false },
    ]);
  });

  it('are notified after ten seconds even if more follow; those replace the notification', () => {
    const { outbox, told, clock, settle } = bench();
    outbox({});
    for (let n = 1; n <= 60; n += 1) {
      outbox({ held: n });
      clock.pass(200);
    }
    settle();
    expect(told.map(({ kind, count, replaces }) => [kind, count, replaces])).toEqual([
      ['held', 50, false],
      ['held', 60, true],
    ]);
  });

  it('are notified while the quick wrap-up has the keyboard, but not while the main window has it', () => {
    const { outbox, told, settle, look } = bench();
    outbox({});
    look.attention = 'main';
    outbox({ held: 1 });
    settle();
    expect(told).toEqual([]);
    look.attention = 'quick';
    outbox({ refused: 1 });
    settle();
    expect(told.map(({ kind, count }) => [kind, count])).toEqual([['refused', 1]]);
  });

  it('are withdrawn once the agent has dealt with them', () => {
    const { outbox, withdrawn, settle } = bench();
    outbox({});
    outbox({ refused: 2 });
    settle();
    outbox({ refused: 1 });
    expect(withdrawn).toEqual([]);
    outbox({ refused: 0 });
    expect(withdrawn).toEqual(['refused']);
  });
});

describe('the end of an outage', () => {
  it('is notified with the number delivered, once all are', () => {
    const { outbox, link, told, clock, settle } = bench();
    outbox({});
    link('unreachable');
    outbox({ waiting: 4 });
    clock.pass(60_000);
    link('connected');
    outbox({ waiting: 1, sending: 3 });
    outbox({ waiting: 0, sending: 1, refused: 1 });
    settle();
    expect(told.map(({ kind }) => kind)).toEqual(['refused']);
    outbox({ sending: 0 });
    settle();
    expect(told.at(-1)).toMatchObject({ kind: 'delivered', count: 3 });
  });

  it('continues its count if the link drops again', () => {
    const { outbox, link, told, clock, settle } = bench();
    link('unreachable');
    outbox({ waiting: 5 });
    clock.pass(20_000);
    link('connected');
    outbox({ waiting: 3 });
    link('connecting');
    outbox({ waiting: 4 });
    clock.pass(20_000);
    link('connected');
    outbox({ waiting: 0 });
    settle();
    expect(told.map(({ kind, count }) => [kind, count])).toEqual([['delivered', 6]]);
  });

  it.each([
    ['a moment', 9_000, 3],
    ['long, with nothing waiting', 60_000, 0],
  ])('is not told where LCM was away for %s', (_what, ms, waiting) => {
    const { outbox, link, told, clock, settle } = bench();
    outbox({});
    link('connecting');
    outbox({ waiting });
    clock.pass(ms);
    link('connected');
    outbox({ waiting: 0 });
    settle();
    expect(told).toEqual([]);
  });
});

describe('after-call time', () => {
  it('is notified with the seconds left, unless a form is visible', () => {
    const { notifier, change, told, settle, look } = bench();
    change({ calls: [call('a'), call('b')] });
    notifier.afterCallWarning({ callId: 'a', secondsLeft: 20 });
    settle();
    expect(told).toEqual([
      { kind: 'afterCall', count: 1, callId: 'a', endedAt: ENDED, secondsLeft: 20, replaces: false },
    ]);
    notifier.afterCallWarning({ callId: 'b', secondsLeft: 0 });
    settle();
    expect(told.at(-1)).toMatchObject({
      count: 2,
      callId: 'a',
      endedAt: null,
      secondsLeft: 0,
      replaces: true,
    });
    look.attention = 'quick';
    notifier.afterCallWarning({ callId: 'a', secondsLeft: 0 });
    settle();
    expect(told).toHaveLength(2);
  });
});

describe('the warning before the end of after-call time', () => {
  const limited = (clock: { now(): number }, change: Partial<CallView> = {}): CallView => {
    const startedAt = clock.now();
    const limit = { startedAt, warnAt: startedAt + 40_000, endsAt: startedAt + 60_000 };
    return call('a', { afterCall: { ...limit, show: 'down', atEnd: 'notify', more: null }, ...change });
  };

  it('comes once, at the time in the settings', () => {
    const { change, told, clock } = bench();
    const one = limited(clock);
    change({ calls: [one] });
    change({ calls: [one], notices: [] });
    clock.pass(40_900);
    expect(told).toEqual([]);
    clock.pass(100);
    expect(told.map(({ kind, secondsLeft }) => [kind, secondsLeft])).toEqual([['afterCall', 20]]);
    change({ calls: [one], notices: [] });
    clock.pass(60_000);
    expect(told).toHaveLength(1);
  });

  it('comes anew after the agent got more time', () => {
    const { change, told, clock } = bench();
    const one = limited(clock);
    change({ calls: [one] });
    clock.pass(45_000);
    expect(told).toHaveLength(1);
    const more = { agent: 'ana', at: clock.now(), seconds: 30, since: one.openedAt };
    const { warnAt, endsAt } = one.afterCall!;
    const later = { ...one.afterCall!, warnAt: warnAt! + 30_000, endsAt: endsAt! + 30_000 };
    change({ calls: [{ ...one, moreTime: [more], afterCall: later }] });
    clock.pass(24_900);
    expect(told).toHaveLength(1);
    clock.pass(1_100);
    expect(told.map(({ kind, secondsLeft }) => [kind, secondsLeft])).toEqual([
      ['afterCall', 20],
      ['afterCall', 20],
    ]);
  });

  it('does not come if the call is wrapped up before, or at a start after the end', () => {
    const { change, told, clock } = bench();
    const one = limited(clock);
    change({ calls: [one] });
    clock.pass(30_000);
    change({ calls: [{ ...one, wrappedAt: clock.now(), afterCall: null }] });
    clock.pass(60_000);
    expect(clock.pending()).toBe(0);
    change({ calls: [{ ...one, callId: 'late' }] });
    clock.pass(60_000);
    expect(told.filter(({ kind }) => kind === 'afterCall')).toEqual([]);
  });
});

describe('the preference', () => {
  const everything = (preference: Preferences['notifications']): NotificationKind[] => {
    const { notifier, change, outbox, link, told, clock, settle } = bench(preference);
    outbox({});
    change({ calls: [call('a')] });
    outbox({ refused: 1, held: 1 });
    notifier.afterCallWarning({ callId: 'a', secondsLeft: 5 });
    link('unreachable');
    outbox({ waiting: 1 });
    clock.pass(20_000);
    link('connected');
    outbox({ waiting: 0 });
    settle();
    return told.map(({ kind }) => kind).sort();
  };

  it.each([
    ['all', ['afterCall', 'callWaits', 'delivered', 'held', 'refused']],
    ['important', ['afterCall', 'held', 'refused']],
    ['none', []],
  ] as const)('%s lets through %j', (preference, kinds) => expect(everything(preference)).toEqual(kinds));
});

it('notifies nothing after it is stopped', () => {
  const { notifier, change, clock, told } = bench();
  change({});
  change({ calls: [call('a')] });
  notifier.stop();
  expect(clock.pending()).toBe(0);
  clock.pass(60_000);
  expect(told).toEqual([]);
});
