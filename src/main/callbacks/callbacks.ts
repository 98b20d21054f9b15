import type { Clock } from '#main/base/clock.ts';
import { coalesce } from '#main/base/coalesce.ts';
import { errorWords } from '#main/base/error-words.ts';
import type { Log } from '#main/base/log.ts';
import { createSignal, type Signal } from '#main/base/signal.ts';
import { allAtOnce, type Steps } from '#shared/steps/steps.ts';
import { agentKey } from '#main/base/viewer.ts';
import { NotFoundError } from '#main/database/errors.ts';
import type { Facts } from '#main/facts/facts.ts';
import type { BookedWrapUp } from '#main/outbox/booked-callbacks.ts';
import type { CallbackSettings } from '#shared/callback/callback-settings.ts';
import {
  MOST_DUE,
  type CallbackSummary,
  type MyCallback,
  type MyCallbacks,
} from '#shared/callbacks/my-callback.ts';
import type { CallbackMark } from '#shared/contract/requests/callbacks.ts';
import { createRowReader, type CallbackRow } from './callback-rows.ts';
import { UNDECIDED, type CallbackDecision, type CallbackStore } from './callback-store.ts';
import { createViewCallback } from './callback-views.ts';
import type { CallbacksSettings } from './callbacks-settings.ts';
import type { LcmList } from './lcm-list.ts';
import { withInstants } from './lcm-times.ts';
import { standingAt } from './standing.ts';
import { createToldList } from './told-list.ts';

/** The callbacks of the agent who is signed in: those of LCM's list and those that they booked here. */
export interface Callbacks {
  view(): MyCallbacks;
  /** The same for the state that every screen has. Cheap. */
  summary(): CallbackSummary;
  /** The calls that booked a callback to come, of whose contact LCM has told neither an id nor a number. */
  withoutContact(): string[];
  /** Asks LCM for its list now. Never rejects: `view` tells what came of it. */
  refresh(): Promise<void>;
  /** @throws NotFoundError, NotSavedError */
  mark(id: string, mark: CallbackMark): void;
  /** The agent or their preferences changed, or the machine woke: nothing that was known before is told any more. */
  readonly again: () => void;
  /** Submissions, or what is known of contacts, changed. */
  readonly bookingsChanged: () => void;
  /** The same callbacks are booked. How far their submissions are may be something else. */
  readonly bookingsMoved: () => void;
  /** Something that `view` or `summary` tells is another, also by the time that has passed. */
  readonly changed: Signal<void>;
  stop(): void;
}

const MINUTE = 60_000;
const DAY = 86_400_000;

/** How far back callbacks are listed. A missed one that old is not called back any more. */
const BACK = 30 * DAY;
/** How long the standing of callbacks is not looked at, at most: timers stand still while a machine sleeps. */
const LONGEST_WAIT = MINUTE;
/** The least time between two looks at the submissions, in milliseconds. */
const REST = 500;
/** The same while submissions only are delivered: a full outbox is, for minutes, and many of them may be callbacks. */
const DELIVERING_REST = 2_000;
/** How long everything else goes on after each step of a reading, in milliseconds. */
const PAUSE = 25;

