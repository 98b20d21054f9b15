import { createHash } from 'node:crypto';
import type { Clock } from '#main/base/clock.ts';
import { coalesce } from '#main/base/coalesce.ts';
import { errorWords } from '#main/base/error-words.ts';
import type { Log } from '#main/base/log.ts';
import { createSignal, type Signal } from '#main/base/signal.ts';
import { allAtOnce, type Steps } from '#main/base/steps.ts';
import { agentKey } from '#main/base/viewer.ts';
import { NotFoundError } from '#main/database/errors.ts';
import type { Facts } from '#main/facts/facts.ts';
import type { BookedWrapUp } from '#main/outbox/booked-callbacks.ts';
import { certainZone, callbackModes } from '#shared/callback/callback-modes.ts';
import type { CallbackSettings } from '#shared/callback/callback-settings.ts';
import { readDate, readWallTime, wallTimeAt } from '#shared/callback/wall-clock.ts';
import {
  MOST_DUE,
  type CallbackListState,
  type CallbackSummary,
  type MyCallback,
  type MyCallbacks,
} from '#shared/callbacks/my-callback.ts';
import type { CallbackMark } from '#shared/contract/requests/callbacks.ts';
import type { PersonalCallback } from '#shared/lcm/personal-callbacks.ts';
import { isNumber } from '#shared/text/contact-number.ts';
import {
  decisionName,
  UNDECIDED,
  type CallbackDecision,
  type CallbackStore,
  type KeptList,
} from './callback-store.ts';
import type { CallbacksSettings } from './callbacks-settings.ts';
import type { LcmList, ListAnswer } from './lcm-list.ts';
import {
  endOf,
  mergeCallbacks,
  type KnownBooking,
  type ListedCallback,
  type MergedCallback,
} from './merge.ts';
import { standingAt, type StandingFacts } from './standing.ts';

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
/** After a new link, answers to requests may come that nobody here has seen; and desktops should not all ask at once. */
const AFTER_LINK = { least: 3_000, more: 7_000 };
/** The least time between two looks at the submissions, in milliseconds. */
const REST = 500;
/** The same while submissions only are delivered: a full outbox is, for minutes, and many of them may be callbacks. */
const DELIVERING_REST = 2_000;
/** How many callbacks are judged in one step, and how long everything else goes on after each step, in milliseconds. */
const SOME = 32;
const PAUSE = 5;

