import { BoundedMap } from '#main/base/bounded-map.ts';
import type { Clock } from '#main/base/clock.ts';
import type { Log } from '#main/base/log.ts';
import type { Database } from '#main/database/database.ts';
import type { CallMoment } from '#shared/contract/app-state.ts';
import type { ListedCalls } from '#shared/lcm/state-sync.ts';
import { phaseOf, type CallEvent } from './call-event.ts';
import { isLater, momentAfter, momentByLeg } from './call-moment.ts';
import type { CallRow, CallRows } from './call-rows.ts';
import type { ToldFault } from './named-call.ts';
import { isSameCall, LATE, PLAUSIBLE } from './same-call.ts';

/** Applies what the bus tells of calls: one call is one row, whoever tells of it and under whichever id. */
export interface ToldCalls {
  /**
   * @returns why the call cannot be taken, null if it was: it is not known, and the event has no LCM key to begin it with; or
   *   an earlier call has its id
   * @throws NotSavedError
   */
  readonly hear: (event: CallEvent) => ToldFault | null;
  /**
   * LCM listed the calls that are on. Calls that it does not list have ended, unless the bus told of them on this link;
   * unknown ones are offered. See docs/decisions/0030-one-card-for-one-call.md.
   *
   * @param since when the link came up, in milliseconds since the epoch
   * @throws NotSavedError
   */
  readonly takeListed: (listed: ListedCalls, since: number) => void;
  /** The link was lost: a call that rang may be answered meanwhile, and nobody would tell. */
  readonly linkLost: () => void;
  /** The agent answered that an offered call is not theirs: from now on its events are ignored while they name nobody. */
  refuse(callId: string): void;
  /** Deletes an offer that nobody answers any more. */
  dropOffer(callId: string): void;
  /** The id that a call has on the list, if a softphone told of it under this one. */
  idOf(callId: string): string;
  /** When the bus last told of the call in this run of the app, in milliseconds since the epoch; null if it has not. */
  toldAt(callId: string): number | null;
  /** What the call is doing, as far as the bus has told it in this run of the app. */
  momentOf(row: CallRow): CallMoment | null;
}

/** What the bus told of a call in this run of the app. It is kept in memory only: the bus tells it again. */
interface Told {
  readonly at: number;
  readonly moment: CallMoment | null;
}

/** More calls, ids and answers are not remembered. Each is forgotten long after the call that it is about. */
const MOST = 10_000;

/** More offers do not wait at once. A new one takes the place of the one that was told of longest ago. */
export const MOST_OFFERS = 50;

/** An offer keeps its place for at least this long after the bus told of it, in milliseconds. */
const OFFER_STAYS = 60_000;

/** If there is no room, it is looked for or made only once in this time, in milliseconds: a bus may name nobody at all. */
const NO_ROOM = 1_000;

/** An agent misses fewer calls than this. A longer answer lists the calls of a whole site, and none of them is offered. */
const MOST_MISSED = 10;

/** The name under which LCM's list tells of calls. It leads none of them. */
const LIST = 'StateSync';

/** Most calls are campaign calls. */
export const DEFAULT_TYPE = 'OUTBOUND';

