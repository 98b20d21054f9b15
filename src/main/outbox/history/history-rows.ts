import type { Database } from '#main/database/database.ts';
import { marks } from '#main/database/sqlite-runtime.ts';
import { statementsOf } from '#main/database/statements.ts';
import type { SubmissionState } from '#shared/wrapup/submission.ts';
import type { EntryRow, SealedRow, StepRow, WholeRow } from '../rows.ts';

const FROM = 'FROM submissions AS s LEFT JOIN calls AS c ON c.call_id = s.call_id';
const ENTRIES = `SELECT s.seq, s.id, s.call_id, s.kind, s.agent, s.state, s.made_at, s.callback_at, s.callback_zone,
  s.updated_at, s.attempts, c.contact_sealed ${FROM}`;
const WHOLE = `SELECT s.*, s.call AS lcm_call, c.contact_sealed, c.more_time ${FROM}`;
const STEPS = 'SELECT seq, at, submission_seq, from_state, to_state, detail_code, detail_sealed FROM history';

export type HistoryRows = ReturnType<typeof createHistoryRows>;

/** The SQL that reads the history: the submissions and their transitions. */
export function createHistoryRows(database: Database) {
  const { all } = statementsOf(database);
  return {
    /** Submissions before `before`, newest first, without their sealed parts. `state`: only these. */
    before(before: number, limit: number, state?: SubmissionState) {
      const only = state === undefined ? [] : [state];
      const which = state === undefined ? '' : 's.state = ? AND';
      const sql = `${ENTRIES} WHERE ${which} s.seq < ? ORDER BY s.seq DESC LIMIT ?`;
      return all<EntryRow>(sql, ...only, before, limit);
    },
    /** These submissions without their sealed parts. */
    entries: (seqs: readonly number[]) =>
      all<EntryRow>(`${ENTRIES} WHERE s.seq IN (${marks(seqs)})`, ...seqs),
    /** Submissions after `after`, up to and including `until`, with everything, oldest first. */
    after: (after: number, until: number, limit: number) =>
      all<WholeRow>(`${WHOLE} WHERE s.seq > ? AND s.seq <= ? ORDER BY s.seq LIMIT ?`, after, until, limit),
    /** These submissions with everything, newest first. */
    whole: (seqs: readonly number[]) =>
      all<WholeRow>(`${WHOLE} WHERE s.seq IN (${marks(seqs)}) ORDER BY s.seq DESC`, ...seqs),
    /** The sealed texts of these submissions. */
    sealed: (seqs: readonly number[]) =>
      all<SealedRow>(
        `SELECT seq, id, summary_sealed, body_sealed FROM submissions WHERE seq IN (${marks(seqs)})`,
        ...seqs,
      ),
    /** The transitions of these submissions, oldest first. */
    stepsOf: (seqs: readonly number[]) =>
      all<StepRow>(`${STEPS} WHERE submission_seq IN (${marks(seqs)}) ORDER BY seq`, ...seqs),
    /** The submissions with a transition after `transition`; at most `limit`. */
    changed: (transition: number, limit: number) =>
      all<{ seq: number }>(
        'SELECT DISTINCT submission_seq AS seq FROM history WHERE seq > ? LIMIT ?',
        transition,
        limit,
      ).map(({ seq }) => seq),
    /** Transitions after `after`, up to and including `until`, oldest first. */
    transitions: (after: number, until: number, limit: number) =>
      all<StepRow>(`${STEPS} WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?`, after, until, limit),
    /** The `seq` of the last transition; 0 if there is none. */
    lastTransition: () =>
      all<{ last: number }>('SELECT coalesce(max(seq), 0) AS last FROM history')[0]?.last ?? 0,
    /** How many rows a table has, and the `seq` of the last. It counts them, which takes milliseconds if there are many. */
    extent(table: 'history' | 'submissions') {
      const sql = `SELECT count(*) AS rows, coalesce(max(seq), 0) AS last FROM ${table}`;
      return { rows: 0, last: 0, ...all<{ rows: number; last: number }>(sql)[0] };
    },
  };
}
