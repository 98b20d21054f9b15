import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCallRows } from '#main/calls/call-rows.ts';
import { createCallbackStore } from '#main/callbacks/callback-store.ts';
import { createCallbacks, type Callbacks } from '#main/callbacks/callbacks.ts';
import type { ListAnswer } from '#main/callbacks/lcm-list.ts';
import { silentLog } from '#main/base/log.ts';
import { createSignal } from '#main/base/signal.ts';
import { createViewer } from '#main/base/viewer.ts';
import { createBookedCallbacks } from '#main/outbox/booked-callbacks.ts';
import { SubmissionStore } from '#main/outbox/store.ts';
import { NO_FACTS, type CallFacts } from '#shared/lcm/call-facts.ts';
import type { PersonalCallback } from '#shared/lcm/personal-callbacks.ts';
import type { MyCallback } from '#shared/callbacks/my-callback.ts';
import { formSettingsSchema } from '#shared/wrapup/form-settings.ts';
import { settled } from '#test/support/fake-clock.ts';
import { createWorkbench, wrapUp, type Workbench } from '#test/support/workbench.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ZONE = 'Europe/Madrid';

let bench: Workbench;
beforeEach(() => {
  bench = createWorkbench();
});
afterEach(() => bench.remove());

/** The callbacks of an agent at that desk. `lcm` is what LCM answers. */
function desk(
  options: {
    agent?: string;
    remindMinutes?: number;
    facts?: Partial<CallFacts>;
    zone?: string;
    /** How far LCM's clock is ahead of the machine's, in milliseconds. */
    lcmAhead?: number;
  } = {},
) {
  const { database, cipher, clock } = bench;
  const look = {
    agent: options.agent ?? 'agent-1',
    isLinked: false,
    lcm: { kind: 'failed', reason: 'timeout' } as ListAnswer,
    asked: 0,
    /** How often the bookings were read. */
    reads: 0,
    changes: 0,
  };
  const linkChanged = createSignal<{ readonly status: string }>();
  const viewer = createViewer(() => look.agent);
  const booked = createBookedCallbacks({
    database,
    store: new SubmissionStore(database, cipher),
    calls: createCallRows(database, cipher, viewer),
    viewer,
  });
  const callbacks: Callbacks = createCallbacks({
    store: createCallbackStore({ database, cipher, log: silentLog, certainNow: () => clock.now() }),
    lcmList: {
      ask() {
        look.asked += 1;
        return Promise.resolve(look.lcm);
      },
      stop() {
        // Nothing runs.
      },
    },
    isLinked: () => look.isLinked,
    linkChanged,
    booked(since) {
      look.reads += 1;
      return booked(since);
    },
    facts: { of: () => ({ ...NO_FACTS, ...options.facts }) },
    agent: () => look.agent,
    settings: { askMinutes: 5 },
    form: formSettingsSchema.parse({ callbackZone: options.zone ?? ZONE }),
    remindMinutes: () => options.remindMinutes ?? 5,
    lcmNow: () => clock.now() + (options.lcmAhead ?? 0),
    machineZone: () => ZONE,
    clock,
    log: silentLog,
    random: () => 0,
  });
  callbacks.changed.on(() => {
    look.changes += 1;
  });
  const list = (): readonly MyCallback[] => callbacks.view().callbacks;
  return {
    callbacks,
    look,
    list,
    standings: () => list().map(({ standing }) => standing),
    link(isLinked: boolean) {
      look.isLinked = isLinked;
      linkChanged.emit({ status: isLinked ? 'connected' : 'unreachable' });
    },
    /** Takes what the outbox has by now. */
    again: () => callbacks.again(),
  };
}

/** Books a callback by a wrap-up of the call, in so many milliseconds. */
function book(callId: string, inMs: number, more: Parameters<typeof wrapUp>[2] = {}): void {
  const at = bench.clock.now() + inMs;
  const reference = { callId, lcmKey: `key ${callId}`, type: 'OUTBOUND', contact: `Contact ${callId}` };
  if (bench.calls.get(callId) === null) bench.calls.open(reference, 'hand', 'ended');
  bench.outbox.submit(
    wrapUp(callId, `of ${callId}`, {
      lcmKey: `key ${callId}`,
      call: 'SetBusinessOutcomeWithPersonalCallback',
      data: { callid: callId, CallbackModeID: 3 },
      callbackAt: at,
      callbackUntil: at,
      callbackZone: ZONE,
      ...more,
    }),
  );
}

