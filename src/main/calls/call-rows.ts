import type { Cipher } from '#main/database/cipher.ts';
import type { Database } from '#main/database/database.ts';
import { marks, type SqlValue } from '#main/database/sqlite-runtime.ts';
import type { MoreTime } from '#shared/contract/app-state.ts';
import type { Viewer } from '#main/base/viewer.ts';
import { kindsSql, WRAPPING_UP } from '#main/database/kinds-sql.ts';
import { statementsOf } from '#main/database/statements.ts';
import { createDraftRows, type DraftRows } from './draft-rows.ts';

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
export interface CallRows {
  find(callId: string): CallRow | null;
  /** Newest first. */
  toWrapUp(): CallRow[];
  /** Which of these calls are to be wrapped up. */
  toWrapUpAmong(callIds: readonly string[]): string[];
  /** Whether another call is to be wrapped up. */
  hasOthersThan(callId: string): boolean;
  /** The ids of the bus's calls that are not over, offered ones among them. */
  on(): string[];
  /** The one wrapped up last comes first: the latest of them, and those that the viewer is correcting. */
  wrapped(limit: number): CallRow[];
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
  }): void;
  /** Calls that wait for the agent to say whether they are theirs, newest first. */
  offered(): CallRow[];
  /** The agent has taken an offered call: it is on the list from that instant. */
  take(callId: string, at: number): void;
  forgetOffer(callId: string): void;
  /** Calls with that LCM key that are on, or ended or left the list since that instant; those that are on come first. */
  recent(lcmKey: string, since: number): CallRow[];
  rename(callId: string, lcmKey: string, type: string): void;
  /** Null if no key at hand opens it. */
  keyOf(row: CallRow): string | null;
  contactOf(row: Pick<CallRow, 'call_id' | 'contact_sealed'>): string | null;
  /** Takes whom the call is with, and their zone, as far as they are told. */
  takeContact(row: CallRow, told: ToldContact, onlyMissing: boolean): void;
  setCampaignZone(callId: string, zone: string): void;
  /** Puts a wrapped-up or closed call back on the list. */
  bringBack(callId: string, at: number): void;
  /** Shows a call that was wrapped up at that instant among the wrapped-up ones, also if it was closed since. */
  bringBackWrapped(callId: string, wrappedAt: number): void;
  /** `endedAt` is null while the call is on. */
  setPhase(callId: string, phase: CallRow['phase'], endedAt: number | null, neverAnswered?: boolean): void;
  setMoreTime(callId: string, moreTime: readonly MoreTime[]): void;
  setToldBy(callId: string, softphone: string): void;
  /** The call ended at an instant that nobody told. */
  missEnd(callId: string, at: number): void;
  /** Marks the call as wrapped up and removes the viewer's draft. Does nothing if there is no such call. */
  markWrapped(callId: string, at: number): void;
  /** Takes the call off the list and removes the viewer's draft. */
  close(callId: string, at: number): void;
  /** The ids of calls to wrap up that ended before that instant, without a draft or an open submission; oldest first. */
  abandoned(before: number, limit: number): string[];
  /** Calls that left the list and whose wrap-up was never submitted; the one that left last comes first. */
  notWrappedUp(limit: number): CallRow[];
  saveDraft: DraftRows['save'];
  readonly drafts: DraftRows;
  withLcmKey(lcmKey: string): string[];
  /** The tries to send wrap-ups of calls with that LCM key that changed since, without those that LCM refused. */
  triesFor(lcmKey: string, since: number): number;
  noteOutcomeSet(callId: string, at: number): void;
}

