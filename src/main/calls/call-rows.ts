import type { Cipher } from '#main/database/cipher.ts';
import type { Database } from '#main/database/database.ts';
import { marks, type SqlValue } from '#main/database/sqlite-runtime.ts';
import type { MoreTime } from '#shared/contract/app-state.ts';
import type { Viewer } from '#main/base/viewer.ts';
import { kindsSql, WRAPPING_UP } from '#main/database/kinds-sql.ts';
import { statementsOf } from '#main/database/statements.ts';
import { createDraftRows } from './draft-rows.ts';

/** A row of `calls` in the database. Instants are milliseconds since the epoch. */
export interface CallRow {
  readonly seq: number;
  readonly call_id: string;
  readonly lcm_key_sealed: Uint8Array;
  readonly contact_sealed: Uint8Array | null;
  readonly contact_zone: string | null;
  readonly campaign_zone: string | null;
  readonly type: string;
  readonly origin: 'bus' | 'link' | 'hand';
  readonly phase: 'ringing' | 'talking' | 'ended';
  readonly opened_at: number;
  readonly ended_at: number | null;
  readonly wrapped_at: number | null;
  readonly closed_at: number | null;
  readonly outcome_set_at: number | null;
  /** Since when the call waits for the agent to say whether it is theirs; null for a call of this agent. */
  readonly offered_at: number | null;
  /** The call type as the softphone writes it, if nobody has mapped it. */
  readonly unmapped_type: string | null;
  /** When LCM no longer listed the call, if its end was not told. */
  readonly end_missed_at: number | null;
  /** The softphone that told of the call first; null if none has. */
  readonly told_by: string | null;
  /** 1 if the bus told every moment of the call, and nobody was ever talked to. */
  readonly never_answered: 0 | 1 | null;
  /** `MoreTime[]` as JSON; null if the agent never asked for more time. */
  readonly more_time: string | null;
}

export interface ToldContact {
  readonly contact?: string | null | undefined;
  readonly zone?: string | null | undefined;
}

/** The kinds that LCM announces once it has taken them. */
const SETTING_OUTCOMES = kindsSql(({ setsOutcome }) => setsOutcome);

/** The names of a call's cells, for the cipher. */
export const callCell = {
  lcmKey: (callId: string): string => `call:${callId}:lcmKey`,
  contact: (callId: string): string => `call:${callId}:contact`,
};

/** The SQL of the table `calls`, for the calls and for the outbox, which moves drafts in and out. */
export type CallRows = ReturnType<typeof createCallRows>;