const row = (change: Partial<PersonalCallback> = {}): PersonalCallback => ({
  contactId: '9',
  modeId: '3',
  modeName: 'Mobile',
  number: '+34 600 100 101',
  startDate: '2026-11-20',
  startTime: '11:00',
  endDate: '2026-11-20',
  endTime: '11:00',
  ...change,
});
const listed = (...rows: PersonalCallback[]): ListAnswer => ({
  kind: 'listed',
  rows,
  ignored: 0,
  areDatesCertain: true,
  isWhole: true,
});

describe('what the agent booked here', () => {
  it('is read every two seconds at most while the outbox is delivered, but at once if the agent looks', () => {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'performance'],
    });
    try {
      book('a', HOUR);
      const { callbacks, look, list } = desk();
      const before = look.reads;
      for (let n = 0; n < 200; n += 1) {
        callbacks.bookingsMoved();
        vi.advanceTimersByTime(50);
      }
      expect(look.reads - before).toBeLessThanOrEqual(6);
      const told = look.reads;
      callbacks.bookingsMoved();
      callbacks.bookingsChanged();
      vi.advanceTimersByTime(10_000);
      expect(look.reads - told).toBe(1);
      callbacks.bookingsMoved();
      book('b', HOUR);
      expect(list().map(({ callId }) => callId)).toEqual(['a', 'b']);
      callbacks.stop();
    } finally {
      vi.useRealTimers();
    }
  });

  it('is told to an agent with many, however often something changes while they are read', () => {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'performance'],
    });
    try {
      for (let n = 0; n < 40; n += 1) book(`c${n}`, -24 * HOUR);
      const { callbacks, look } = desk();
      callbacks.bookingsChanged();
      vi.advanceTimersByTime(1);
      // The reading that has begun comes to its end.
      expect(look.reads).toBe(1);
      expect(callbacks.summary().missed).toBe(0);
      vi.advanceTimersByTime(200);
      expect(callbacks.summary().missed).toBe(40);
      book('later', -24 * HOUR);
      callbacks.bookingsChanged();
      vi.advanceTimersByTime(5_000);
      expect(look.reads).toBe(3);
      expect(callbacks.summary().missed).toBe(41);
      callbacks.stop();
    } finally {
      vi.useRealTimers();
    }
  });

  it('is listed with whom, when and the comment, the first one first', () => {
    book('b', 2 * HOUR);
    book('a', HOUR);
    expect(desk().list()).toMatchObject([
      {
        contact: 'Contact a',
        comment: 'of a',
        origin: 'here',
        callId: 'a',
        isPersonal: true,
        mode: 'Mobile',
      },
      { contact: 'Contact b', comment: 'of b' },
    ]);
  });

  it('is not a colleague’s: they see neither the callback nor the comment', () => {
    book('a', HOUR);
    expect(desk({ agent: 'agent-2' }).list()).toEqual([]);
  });

  it('counts as its last wrap-up says: a new time, another outcome, or nothing', () => {
    book('a', HOUR);
    book('a', 2 * HOUR);
    expect(desk().list()).toMatchObject([{ at: bench.clock.now() + 2 * HOUR }]);
    bench.outbox.submit(wrapUp('a', 'over', { lcmKey: 'key a' }));
    expect(desk().list()).toEqual([]);
  });

  it('is over once a later call with the same LCM key was wrapped up', () => {
    book('a', HOUR);
    bench.calls.open({ callId: 'a2', lcmKey: 'key a', type: 'OUTBOUND' }, 'hand', 'ended');
    bench.outbox.submit(wrapUp('a2', 'called back', { lcmKey: 'key a' }));
    expect(desk().list()).toEqual([]);
  });

  it.each([
    ['refused', () => bench.sender.last().answer({ kind: 'refused', reason: 'No.' })],
    [
      'discarded',
      async () => {
        await bench.sender.last().answer({ kind: 'unknown', cause: 'timeout' });
        bench.outbox.discard(bench.outbox.latestForCall('a')!.id, 'wrong');
      },
    ],
  ])('is not booked if it was %s', async (_what, end) => {
    book('a', HOUR);
    bench.outbox.linkUp(false);
    await settled();
    const { list, again } = desk();
    expect(list()).toMatchObject([{ state: 'sending' }]);
    await end();
    again();
    expect(list()).toEqual([]);
  });

  it('and was held because its time passed without a link is still promised', async () => {
    book('a', HOUR);
    await bench.clock.advance(2 * HOUR);
    await bench.restart();
    expect(bench.outbox.latestForCall('a')).toMatchObject({ state: 'held', reason: 'callbackPassed' });
    expect(desk().list()).toMatchObject([{ state: 'held', standing: 'missed' }]);
  });

  it('for any agent is listed until its time is over', () => {
    book('a', HOUR, { call: 'SetBusinessOutcomeWithCallback' });
    const { list } = desk();
    expect(list()).toMatchObject([{ isPersonal: false, standing: 'coming' }]);
    bench.clock.pass(HOUR + 1);
    expect(list()).toEqual([]);
  });
});