export function createCallRows(database: Database, cipher: Cipher, viewer: Viewer): CallRows {
  const drafts = createDraftRows(database, cipher, viewer);
  const listed = 'offered_at IS NULL AND closed_at IS NULL AND wrapped_at';
  const { all, run } = statementsOf(database);
  const idsOf = (sql: string, ...values: SqlValue[]): string[] =>
    all<{ call_id: string }>(sql, ...values).map((row) => row.call_id);
  const keyOf = (row: CallRow): string | null =>
    cipher.openIfReadable(row.lcm_key_sealed, callCell.lcmKey(row.call_id));
  const contactOf: CallRows['contactOf'] = ({ call_id: callId, contact_sealed: contact }) =>
    contact === null ? null : cipher.openIfReadable(contact, callCell.contact(callId));
  const sealedContact = (callId: string, contact: string): Uint8Array =>
    cipher.seal(contact, callCell.contact(callId));
  return {
    find: (callId) => all<CallRow>('SELECT * FROM calls WHERE call_id = ?', callId)[0] ?? null,
    toWrapUp: () => all(`SELECT * FROM calls WHERE ${listed} IS NULL ORDER BY opened_at DESC, seq DESC`),
    toWrapUpAmong: (callIds) =>
      idsOf(
        `SELECT call_id FROM calls WHERE ${listed} IS NULL AND call_id IN (SELECT value FROM json_each(?))`,
        JSON.stringify(callIds),
      ),
    hasOthersThan: (callId) =>
      idsOf(`SELECT call_id FROM calls WHERE ${listed} IS NULL AND call_id <> ? LIMIT 1`, callId).length > 0,
    on: () =>
      idsOf(
        `SELECT call_id FROM calls WHERE origin = 'bus' AND phase <> 'ended' AND closed_at IS NULL AND wrapped_at IS NULL`,
      ),
    wrapped(limit) {
      const done = (which: string, ...values: SqlValue[]): CallRow[] =>
        all(`SELECT * FROM calls WHERE ${listed} IS NOT NULL ${which}`, ...values);
      const latest = done('ORDER BY wrapped_at DESC, seq DESC LIMIT ?', limit);
      const corrected = done(
        `AND call_id IN (SELECT call_id FROM drafts WHERE corrects IS NOT NULL) ORDER BY wrapped_at DESC, seq DESC`,
      ).filter(
        ({ call_id: callId }) =>
          (drafts.own(callId)?.correcting ?? null) !== null && !latest.some((one) => one.call_id === callId),
      );
      return [...latest, ...corrected];
    },
    insert(call) {
      run(
        `INSERT INTO calls
           (call_id, lcm_key_sealed, lcm_key_tag, contact_sealed, contact_zone, type, origin, phase, opened_at, ended_at,
            offered_at, unmapped_type, told_by)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        call.callId,
        cipher.seal(call.lcmKey, callCell.lcmKey(call.callId)),
        cipher.fingerprint(call.lcmKey),
        call.contact === null ? null : sealedContact(call.callId, call.contact),
        call.contactZone,
        call.type,
        call.origin,
        call.phase,
        call.openedAt,
        call.endedAt,
        call.offeredAt ?? null,
        call.unmappedType ?? null,
        call.toldBy ?? null,
      );
    },
    offered: () => all('SELECT * FROM calls WHERE offered_at IS NOT NULL ORDER BY offered_at DESC, seq DESC'),
    take: (callId, at) =>
      run('UPDATE calls SET offered_at = NULL, opened_at = ? WHERE call_id = ?', at, callId),
    forgetOffer: (callId) => run('DELETE FROM calls WHERE call_id = ? AND offered_at IS NOT NULL', callId),
    recent(lcmKey, since) {
      const tags = cipher.fingerprints(lcmKey);
      return all(
        `SELECT * FROM calls WHERE lcm_key_tag IN (${marks(tags)}) AND (phase <> 'ended' OR ended_at >= ?)
           AND (closed_at IS NULL OR closed_at >= ?)
         ORDER BY phase = 'ended', opened_at DESC, seq DESC LIMIT 5`,
        ...tags,
        since,
        since,
      );
    },
    rename(callId, lcmKey, type) {
      run(
        `UPDATE calls SET lcm_key_sealed = ?, lcm_key_tag = ?, type = ?, unmapped_type = NULL WHERE call_id = ?`,
        cipher.seal(lcmKey, callCell.lcmKey(callId)),
        cipher.fingerprint(lcmKey),
        type,
        callId,
      );
    },
    keyOf,
    contactOf,
    takeContact(row, { contact, zone }, onlyMissing) {
      const { call_id: callId, contact_sealed: known } = row;
      if (contact && (known === null || (!onlyMissing && contactOf(row) !== contact)))
        run('UPDATE calls SET contact_sealed = ? WHERE call_id = ?', sealedContact(callId, contact), callId);
      if (zone && zone !== row.contact_zone && (row.contact_zone === null || !onlyMissing))
        run('UPDATE calls SET contact_zone = ? WHERE call_id = ?', zone, callId);
    },
    setCampaignZone: (callId, zone) =>
      run('UPDATE calls SET campaign_zone = ? WHERE call_id = ?', zone, callId),
    bringBack(callId, at) {
      run(
        `UPDATE calls SET wrapped_at = NULL, closed_at = NULL, opened_at = ?
         WHERE call_id = ? AND (wrapped_at IS NOT NULL OR closed_at IS NOT NULL)`,
        at,
        callId,
      );
    },
    bringBackWrapped(callId, wrappedAt) {
      run(
        `UPDATE calls SET closed_at = NULL, wrapped_at = coalesce(wrapped_at, ?) WHERE call_id = ?`,
        wrappedAt,
        callId,
      );
    },
    setPhase(callId, phase, endedAt, neverAnswered = false) {
      run(
        'UPDATE calls SET phase = ?, ended_at = ?, end_missed_at = NULL, never_answered = ? WHERE call_id = ?',
        phase,
        endedAt,
        neverAnswered ? 1 : 0,
        callId,
      );
    },
    setMoreTime: (callId, moreTime) =>
      run('UPDATE calls SET more_time = ? WHERE call_id = ?', JSON.stringify(moreTime), callId),
    setToldBy: (callId, softphone) =>
      run('UPDATE calls SET told_by = ? WHERE call_id = ?', softphone, callId),
    missEnd(callId, at) {
      run(
        `UPDATE calls SET phase = 'ended', ended_at = ?, end_missed_at = ? WHERE call_id = ?`,
        at,
        at,
        callId,
      );
    },
    markWrapped(callId, at) {
      run('UPDATE calls SET wrapped_at = ?, closed_at = NULL WHERE call_id = ?', at, callId);
      drafts.remove(callId);
    },
    close(callId, at) {
      run('UPDATE calls SET closed_at = ? WHERE call_id = ? AND closed_at IS NULL', at, callId);
      drafts.remove(callId);
    },
    abandoned: (before, limit) =>
      idsOf(
        `SELECT call_id FROM calls AS c WHERE ${listed} IS NULL AND max(opened_at, coalesce(ended_at, 0)) < ?
               AND NOT EXISTS (SELECT 1 FROM drafts AS d WHERE d.call_id = c.call_id)
               AND NOT EXISTS (SELECT 1 FROM submissions AS s WHERE s.call_id = c.call_id
                 AND s.state NOT IN ('delivered', 'superseded', 'discarded'))
             ORDER BY opened_at, seq LIMIT ?`,
        before,
        limit,
      ),
    notWrappedUp: (limit) =>
      all(
        `SELECT * FROM calls AS c WHERE closed_at IS NOT NULL AND wrapped_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM submissions AS s WHERE s.call_id = c.call_id AND s.kind IN ${WRAPPING_UP})
         ORDER BY closed_at DESC, seq DESC LIMIT ?`,
        limit,
      ),
    saveDraft: (callId, draft) => drafts.save(callId, draft),
    drafts,
    withLcmKey(lcmKey) {
      const tags = cipher.fingerprints(lcmKey);
      return idsOf(
        `SELECT call_id FROM calls WHERE lcm_key_tag IN (${marks(tags)}) AND closed_at IS NULL`,
        ...tags,
      );
    },
    triesFor(lcmKey, since) {
      const tags = cipher.fingerprints(lcmKey);
      const sql = `SELECT coalesce(sum(s.attempts - (s.state = 'refused')), 0) AS n
         FROM calls AS c JOIN submissions AS s ON s.call_id = c.call_id
         WHERE c.lcm_key_tag IN (${marks(tags)}) AND s.kind IN ${SETTING_OUTCOMES} AND s.attempts > 0 AND s.updated_at >= ?`;
      return all<{ n: number }>(sql, ...tags, since)[0]?.n ?? 0;
    },
    noteOutcomeSet: (callId, at) => run('UPDATE calls SET outcome_set_at = ? WHERE call_id = ?', at, callId),
  };
}
