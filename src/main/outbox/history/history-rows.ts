import type { Database } from '#main/database/database.ts';
import { marks } from '#main/database/sqlite-runtime.ts';
import { statementsOf } from '#main/database/statements.ts';
import type { SubmissionState } from '#shared/wrapup/submission.ts';
import type { EntryRow, SealedRow, StepRow, WholeRow } from '../rows.ts';

/** The SQL that reads the history: the submissions and their transitions. */
export interface HistoryRows {
  /** Submissions before `before`, newest first, without their sealed parts. `state`: only these. */
  before(before: number, limit: number, state?: SubmissionState): EntryRow[];
  /** These submissions without their sealed parts. */
  entries(seqs: readonly number[]): EntryRow[];
  /** Submissions after `after`, up to and including `until`, with everything, oldest first. */
  after(after: number, until: number, limit: number): WholeRow[];
  /** These submissions with everything, newest first. */
  whole(seqs: readonly number[]): WholeRow[];
  /** The sealed texts of these submissions. */
  sealed(seqs: readonly number[]): SealedRow[];
  /** The transitions of these submissions, oldest first. */
  stepsOf(seqs: readonly number[]): StepRow[];
  /** The submissions with a transition after `transition`; at most `limit`. */
  changed(transition: number, limit: number): number[];
  /** Transitions after `after`, up to and including `until`, oldest first. */
  transitions(after: number, until: number, limit: number): StepRow[];
  /** How many rows a table has, and the `seq` of the last. It counts them, which takes milliseconds if there are many. */
  extent(table: 'history' | 'submissions'): { readonly rows: number; readonly last: number };
  /** The `seq` of the last transition; 0 if there is none. */
  lastTransition(): number;
}

const FROM = 'FROM submissions AS s LEFT JOIN calls AS c ON c.call_id = s.call_id';
const ENTRIES = `SELECT s.seq, s.id, s.call_id, s.kind, s.agent, s.state, s.made_at, s.callback_at, s.callback_zone,
  s.updated_at, s.attempts, c.contact_sealed ${FROM}`;
const WHOLE = `SELECT s.*, s.call AS lcm_call, c.contact_sealed, c.more_time ${FROM}`;
const STEPS = 'SELECT seq, at, submission_seq, from_state, to_state, detail_code, detail_sealed FROM history';

export function createHistoryRows(database: Database): HistoryRows {
  const { all } = statementsOf(database);
  return {
    before(before, limit, state) {
      if (state === undefined)
        return all(`${ENTRIES} WHERE s.seq < ? ORDER BY s.seq DESC LIMIT ?`, before, limit);
      return all(
        `${ENTRIES} WHERE s.state = ? AND s.seq < ? ORDER BY s.seq DESC LIMIT ?`,
        state,
        before,
        limit,
      );
    },
    entries: (seqs) => all(`${ENTRIES} WHERE s.seq IN (${marks(seqs)})`, ...seqs),
    after: (after, until, limit) =>
      all(`${WHOLE} WHERE s.seq > ? AND s.seq <= ? ORDER BY s.seq LIMIT ?`, after, until, limit),
    whole: (seqs) => all(`${WHOLE} WHERE s.seq IN (${marks(seqs)}) ORDER BY s.seq DESC`, ...seqs),
    sealed: (seqs) =>
      all(
        `SELECT seq, id, summary_sealed, body_sealed FROM submissions WHERE seq IN (${marks(seqs)})`,
        ...seqs,
      ),
    stepsOf: (seqs) => all(`${STEPS} WHERE submission_seq IN (${marks(seqs)}) ORDER BY seq`, ...seqs),
    changed: (transition, limit) =>
      all<{ seq: number }>(
        'SELECT DISTINCT submission_seq AS seq FROM history WHERE seq > ? LIMIT ?',
        transition,
        limit,
      ).map(({ seq }) => seq),
    transitions: (after, until, limit) =>
      all(`${STEPS} WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?`, after, until, limit),
    lastTransition: () =>
      all<{ last: number }>('SELECT coalesce(max(seq), 0) AS last FROM history')[0]?.last ?? 0,
    extent(table) {
      const sql = `SELECT count(*) AS rows, coalesce(max(seq), 0) AS last FROM ${table}`;
      return { rows: 0, last: 0, ...all<{ rows: number; last: number }>(sql)[0] };
    },
  };
}
