import type { Cipher } from '#main/database/cipher.ts';
import type { Database } from '#main/database/database.ts';
import { marks } from '#main/database/sqlite-runtime.ts';
import type { Viewer } from '#main/base/viewer.ts';
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
}

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
  /** The one wrapped up last comes first. */
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
  }): void;
  /** Replaces the LCM key and the type. */
  rename(callId: string, lcmKey: string, type: string): void;
  nameContact(callId: string, contact: string): void;
  setContactZone(callId: string, zone: string): void;
  setCampaignZone(callId: string, zone: string): void;
  /** Puts a wrapped-up or closed call back on the list. */
  bringBack(callId: string, at: number): void;
  /** `endedAt` is null while the call is on. */
  setPhase(callId: string, phase: CallRow['phase'], endedAt: number | null): void;
  /** Marks the call as wrapped up and removes the viewer's draft. Does nothing if there is no such call. */
  markWrapped(callId: string, at: number): void;
  /** Takes the call off the list and removes the viewer's draft. */
  close(callId: string, at: number): void;
  /** The ids of calls to wrap up that ended before that instant, without a draft or an open submission; oldest first. */
  abandoned(before: number, limit: number): string[];
  /** Calls that left the list and were never submitted; the one that left last comes first. */
  notWrappedUp(limit: number): CallRow[];
  saveDraft: DraftRows['save'];
  readonly drafts: DraftRows;
  withLcmKey(lcmKey: string): string[];
  noteOutcomeSet(callId: string, at: number): void;
}

export function createCallRows(database: Database, cipher: Cipher, viewer: Viewer): CallRows {
  const drafts = createDraftRows(database, cipher, viewer);
  const listed = 'closed_at IS NULL AND wrapped_at';
  const run = (sql: string, ...values: (string | number | null | Uint8Array)[]): void => {
    database.prepare(sql).run(...values);
  };
  return {
    find: (callId) =>
      (database.prepare('SELECT * FROM calls WHERE call_id = ?').get(callId) as CallRow | undefined) ?? null,
    toWrapUp: () =>
      database
        .prepare(`SELECT * FROM calls WHERE ${listed} IS NULL ORDER BY opened_at DESC, seq DESC`)
        .all() as CallRow[],
    wrapped: (limit) =>
      database
        .prepare(`SELECT * FROM calls WHERE ${listed} IS NOT NULL ORDER BY wrapped_at DESC, seq DESC LIMIT ?`)
        .all(limit) as CallRow[],
    insert(call) {
      run(
        `INSERT INTO calls
           (call_id, lcm_key_sealed, lcm_key_tag, contact_sealed, contact_zone, type, origin, phase, opened_at, ended_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        call.callId,
        cipher.seal(call.lcmKey, callCell.lcmKey(call.callId)),
        cipher.fingerprint(call.lcmKey),
        call.contact === null ? null : cipher.seal(call.contact, callCell.contact(call.callId)),
        call.contactZone,
        call.type,
        call.origin,
        call.phase,
        call.openedAt,
        call.endedAt,
      );
    },
    rename(callId, lcmKey, type) {
      run(
        'UPDATE calls SET lcm_key_sealed = ?, lcm_key_tag = ?, type = ? WHERE call_id = ?',
        cipher.seal(lcmKey, callCell.lcmKey(callId)),
        cipher.fingerprint(lcmKey),
        type,
        callId,
      );
    },
    nameContact(callId, contact) {
      const sealed = cipher.seal(contact, callCell.contact(callId));
      run('UPDATE calls SET contact_sealed = ? WHERE call_id = ?', sealed, callId);
    },
    setContactZone(callId, zone) {
      run('UPDATE calls SET contact_zone = ? WHERE call_id = ?', zone, callId);
    },
    setCampaignZone(callId, zone) {
      run('UPDATE calls SET campaign_zone = ? WHERE call_id = ?', zone, callId);
    },
    bringBack(callId, at) {
      run(
        `UPDATE calls SET wrapped_at = NULL, closed_at = NULL, opened_at = ?
         WHERE call_id = ? AND (wrapped_at IS NOT NULL OR closed_at IS NOT NULL)`,
        at,
        callId,
      );
    },
    setPhase(callId, phase, endedAt) {
      run('UPDATE calls SET phase = ?, ended_at = ? WHERE call_id = ?', phase, endedAt, callId);
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
      (
        database
          .prepare(
            `SELECT call_id FROM calls AS c WHERE ${listed} IS NULL AND max(opened_at, coalesce(ended_at, 0)) < ?
               AND NOT EXISTS (SELECT 1 FROM drafts AS d WHERE d.call_id = c.call_id)
               AND NOT EXISTS (SELECT 1 FROM submissions AS s WHERE s.call_id = c.call_id
                 AND s.state NOT IN ('delivered', 'superseded', 'discarded'))
             ORDER BY opened_at, seq LIMIT ?`,
          )
          .all(before, limit) as { call_id: string }[]
      ).map((row) => row.call_id),
    notWrappedUp: (limit) =>
      database
        .prepare(
          `SELECT * FROM calls AS c WHERE closed_at IS NOT NULL AND wrapped_at IS NULL
             AND NOT EXISTS (SELECT 1 FROM submissions AS s WHERE s.call_id = c.call_id)
           ORDER BY closed_at DESC, seq DESC LIMIT ?`,
        )
        .all(limit) as CallRow[],
    saveDraft(callId, draft) {
      drafts.save(callId, draft);
    },
    drafts,
    withLcmKey(lcmKey) {
      const tags = cipher.fingerprints(lcmKey);
      const sql = `SELECT call_id FROM calls WHERE lcm_key_tag IN (${marks(tags)}) AND closed_at IS NULL`;
      return (database.prepare(sql).all(...tags) as { call_id: string }[]).map((row) => row.call_id);
    },
    noteOutcomeSet(callId, at) {
      run('UPDATE calls SET outcome_set_at = ? WHERE call_id = ?', at, callId);
    },
  };
}