describe('LCM’s list', () => {
  it('is asked for some moments after a link, and every five minutes on', async () => {
    const { link, look } = desk();
    await bench.clock.advance(HOUR);
    expect(look.asked).toBe(0);
    link(true);
    await bench.clock.advance(2_999);
    expect(look.asked).toBe(0);
    await bench.clock.advance(1);
    expect(look.asked).toBe(1);
    await bench.clock.advance(5 * MINUTE);
    expect(look.asked).toBe(2);
    link(false);
    await bench.clock.advance(HOUR);
    expect(look.asked).toBe(2);
  });

  it('is there without a link after a restart, with its age, for that agent alone', async () => {
    const first = desk();
    first.look.isLinked = true;
    first.look.lcm = listed(row());
    await first.callbacks.refresh();
    const told = first.callbacks.view();
    expect(told).toMatchObject({
      callbacks: [{ origin: 'lcm', number: '+34 600 100 101', mode: 'Mobile', callId: null, comment: '' }],
      list: { fetchedAt: bench.clock.now(), isWhole: true, fault: null, isAsking: false },
    });
    first.callbacks.stop();
    await bench.restart();
    await bench.clock.advance(MINUTE);
    expect(desk().callbacks.view()).toEqual(told);
    expect(desk({ agent: 'agent-2' }).callbacks.view()).toMatchObject({
      callbacks: [],
      list: { fetchedAt: null },
    });
    const sealed = bench.database.prepare('SELECT list_sealed FROM callback_lists').get() as {
      list_sealed: Uint8Array;
    };
    expect(Buffer.from(sealed.list_sealed).toString('latin1')).not.toContain('600 100 101');
  });

  it('stays as it was where LCM does not answer, and it is told why', async () => {
    const { callbacks, look } = desk();
    look.isLinked = true;
    look.lcm = listed(row());
    await callbacks.refresh();
    const at = bench.clock.now();
    await bench.clock.advance(MINUTE);
    look.lcm = { kind: 'failed', reason: 'timeout' };
    await callbacks.refresh();
    expect(callbacks.view()).toMatchObject({
      callbacks: [{ number: '+34 600 100 101' }],
      list: { fetchedAt: at, fault: 'timeout' },
    });
    look.isLinked = false;
    await callbacks.refresh();
    expect(callbacks.view().list).toMatchObject({ fetchedAt: at, fault: 'not-connected' });
  });

  it('and what was booked here are one callback, with the comment and the call', async () => {
    // 11:00 in Madrid.
    book('a', HOUR, { comment: 'Asked for Tess.' });
    const mode = { value: { contactId: '9' }, at: 0 } as unknown as CallFacts['mode'];
    const { callbacks, look, list } = desk({ facts: { mode } });
    look.isLinked = true;
    look.lcm = listed(row(), row({ contactId: '10', number: '911 000 222' }));
    await callbacks.refresh();
    expect(list().map(({ origin, number, comment, callId }) => [origin, number, comment, callId])).toEqual([
      ['both', '+34 600 100 101', 'Asked for Tess.', 'a'],
      ['lcm', '911 000 222', '', null],
    ]);
  });

  it.each([
    // Madrid's clocks skip from 2:00 to 3:00 on 28 March 2027, and show 2:30 twice on 25 October 2026.
    ['skip', '2027-03-28', '02:30', '2027-03-28T01:00:00Z'],
    ['show twice', '2026-10-25', '02:30', '2026-10-25T00:30:00Z'],
  ])('may have a time that the clocks %s', async (_what, startDate, startTime, at) => {
    bench.clock.setWall(Date.parse(at) - HOUR);
    const { callbacks, look, list } = desk();
    look.isLinked = true;
    look.lcm = listed(row({ startDate, startTime, endDate: startDate, endTime: startTime }));
    await callbacks.refresh();
    expect(list()).toMatchObject([{ at: Date.parse(at), until: Date.parse(at) }]);
  });

  it('and what was booked here are one callback at a time that the clocks show twice, at the instant that was booked', async () => {
    // The second 2:30 of that night in Madrid.
    const at = Date.parse('2026-10-25T01:30:00Z');
    bench.clock.setWall(at - HOUR);
    book('a', HOUR, { comment: 'Asked for Tess.' });
    const mode = { value: { contactId: '9' }, at: 0 } as unknown as CallFacts['mode'];
    const { callbacks, look, list } = desk({ facts: { mode } });
    look.isLinked = true;
    const night = { startDate: '2026-10-25', startTime: '02:30', endDate: '2026-10-25', endTime: '02:30' };
    look.lcm = listed(row(night));
    await callbacks.refresh();
    expect(list()).toMatchObject([{ origin: 'both', at, comment: 'Asked for Tess.' }]);
  });

  it('that comes after another agent has signed in is kept for whom it was asked for', async () => {
    const { callbacks, look, list } = desk();
    look.isLinked = true;
    look.lcm = listed(row());
    const asking = callbacks.refresh();
    look.agent = 'agent-2';
    callbacks.again();
    await asking;
    expect([list(), callbacks.summary().due]).toEqual([[], []]);
    look.agent = 'agent-1';
    callbacks.again();
    expect(list()).toMatchObject([{ origin: 'lcm', number: '+34 600 100 101' }]);
  });

  it('says of a delivered callback that LCM, asked later, does not have it', async () => {
    book('a', HOUR);
    const mode = { value: { contactId: '9' }, at: 0 } as unknown as CallFacts['mode'];
    const { callbacks, look, list, again } = desk({ facts: { mode } });
    look.isLinked = true;
    look.lcm = listed();
    await callbacks.refresh();
    expect(list()).toMatchObject([{ state: 'queued', isUnlisted: false }]);
    bench.outbox.linkUp(false);
    await settled();
    await bench.sender.last().answer({ kind: 'delivered' });
    await bench.clock.advance(1_000);
    again();
    // LCM told its list before it had this one.
    expect(list()).toMatchObject([{ state: 'delivered', isUnlisted: false }]);
    await callbacks.refresh();
    expect(list()).toMatchObject([{ state: 'delivered', isUnlisted: true }]);
  });
});