/** @param deps.changed told the id of a call after its change is on disk */
export function createToldCalls(deps: {
  readonly database: Pick<Database, 'transaction'>;
  readonly rows: CallRows;
  readonly changed: (callId: string) => void;
  readonly clock: Clock;
  readonly log: Log;
}): ToldCalls {
  const { database, rows, changed, clock, log } = deps;
  const told = new BoundedMap<string, Told>(MOST);
  /** Other ids of a call, and the ids of its legs, each with the id that it has on the list. */
  const aliases = new BoundedMap<string, string>(MOST);
  const legs = new BoundedMap<string, string>(MOST);
  const refused = new BoundedMap<string, true>(MOST);
  /** Calls that the bus told on this link to be ringing, so that it also tells if somebody answers. */
  const rang = new BoundedMap<string, true>(MOST);
  let noRoomUntil = -Infinity;
  /** LCM did not list a call that was on: it may know calls by other ids, so its lists end none any more. */
  let isMisled = false;

  /** An alias counts only while there is no call of that id itself: the call that it stands for may be gone. */
  const rowOf = (callId: string): CallRow | null =>
    rows.find(callId) ?? rows.find(aliases.get(callId) ?? callId);
  const lastToldAt = (row: CallRow): number => told.get(row.call_id)?.at ?? row.opened_at;

  function momentOf(row: CallRow): CallMoment | null {
    const moment = told.get(row.call_id)?.moment ?? null;
    return moment !== null && phaseOf(moment) === row.phase ? moment : null;
  }

  /** The call that is told of: by its id, else by its LCM key. */
  function find({ callId, lcmKey }: CallEvent['call'], dialect: string, at: number): CallRow | null {
    const known = rowOf(callId);
    if (known !== null || lcmKey === null) return known;
    const same = rows.recent(lcmKey, at - LATE).find((row) =>
      isSameCall(
        {
          phase: row.phase,
          endedAt: row.ended_at,
          lastToldAt: lastToldAt(row),
          softphone: row.told_by,
          hasLeg: legs.get(callId) === row.call_id,
        },
        { softphone: softphoneOf(dialect), at },
      ),
    );
    if (same !== undefined) aliases.set(callId, same.call_id);
    return same ?? null;
  }

  /**
   * Whether a softphone has used the id of a call again, for another contact. What was entered for the first one is kept under
   * that id, so the second one cannot be.
   */
  function isAnother(row: CallRow, { call: { lcmKey }, moment, dialect }: CallEvent): boolean {
    if (lcmKey === null || moment === null || !isLater(row.phase, phaseOf(moment))) return false;
    const key = rows.keyOf(row);
    return row.told_by === softphoneOf(dialect) && key !== null && key !== lcmKey;
  }

  function hearKnown(row: CallRow, event: CallEvent, at: number): void {
    const { call_id: callId, end_missed_at: endMissedAt } = row;
    const softphone = softphoneOf(event.dialect);
    const leads = row.told_by === null || row.told_by === softphone;
    const known = momentOf(row);
    const isAssumed = isAssumedOver(row) && known === null;
    const moment =
      event.moment === null
        ? known
        : momentAfter(isAssumed ? 'ringing' : row.phase, known, event.moment, leads);
    const phase = event.moment === null || moment === null ? row.phase : phaseOf(moment);
    const isAnswered = event.moment !== null && phaseOf(event.moment) === 'talking';
    const isNeverAnswered = leads && phase === 'ended' && row.phase === 'ringing' && rang.has(callId);
    database.transaction(() => {
      if (phase !== row.phase || (isAssumed && event.moment !== null))
        rows.setPhase(callId, phase, phase === 'ended' ? (endMissedAt ?? at) : null, isNeverAnswered);
      else if (isAnswered && row.never_answered === 1) rows.setPhase(callId, phase, row.ended_at);
      if (row.told_by === null) rows.setToldBy(callId, softphone);
      if (row.offered_at !== null && event.whose === 'own') rows.take(callId, at);
      const key = rows.keyOf(row);
      const { lcmKey, contact, zone } = event.call;
      if (key === null && lcmKey !== null) rows.rename(callId, lcmKey, row.type);
      // Another key may mean another contact.
      if (lcmKey === null || key === lcmKey) rows.takeContact(row, { contact, zone }, !leads);
    });
    if (endMissedAt !== null && phase !== 'ended') noteMisled();
    told.set(callId, { at, moment });
    noteRinging(callId, moment);
    changed(callId);
  }

  function noteRinging(callId: string, moment: CallMoment | null): void {
    if (moment !== null && phaseOf(moment) === 'ringing') rang.set(callId, true);
  }

  function noteMisled(): void {
    if (isMisled) return;
    isMisled = true;
    log.warn('LCM did not list a call that was on; its lists end no call from now on');
  }

  function begin(
    call: CallEvent['call'] & { readonly lcmKey: string },
    more: {
      readonly phase: CallRow['phase'];
      readonly moment: CallMoment | null;
      readonly dialect: string | null;
      readonly isOffered: boolean;
      readonly unmappedType: string | null;
    },
    at: number,
  ): void {
    const { callId, lcmKey, type, contact = null, zone: contactZone = null } = call;
    const { phase, moment, dialect, isOffered, unmappedType } = more;
    database.transaction(() => {
      rows.insert({
        callId,
        lcmKey,
        contact,
        contactZone,
        type: type ?? DEFAULT_TYPE,
        origin: 'bus',
        phase,
        openedAt: at,
        endedAt: phase === 'ended' ? at : null,
        offeredAt: isOffered ? at : null,
        unmappedType,
        toldBy: dialect === null ? null : softphoneOf(dialect),
      });
    });
    told.set(callId, { at, moment });
    noteRinging(callId, moment);
    changed(callId);
  }

  /** A leg never has a row. It moves the call that it belongs to, if that is on. */
  function hearLeg({ call, partOf, moment }: CallEvent, at: number): void {
    const { callId, lcmKey } = call;
    const isOn = (row: CallRow): boolean => row.phase === 'talking' && at - lastToldAt(row) <= PLAUSIBLE;
    const row =
      (partOf === null ? null : rowOf(partOf)) ??
      rowOf(callId) ??
      (lcmKey === null ? undefined : rows.recent(lcmKey, at).find(isOn));
    if (row?.phase !== 'talking') return;
    if (row.call_id !== callId) legs.set(callId, row.call_id);
    told.set(row.call_id, { at, moment: momentByLeg(momentOf(row), moment) });
    changed(row.call_id);
  }

  /** Whether one more call may be offered. Makes room if that is needed. */
  function hasRoom(at: number): boolean {
    if (clock.monotonic() < noRoomUntil) return false;
    const offered = rows
      .offered()
      .sort((one, other) => lastToldAt(one) - lastToldAt(other) || one.seq - other.seq);
    const [oldest] = offered;
    if (oldest === undefined || offered.length < MOST_OFFERS) return true;
    if (noRoomUntil === -Infinity)
      log.warn('Too many calls name nobody; not all are offered', { most: MOST_OFFERS });
    noRoomUntil = clock.monotonic() + NO_ROOM;
    if (Math.abs(at - lastToldAt(oldest)) < OFFER_STAYS) return false;
    dropOffer(oldest.call_id);
    return true;
  }

  function dropOffer(callId: string): void {
    database.transaction(() => rows.forgetOffer(callId));
    told.delete(callId);
    changed(callId);
  }

  function endUnlisted(listed: ReadonlySet<string>, since: number, at: number): number {
    const unlisted = rows
      .on()
      .filter((callId) => !listed.has(callId) && (told.get(callId)?.at ?? -Infinity) < since);
    if (unlisted.length === 0) return 0;
    database.transaction(() => {
      for (const callId of unlisted) rows.missEnd(callId, at);
    });
    for (const callId of unlisted) changed(callId);
    return unlisted.length;
  }

  return {
    hear(event) {
      const at = clock.now();
      if (event.isLeg) {
        hearLeg(event, at);
        return null;
      }
      const known = find(event.call, event.dialect, at);
      if (known !== null) {
        if (isAnother(known, event)) return { field: 'callId', why: 'taken' };
        hearKnown(known, event, at);
        return null;
      }
      const { callId, lcmKey } = event.call;
      const isOffered = event.whose === 'nobody';
      if (isOffered && refused.has(callId)) return null;
      if (lcmKey === null) return { field: 'lcmKey', why: 'missing' };
      if (isOffered && !hasRoom(at)) return null;
      const { moment, dialect, unmappedType } = event;
      const phase = moment === null ? 'ringing' : phaseOf(moment);
      begin({ ...event.call, lcmKey }, { phase, moment, dialect, isOffered, unmappedType }, at);
      return null;
    },
    takeListed({ calls, isWhole }, since) {
      const at = clock.now();
      const known = new Set<string>();
      const missed: (CallEvent['call'] & { readonly lcmKey: string })[] = [];
      let unknown = 0;
      for (const { callId, lcmKey } of calls) {
        const call = { callId, lcmKey, type: null };
        const row = find(call, LIST, at);
        if (row !== null) {
          known.add(row.call_id);
          // It is on: its end was not missed.
          if (row.phase !== 'ended') {
            told.set(row.call_id, { at, moment: momentOf(row) });
            changed(row.call_id);
          }
        } else {
          unknown += 1;
          if (lcmKey !== null && !refused.has(callId)) missed.push({ ...call, lcmKey });
        }
      }
      const ended = isWhole && !isMisled ? endUnlisted(known, since, at) : 0;
      const offered = unknown > MOST_MISSED ? [] : missed.filter(() => hasRoom(at));
      for (const call of offered) {
        const more = {
          phase: 'talking',
          moment: null,
          dialect: null,
          isOffered: true,
          unmappedType: null,
        } as const;
        begin(call, more, at);
      }
      log.info('LCM listed the calls that are on', {
        calls: calls.length,
        ended,
        unknown,
        offered: offered.length,
      });
    },
    linkLost: () => rang.clear(),
    refuse(callId) {
      for (const [alias, of] of aliases) if (of === callId) refused.set(alias, true);
      refused.set(callId, true);
      dropOffer(callId);
    },
    dropOffer,
    idOf: (callId) => rowOf(callId)?.call_id ?? callId,
    toldAt: (callId) => told.get(callId)?.at ?? null,
    momentOf,
  };
}

/** A softphone may have several dialects, such as `amazon outbound` and `amazon inbound`: one for each direction. */
function softphoneOf(dialect: string): string {
  return dialect.split(' ')[0] ?? dialect;
}

/**
 * Whether nobody told that the call is over: a link or the agent only took it for over when they named it, or LCM no
 * longer listed it. The bus may know better.
 */
function isAssumedOver({ origin, phase, ended_at, opened_at, end_missed_at }: CallRow): boolean {
  return phase === 'ended' && (end_missed_at !== null || (origin !== 'bus' && ended_at === opened_at));
}