/** A callback, and under which names it is kept what the agent decided of it. */
interface Row {
  readonly id: string;
  readonly merged: MergedCallback;
  readonly names: readonly string[];
  readonly facts: StandingFacts;
}

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
  const { store, lcmList, booked, facts, agent, settings, form, lcmNow, clock, log, random } = deps;
  const changed: Signal<void> = createSignal((error) => {
    log.error('A listener of the callbacks failed', { cause: errorWords(error) });
  });
  let read: { readonly agent: string; readonly rows: readonly Row[] } | null = null;
  /** Reads them again, in steps: an agent may have booked a thousand. */
  let reading: Steps<readonly Row[]> | null = null;
  /** The submissions may be others than when the rows were read. The state does not wait for them, a view does. */
  let isStale = false;
  /** And nobody was told of that yet. */
  let isUntold = false;
  let kept: { readonly agent: string; readonly list: KeptList | null } | null = null;
  /** What became of the last question, of this agent. */
  let asking: { readonly agent: string; readonly isUnderWay: boolean; readonly fault: ListFault } | null =
    null;
  /** Where the callbacks stood when that was told last. */
  let standings = '';
  let cancelTick = (): void => {};
  let cancelAsk = (): void => {};
  let isStopped = false;

  /** LCM's times are told in the zone in which LCM reads callback times. */
  const sentZone = (): string => (form.callbackZone === '' ? deps.machineZone() : form.callbackZone);

  const whose = (): string => agentKey(agent() ?? '');

  function list(): KeptList | null {
    const name = whose();
    if (kept?.agent !== name) kept = { agent: name, list: name === '' ? null : store.list(name) };
    return kept.list;
  }

  /** As they were read last. */
  const known = (): readonly Row[] => (read?.agent === whose() ? read.rows : []);

  /** As they are now. */
  function current(): readonly Row[] {
    if (isStale || reading !== null || read?.agent !== whose()) {
      isStale = false;
      take(allAtOnce(readSteps()));
    }
    return known();
  }

  function take(rows: readonly Row[]): void {
    reading = null;
    read = { agent: whose(), rows };
  }

  function* readSteps(): Steps<readonly Row[]> {
    const since = lcmNow() - BACK;
    const zone = sentZone();
    const listed = (list()?.rows ?? []).flatMap((row) => timed(row, zone)).filter(({ at }) => at >= since);
    const rows: Row[] = [];
    for (const merged of mergeCallbacks(listed, yield* bookings(since))) {
      if (rows.length % SOME === SOME - 1) yield undefined;
      rows.push(rowOf(merged));
    }
    return rows;
  }

  function rowOf(merged: MergedCallback): Row {
    const names = namesOf(merged, agent() ?? '');
    const { at, until, booked: booking } = merged;
    const decision = store.decision(names);
    spread(names, decision, at);
    return {
      id: idOf(names),
      merged,
      names,
      facts: { at, until, isPersonal: booking?.isPersonal ?? true, decision },
    };
  }

  /**
   * A decision that was made before LCM listed the callback is kept under its name there too: a later wrap-up may take our
   * booking away.
   */
  function spread(names: readonly string[], decision: CallbackDecision, at: number): void {
    const isKnown = (name: string): boolean => {
      const { doneAt, snoozedUntil } = store.decision([name]);
      return doneAt === decision.doneAt && snoozedUntil === decision.snoozedUntil;
    };
    const isDecided = decision.doneAt !== null || decision.snoozedUntil !== null;
    if (!isDecided || names.length < 2 || names.every(isKnown)) return;
    try {
      store.decide(names, decision, at);
    } catch (error) {
      log.warn('A decision on a callback cannot be kept under all its names now', {
        cause: errorWords(error),
      });
    }
  }

  function* bookings(since: number): Steps<KnownBooking[]> {
    try {
      const known: KnownBooking[] = [];
      for (const booking of yield* booked(since)) {
        if (known.length % SOME === SOME - 1) yield undefined;
        known.push(knownOf(booking));
      }
      return known;
    } catch (error) {
      log.warn('The callbacks that were booked here cannot be read now', { cause: errorWords(error) });
      return [];
    }
  }

  /** With what LCM has told of the contact. */
  function knownOf(booking: BookedWrapUp): KnownBooking {
    const { callId, lcmKey, modeId, contact } = booking;
    const told = facts.of({ callId, lcmKey });
    const mode = callbackModes(form, told).find(({ id }) => id === modeId);
    const ofMode = (mode?.numbers ?? []).flatMap(({ number }) => number ?? []);
    const named = contact !== null && isNumber(contact) ? [contact] : [];
    const zone = mode?.numbers.map((each) => certainZone(each.zone)).find((each) => each !== null) ?? null;
    return {
      ...booking,
      contactZone: booking.contactZone ?? zone,
      contactId: told.mode?.value.contactId ?? null,
      numbers: ofMode.length > 0 ? ofMode : named,
    };
  }

  function modeName(id: string | null, booking: KnownBooking | null): string | null {
    if (id === null) return null;
    const told = booking === null ? null : facts.of(booking);
    const modes = told === null ? form.callbackModes : callbackModes(form, told);
    return modes.find((mode) => mode.id === id)?.name ?? null;
  }

  function toView({ id, merged, facts: { isPersonal, decision, ...times } }: Row, now: number): MyCallback {
    const { origin, listed, booked: booking, at, until } = merged;
    const [onlyNumber = null, ...otherNumbers] = new Set(booking?.numbers ?? []);
    const { standing } = standingAt({ ...times, isPersonal, decision }, now, deps.remindMinutes());
    return {
      id,
      origin,
      isPersonal,
      contact: booking?.contact ?? null,
      // Of several numbers, which one is called is LCM's choice.
      number: listed?.number ?? (otherNumbers.length === 0 ? onlyNumber : null),
      mode: listed?.modeName ?? modeName(listed?.modeId ?? booking?.modeId ?? null, booking),
      at,
      until,
      contactZone: booking?.contactZone ?? null,
      summary: booking?.summary ?? '',
      comment: booking?.comment ?? '',
      state: booking?.state ?? null,
      isUnlisted: isUnlisted(merged),
      standing,
      snoozedUntil: standing === 'snoozed' ? decision.snoozedUntil : null,
      callId: booking?.callId ?? null,
    };
  }

  /** Whether LCM should list it by now and does not. */
  function isUnlisted({ origin, booked: booking }: MergedCallback): boolean {
    const told = list();
    if (origin !== 'here' || booking === null || told === null || !told.isWhole) return false;
    const canBeFound = booking.contactId !== null || booking.numbers.some((each) => endOf(each) !== null);
    const wasKnown = booking.state === 'delivered' && booking.updatedAt < told.fetchedAt;
    return booking.isPersonal && canBeFound && wasKnown;
  }

  /** A callback for any agent is not this one's once its time is over. */
  const isListed = ({ facts: { isPersonal, until } }: Row, now: number): boolean => isPersonal || until > now;

  function views(now: number): MyCallback[] {
    return current()
      .filter((row) => isListed(row, now))
      .map((row) => toView(row, now));
  }

  function summary(): CallbackSummary {
    const now = lcmNow();
    const standing = known()
      .filter((row) => isListed(row, now))
      .map((row) => ({ row, stands: standingAt(row.facts, now, deps.remindMinutes()).standing }));
    const due = standing.filter(({ stands }) => stands === 'due').slice(0, MOST_DUE);
    return {
      due: due.map(({ row }) => toView(row, now)),
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

  function readOn(steps: Steps<readonly Row[]>): void {
    // Another reading has taken its place.
    if (reading !== steps || isStopped) return;
    const step = steps.next();
    if (step.done !== true) {
      setTimeout(readOn, PAUSE, steps);
      return;
    }
    take(step.value);
    // Told also if all stands as before: a comment, or how far a booking is, may be another.
    standings = '';
    look();
  }
  function tell(): void {
    if (isUntold) reread();
  }
  const feed = coalesce(tell, REST);
  const deliveryFeed = coalesce(tell, DELIVERING_REST);

  async function refresh(): Promise<void> {
    cancelAsk();
    const name = agent();
    if (lcmList === null || name === null) return;
    if (!deps.isLinked()) {
      noteAsked({ agent: agentKey(name), isUnderWay: false, fault: 'not-connected' });
      return;
    }
    noteAsked({ agent: agentKey(name), isUnderWay: true, fault: null });
    const zone = sentZone();
    const now = lcmNow();
    const answer = await lcmList.ask({
      agentId: name,
      from: lcmDay(now - BACK, zone),
      to: lcmDay(now + form.callbackMaxDays * DAY, zone),
    });
    if (isStopped) return;
    takeAnswer(name, answer);
    cancelAsk();
    cancelAsk = clock.after(settings.askMinutes * MINUTE, () => void refresh());
  }

  function takeAnswer(name: string, answer: ListAnswer): void {
    if (answer.kind === 'listed') {
      const { ignored, isWhole } = answer;
      store.keepList(name, { fetchedAt: clock.now(), isWhole, ignored, rows: answer.rows });
      kept = null;
    }
    const fault = answer.kind === 'failed' ? answer.reason : null;
    if (asking?.agent === agentKey(name)) asking = { agent: asking.agent, isUnderWay: false, fault };
    reread();
  }

  function noteAsked(now: typeof asking): void {
    asking = now;
    changed.emit();
  }

  /** Asks some moments from now, so that the bus has settled and not all desktops ask at once. */
  function askSoon(): void {
    cancelAsk();
    if (lcmList === null || !deps.isLinked()) return;
    cancelAsk = clock.after(AFTER_LINK.least + random() * AFTER_LINK.more, () => void refresh());
  }

  const stopListening = deps.linkChanged.on(askSoon);
  askSoon();
  reread();

  return {
    changed,
    view() {
      const told = list();
      const name = whose();
      const { isUnderWay = false, fault = null } = asking?.agent === name ? asking : {};
      const state: CallbackListState = {
        fetchedAt: told?.fetchedAt ?? null,
        isWhole: told?.isWhole ?? false,
        ignored: told?.ignored ?? 0,
        isAsking: isUnderWay,
        fault,
      };
      return { callbacks: views(lcmNow()), list: lcmList === null ? null : state };
    },
    summary,
    withoutContact() {
      const now = lcmNow();
      return known().flatMap(({ merged: { booked: booking, until } }) => {
        if (booking === null || until < now) return [];
        return booking.contactId === null && booking.numbers.length === 0 ? [booking.callId] : [];
      });
    },
    refresh,
    mark(id, mark) {
      const row = current().find((each) => each.id === id);
      if (row === undefined) throw new NotFoundError(`There is no callback ${id}`);
      store.decide(row.names, decisionOf(mark, lcmNow()), row.merged.at);
      reread();
    },
    again() {
      kept = null;
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
      cancelAsk();
      stopListening();
      feed.stop();
      deliveryFeed.stop();
      lcmList?.stop();
    },
  };
}

type ListFault = CallbackListState['fault'];

function decisionOf(mark: CallbackMark, now: number): CallbackDecision {
  if (mark === 'open') return UNDECIDED;
  if (mark === 'done') return { doneAt: now, snoozedUntil: null };
  return { doneAt: null, snoozedUntil: now + mark.snoozeMinutes * MINUTE };
}

/**
 * The names under which it is kept what an agent decided: by LCM key, and by LCM's id of the contact or its number, each
 * with the start. So a decision stays with its callback when LCM's list comes later, and does not go over to a new time.
 */
function namesOf({ listed, booked, at }: MergedCallback, agent: string): string[] {
  const ours = booked === null ? [] : [{ key: booked.lcmKey || booked.callId }];
  const theirs =
    listed === null ? [] : [{ contact: listed.contactId ?? listed.number ?? listed.modeId ?? '' }];
  return [...ours, ...theirs].map((whom) => decisionName(agent, whom, at));
}

/** Tells the screen nothing of whom it is about. */
function idOf([name = '']: readonly string[]): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 32);
}

/** The instants of a listed callback. A time that the clocks skip is taken as the next one, of two the earlier one. */
function timed(
  { startDate, startTime, endDate, endTime, ...row }: PersonalCallback,
  zone: string,
): ListedCallback[] {
  const [at, orAt = null] = instantsOf(startDate, startTime, zone);
  const [until = at] = instantsOf(endDate, endTime, zone);
  return at === undefined ? [] : [{ ...row, at, orAt, until: Math.max(at, until ?? at) }];
}

/** The instants at which the clock shows that: the earlier one first, none if it is no time. */
function instantsOf(day: string, time: string, zone: string): number[] {
  const date = readDate(day);
  if (date === null) return [];
  const reading = readWallTime(date, time, zone);
  if (reading.kind === 'instant') return [reading.at];
  if (reading.kind === 'fold') return [reading.earlier, reading.later];
  return instantsOf(reading.after.date, reading.after.time, zone);
}

/** The day of an instant as LCM writes it: `DD/MM/YYYY`. */
function lcmDay(at: number, zone: string): string {
  return wallTimeAt(at, zone).date.split('-').reverse().join('/');
}