export function createCallbacks(deps: {
  readonly store: CallbackStore;
  /** LCM's list; null if LCM is not asked. */
  readonly lcmList: LcmList | null;
  readonly isLinked: () => boolean;
  readonly linkChanged: Pick<Signal<{ readonly status: string }>, 'on'>;
  readonly booked: (since: number) => Steps<BookedWrapUp[]>;
  readonly facts: Pick<Facts, 'of'>;
  readonly agent: () => string | null;
  readonly settings: Pick<CallbacksSettings, 'askMinutes'>;
  readonly form: Pick<CallbackSettings, 'callbackModes' | 'callbackMaxDays' | 'callbackZone'>;
  /** How long before a callback the agent is reminded; 0 for no reminder. */
  readonly remindMinutes: () => number;
  /** LCM's time, as far as it is known: it judges callbacks. */
  readonly lcmNow: () => number;
  readonly machineZone: () => string;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
}): Callbacks {
  const { store, agent, form, lcmNow, clock, log } = deps;
  const changed: Signal<void> = createSignal((error) => {
    log.error('A listener of the callbacks failed', { cause: errorWords(error) });
  });
  let read: { readonly agent: string; readonly rows: readonly CallbackRow[] } | null = null;
  /** Reads them again, in steps: an agent may have booked a thousand. */
  let reading: Steps<readonly CallbackRow[]> | null = null;
  /** The submissions may be others than when the rows were read. The state does not wait for them, a view does. */
  let isStale = false;
  /** And nobody was told of that yet. */
  let isUntold = false;
  /** Where the callbacks stood when that was told last. */
  let standings = '';
  let cancelTick = (): void => {};
  let isStopped = false;

  /** LCM's times are told in the zone in which LCM reads callback times. */
  const sentZone = (): string => (form.callbackZone === '' ? deps.machineZone() : form.callbackZone);

  const whose = (): string => agentKey(agent() ?? '');

  const viewOf = createViewCallback(deps);
  const readRows = createRowReader(deps);
  const told = createToldList({
    ...deps,
    back: BACK,
    aheadDays: () => form.callbackMaxDays,
    zone: sentZone,
    onTold: reread,
    onState: () => changed.emit(),
  });

  /** As they were read last. */
  const known = (): readonly CallbackRow[] => (read?.agent === whose() ? read.rows : []);

  /** As they are now. */
  function current(): readonly CallbackRow[] {
    if (isStale || reading !== null || read?.agent !== whose()) {
      isStale = false;
      take(allAtOnce(readSteps()));
    }
    return known();
  }

  function take(rows: readonly CallbackRow[]): void {
    reading = null;
    read = { agent: whose(), rows };
  }

  function readSteps(): Steps<readonly CallbackRow[]> {
    const since = lcmNow() - BACK;
    const zone = sentZone();
    const listed = (told.list()?.rows ?? []).flatMap((row) => withInstants(row, zone));
    return readRows(
      listed.filter(({ at }) => at >= since),
      since,
    );
  }

  /** A callback for any agent is not this one's once its time is over. */
  const isListed = ({ facts: { isPersonal, until } }: CallbackRow, now: number): boolean =>
    isPersonal || until > now;

  function views(now: number): MyCallback[] {
    return current()
      .filter((row) => isListed(row, now))
      .map((row) => viewOf(row, now, told.list()));
  }

  function summary(): CallbackSummary {
    const now = lcmNow();
    const standing = known()
      .filter((row) => isListed(row, now))
      .map((row) => ({ row, stands: standingAt(row.facts, now, deps.remindMinutes()).standing }));
    const due = standing.filter(({ stands }) => stands === 'due').slice(0, MOST_DUE);
    return {
      due: due.map(({ row }) => viewOf(row, now, told.list())),
      missed: standing.filter(({ stands }) => stands === 'missed').length,
    };
  }

  /** Tells where the callbacks stand if that is another than before, and looks again when it changes next. */
  function look(): void {
    cancelTick();
    const now = lcmNow();
    let next = Infinity;
    const standing = known().map((row) => {
      const stands = standingAt(row.facts, now, deps.remindMinutes());
      if (stands.changesAt > now) next = Math.min(next, stands.changesAt);
      return [row.id, stands.standing, isListed(row, now)];
    });
    if (next < Infinity) cancelTick = clock.after(Math.min(next - now, LONGEST_WAIT), look);
    const before = standings;
    standings = JSON.stringify(standing);
    if (standings !== before) changed.emit();
  }

  function reread(): void {
    isStale = false;
    isUntold = false;
    reading = readSteps();
    readOn(reading);
  }

  function readOn(steps: Steps<readonly CallbackRow[]>): void {
    // Another reading has taken its place.
    if (reading !== steps || isStopped) return;
    const step = steps.next();
    if (step.done !== true) {
      setTimeout(readOn, PAUSE, steps);
      return;
    }
    take(step.value);
    // What changed meanwhile is read in its turn: a reading that always began anew would never end.
    if (isUntold) deliveryFeed.changed();
    // Told also if all stands as before: a comment, or how far a booking is, may be another.
    standings = '';
    look();
  }

  function tell(): void {
    if (isUntold && reading === null) reread();
  }
  const feed = coalesce(tell, REST);
  const deliveryFeed = coalesce(tell, DELIVERING_REST);
  reread();

  return {
    changed,
    view: () => ({ callbacks: views(lcmNow()), list: told.state() }),
    summary,
    withoutContact() {
      const now = lcmNow();
      return known().flatMap(({ merged: { booked: booking, until } }) => {
        if (booking === null || until < now) return [];
        return booking.contactId === null && booking.numbers.length === 0 ? [booking.callId] : [];
      });
    },
    refresh: told.ask,
    mark(id, mark) {
      const row = current().find((each) => each.id === id);
      if (row === undefined) throw new NotFoundError(`There is no callback ${id}`);
      store.decide(row.names, decisionOf(mark, lcmNow()), row.merged.at);
      reread();
    },
    again() {
      told.forget();
      reread();
    },
    bookingsChanged() {
      isStale = isUntold = true;
      feed.changed();
    },
    bookingsMoved() {
      isStale = isUntold = true;
      deliveryFeed.changed();
    },
    stop() {
      isStopped = true;
      cancelTick();
      feed.stop();
      deliveryFeed.stop();
      told.stop();
    },
  };
}

function decisionOf(mark: CallbackMark, now: number): CallbackDecision {
  if (mark === 'open') return UNDECIDED;
  if (mark === 'done') return { doneAt: now, snoozedUntil: null };
  return { doneAt: null, snoozedUntil: now + mark.snoozeMinutes * MINUTE };
}