export function createCallRows(database: Database, cipher: Cipher, viewer: Viewer) {
  const drafts = createDraftRows(database, cipher, viewer);
  const listed = 'offered_at IS NULL AND closed_at IS NULL AND wrapped_at';
  const { all, run, insert, set: setWhere } = statementsOf(database);
  const set = (callId: string, cells: Partial<Record<keyof CallRow | 'lcm_key_tag', SqlValue>>): number =>
    setWhere('calls', cells, 'call_id = ?', callId);
  const rowsOf = (rest: string, ...values: SqlValue[]): CallRow[] =>
    all(`SELECT * FROM calls ${rest}`, ...values);
  const idsOf = (rest: string, ...values: SqlValue[]): string[] =>
    all<{ call_id: string }>(`SELECT call_id FROM calls ${rest}`, ...values).map((row) => row.call_id);
  /** Null if no key at hand opens it. */
  const keyOf = (row: CallRow): string | null =>
    cipher.openIfReadable(row.lcm_key_sealed, callCell.lcmKey(row.call_id));
  const contactOf = (row: Pick<CallRow, 'call_id' | 'contact_sealed'>): string | null =>
    row.contact_sealed && cipher.openIfReadable(row.contact_sealed, callCell.contact(row.call_id));
  const sealedContact = (callId: string, contact: string): Uint8Array =>
    cipher.seal(contact, callCell.contact(callId));
  const keyCells = (callId: string, lcmKey: string) => ({
    lcm_key_sealed: cipher.seal(lcmKey, callCell.lcmKey(callId)),
    lcm_key_tag: cipher.fingerprint(lcmKey),
  });
  return {
    find: (callId: string) => rowsOf('WHERE call_id = ?', callId)[0] ?? null,
    /** Newest first. */
    toWrapUp: () => rowsOf(`WHERE ${listed} IS NULL ORDER BY opened_at DESC, seq DESC`),
    /** Which of these calls are to be wrapped up. */
    toWrapUpAmong: (callIds: readonly string[]) =>
      idsOf(
        `WHERE ${listed} IS NULL AND call_id IN (SELECT value FROM json_each(?))`,
        JSON.stringify(callIds),
      ),
    /** Whether another call is to be wrapped up. */
    hasOthersThan: (callId: string) =>
      idsOf(`WHERE ${listed} IS NULL AND call_id <> ? LIMIT 1`, callId).length > 0,
    /** The ids of the bus's calls that are not over, offered ones among them. */
    on: () => idsOf(`WHERE origin = 'bus' AND phase <> 'ended' AND closed_at IS NULL AND wrapped_at IS NULL`),
    /** The one wrapped up last comes first: the latest of them, and those that the viewer is correcting. */
    wrapped(limit: number) {
      const done = (which: string, ...values: SqlValue[]): CallRow[] =>
        rowsOf(`WHERE ${listed} IS NOT NULL ${which}`, ...values);
      const latest = done('ORDER BY wrapped_at DESC, seq DESC LIMIT ?', limit);
      const corrected = done(
        `AND call_id IN (SELECT call_id FROM drafts WHERE corrects IS NOT NULL) ORDER BY wrapped_at DESC, seq DESC`,
      ).filter(
        ({ call_id: callId }) =>
          (drafts.own(callId)?.correcting ?? null) !== null && !latest.some((one) => one.call_id === callId),
      );
      return [...latest, ...corrected];
    },
    insert(call: {
      callId: string;
      lcmKey: string;
      contact: string | null;
      contactZone: string | null;
      type: string;
      origin: CallRow['origin'];
      phase: CallRow['phase'];
      openedAt: number;
      endedAt: number | null;
      offeredAt?: number | null;
      unmappedType?: string | null;
      toldBy?: string | null;
    }) {
      insert('calls', {
        call_id: call.callId,
        ...keyCells(call.callId, call.lcmKey),
        contact_sealed: call.contact === null ? null : sealedContact(call.callId, call.contact),
        contact_zone: call.contactZone,
        type: call.type,
        origin: call.origin,
        phase: call.phase,
        opened_at: call.openedAt,
        ended_at: call.endedAt,
        offered_at: call.offeredAt ?? null,
        unmapped_type: call.unmappedType ?? null,
        told_by: call.toldBy ?? null,
      });
    },
    /** Calls that wait for the agent to say whether they are theirs, newest first. */
    offered: () => rowsOf('WHERE offered_at IS NOT NULL ORDER BY offered_at DESC, seq DESC'),
    /** The agent has taken an offered call: it is on the list from that instant. */
    take: (callId: string, at: number) => set(callId, { offered_at: null, opened_at: at }),
    forgetOffer: (callId: string) =>
      run('DELETE FROM calls WHERE call_id = ? AND offered_at IS NOT NULL', callId),
    /** Calls with that LCM key that are on, or ended or left the list since that instant; those that are on come first. */
    recent(lcmKey: string, since: number) {
      const tags = cipher.fingerprints(lcmKey);
      return rowsOf(
        `WHERE lcm_key_tag IN (${marks(tags)}) AND (phase <> 'ended' OR ended_at >= ?)
           AND (closed_at IS NULL OR closed_at >= ?)
         ORDER BY phase = 'ended', opened_at DESC, seq DESC LIMIT 5`,
        ...tags,
        since,
        since,
      );
    },
    rename: (callId: string, lcmKey: string, type: string) =>
      set(callId, { ...keyCells(callId, lcmKey), type, unmapped_type: null }),
    keyOf,
    contactOf,
    /** Takes whom the call is with, and their zone, as far as they are told. */
    takeContact(row: CallRow, { contact, zone }: ToldContact, onlyMissing: boolean) {
      const { call_id: callId, contact_sealed: known } = row;
      if (contact && (known === null || (!onlyMissing && contactOf(row) !== contact)))
        set(callId, { contact_sealed: sealedContact(callId, contact) });
      if (zone && zone !== row.contact_zone && (row.contact_zone === null || !onlyMissing))
        set(callId, { contact_zone: zone });
    },
    setCampaignZone: (callId: string, zone: string) => set(callId, { campaign_zone: zone }),
    /** Puts a wrapped-up or closed call back on the list. */
    bringBack(callId: string, at: number) {
      const cells = { wrapped_at: null, closed_at: null, opened_at: at };
      setWhere('calls', cells, 'call_id = ? AND (wrapped_at IS NOT NULL OR closed_at IS NOT NULL)', callId);
    },
    /** Shows a call that was wrapped up at that instant among the wrapped-up ones, also if it was closed since. */
    bringBackWrapped(callId: string, wrappedAt: number) {
      run(
        `UPDATE calls SET closed_at = NULL, wrapped_at = coalesce(wrapped_at, ?) WHERE call_id = ?`,
        wrappedAt,
        callId,
      );
    },
    /** `endedAt` is null while the call is on. */
    setPhase: (callId: string, phase: CallRow['phase'], endedAt: number | null, neverAnswered = false) =>
      set(callId, { phase, ended_at: endedAt, end_missed_at: null, never_answered: neverAnswered ? 1 : 0 }),
    setMoreTime: (callId: string, moreTime: readonly MoreTime[]) =>
      set(callId, { more_time: JSON.stringify(moreTime) }),
    setToldBy: (callId: string, softphone: string) => set(callId, { told_by: softphone }),
    /** The call ended at an instant that nobody told. */
    missEnd: (callId: string, at: number) => set(callId, { phase: 'ended', ended_at: at, end_missed_at: at }),
    /** Marks the call as wrapped up and removes the viewer's draft. Does nothing if there is no such call. */
    markWrapped(callId: string, at: number) {
      set(callId, { wrapped_at: at, closed_at: null });
      drafts.remove(callId);
    },
    /** Takes the call off the list and removes the viewer's draft. */
    close(callId: string, at: number) {
      run('UPDATE calls SET closed_at = ? WHERE call_id = ? AND closed_at IS NULL', at, callId);
      drafts.remove(callId);
    },
    /** The ids of calls to wrap up that ended before that instant, without a draft or an open submission; oldest first. */
    abandoned: (before: number, limit: number) =>
      idsOf(
        `AS c WHERE ${listed} IS NULL AND max(opened_at, coalesce(ended_at, 0)) < ?
               AND NOT EXISTS (SELECT 1 FROM drafts AS d WHERE d.call_id = c.call_id)
               AND NOT EXISTS (SELECT 1 FROM submissions AS s WHERE s.call_id = c.call_id
                 AND s.state NOT IN ('delivered', 'superseded', 'discarded'))
             ORDER BY opened_at, seq LIMIT ?`,
        before,
        limit,
      ),
    /** Calls that left the list and whose wrap-up was never submitted; the one that left last comes first. */
    notWrappedUp: (limit: number) =>
      rowsOf(
        `AS c WHERE closed_at IS NOT NULL AND wrapped_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM submissions AS s WHERE s.call_id = c.call_id AND s.kind IN ${WRAPPING_UP})
         ORDER BY closed_at DESC, seq DESC LIMIT ?`,
        limit,
      ),
    drafts,
    withLcmKey(lcmKey: string) {
      const tags = cipher.fingerprints(lcmKey);
      return idsOf(`WHERE lcm_key_tag IN (${marks(tags)}) AND closed_at IS NULL`, ...tags);
    },
    /** The tries to send wrap-ups of calls with that LCM key that changed since, without those that LCM refused. */
    triesFor(lcmKey: string, since: number) {
      const tags = cipher.fingerprints(lcmKey);
      const sql = `SELECT coalesce(sum(s.attempts - (s.state = 'refused')), 0) AS n
         FROM calls AS c JOIN submissions AS s ON s.call_id = c.call_id
         WHERE c.lcm_key_tag IN (${marks(tags)}) AND s.kind IN ${SETTING_OUTCOMES} AND s.attempts > 0 AND s.updated_at >= ?`;
      return all<{ n: number }>(sql, ...tags, since)[0]?.n ?? 0;
    },
    noteOutcomeSet: (callId: string, at: number) => set(callId, { outcome_set_at: at }),
  };
}