describe('the reminder', () => {
  it('comes five minutes before, without a link, and ends in a missed callback', async () => {
    book('a', HOUR);
    const { callbacks, look, standings } = desk();
    look.changes = 0;
    await bench.clock.advance(55 * MINUTE - 1);
    expect([standings(), look.changes]).toEqual([['coming'], 0]);
    await bench.clock.advance(1);
    expect([standings(), look.changes]).toEqual([['due'], 1]);
    expect(callbacks.summary()).toMatchObject({ due: [{ contact: 'Contact a' }], missed: 0 });
    await bench.clock.advance(15 * MINUTE);
    expect([standings(), look.changes]).toEqual([['missed'], 2]);
    expect(callbacks.summary()).toMatchObject({ due: [], missed: 1 });
    // Until somebody decides.
    await bench.clock.advance(20 * 24 * HOUR);
    expect(standings()).toEqual(['missed']);
  });

  it.each([
    ['ahead', 30 * MINUTE, 25 * MINUTE],
    ['behind', -30 * MINUTE, 85 * MINUTE],
  ])('comes by LCM’s clock if that is %s of the machine’s', async (_way, lcmAhead, after) => {
    // Booked for an hour from now by the machine's clock; LCM calls by its own.
    book('a', HOUR);
    const { standings } = desk({ lcmAhead });
    await bench.clock.advance(after - 1);
    expect(standings()).toEqual(['coming']);
    await bench.clock.advance(1);
    expect(standings()).toEqual(['due']);
  });

  it('comes within a minute after a sleep, in which the timers stand still', async () => {
    book('a', HOUR);
    const { look, standings } = desk();
    await bench.clock.advance(10 * MINUTE);
    // The wall clock goes on, the monotonic one does not.
    bench.clock.setWall(bench.clock.now() + 48 * MINUTE);
    look.changes = 0;
    await bench.clock.advance(MINUTE);
    expect([standings(), look.changes]).toEqual([['due'], 1]);
  });

  it('comes at the same instant over a change of the clocks', async () => {
    // In the night in which Madrid's clocks go back, at 1:00 UTC: the callback is at 9:00 there, ten hours ahead.
    bench.clock.setWall(Date.parse('2026-10-24T22:00:00Z'));
    book('a', 10 * HOUR);
    const { standings } = desk();
    await bench.clock.advance(10 * HOUR - 5 * MINUTE - 1);
    expect(standings()).toEqual(['coming']);
    await bench.clock.advance(1);
    expect(standings()).toEqual(['due']);
  });

  it('is put off, comes again, and is done; a restart changes none of it', async () => {
    book('a', HOUR);
    let here = desk();
    const restart = async (): Promise<void> => {
      here.callbacks.stop();
      await bench.restart();
      here = desk();
    };
    await bench.clock.advance(HOUR);
    here.callbacks.mark(here.list()[0]!.id, { snoozeMinutes: 15 });
    expect(here.list()).toMatchObject([
      { standing: 'snoozed', snoozedUntil: bench.clock.now() + 15 * MINUTE },
    ]);
    await restart();
    expect(here.standings()).toEqual(['snoozed']);
    here.look.changes = 0;
    await bench.clock.advance(15 * MINUTE);
    expect([here.standings(), here.look.changes]).toEqual([['due'], 1]);
    here.callbacks.mark(here.list()[0]!.id, 'done');
    expect(here.standings()).toEqual(['done']);
    await restart();
    expect(here.standings()).toEqual(['done']);
    expect(here.callbacks.summary()).toEqual({ due: [], missed: 0 });
    here.callbacks.mark(here.list()[0]!.id, 'open');
    expect(here.standings()).toEqual(['missed']);
  });

  it('of a callback that is done does not come back when LCM’s list has it too', async () => {
    book('a', HOUR);
    const mode = { value: { contactId: '9' }, at: 0 } as unknown as CallFacts['mode'];
    const { callbacks, look, list } = desk({ facts: { mode } });
    callbacks.mark(list()[0]!.id, 'done');
    look.isLinked = true;
    look.lcm = listed(row());
    await callbacks.refresh();
    expect(list()).toMatchObject([{ origin: 'both', standing: 'done' }]);
  });

  it('of a callback that is done does not come back when a later wrap-up takes our booking away', async () => {
    book('a', HOUR);
    const mode = { value: { contactId: '9' }, at: 0 } as unknown as CallFacts['mode'];
    const { callbacks, look, list, again } = desk({ facts: { mode } });
    callbacks.mark(list()[0]!.id, 'done');
    look.isLinked = true;
    look.lcm = listed(row());
    await callbacks.refresh();
    expect(list()).toMatchObject([{ origin: 'both', standing: 'done' }]);
    bench.outbox.submit(wrapUp('a', 'no callback any more', { lcmKey: 'key a' }));
    again();
    expect(list()).toMatchObject([{ origin: 'lcm', standing: 'done' }]);
  });

  it('comes anew for a new time', () => {
    book('a', HOUR);
    const { callbacks, list, again } = desk();
    callbacks.mark(list()[0]!.id, 'done');
    book('a', 2 * HOUR);
    again();
    expect(list()).toMatchObject([{ standing: 'coming', at: bench.clock.now() + 2 * HOUR }]);
  });

  it('is not another agent’s at the same desk', () => {
    book('a', MINUTE);
    const { callbacks, look, again } = desk();
    expect(callbacks.summary().due).toHaveLength(1);
    look.agent = 'agent-2';
    again();
    expect(callbacks.summary()).toEqual({ due: [], missed: 0 });
  });

  it('of something that is not there is an error, and changes nothing', () => {
    expect(() => desk().callbacks.mark('none', 'done')).toThrow('There is no callback none');
  });
});
