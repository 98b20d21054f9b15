import type { Database } from '#main/database/database.ts';
import { marks } from '#main/database/sqlite-runtime.ts';
import { statementsOf } from '#main/database/statements.ts';
import type { SubmissionState } from '#shared/wrapup/submission.ts';
import { OPEN_STATES } from './transitions.ts';

/** The states whose arrivals are counted. */
export const COUNTED_STATES = ['delivered', 'refused', 'held', 'superseded', 'discarded'] as const;
export type CountedState = (typeof COUNTED_STATES)[number];

/** Figures of the outbox, of whomever the submissions are. */
export interface OutboxFigures {
  /** When the oldest of those that wait for LCM, or are on their way, was saved; null if there are none. */
  readonly oldestWaitingAt: number | null;
  /** When the oldest of those that wait for a person was saved; null if there are none. */
  readonly oldestNeedsPersonAt: number | null;
  /** How many LCM may have already, because its reply never came. */
  readonly unknown: number;
  /** How many submissions came into each state since this was created. Only grows. */
  readonly arrived: Readonly<Record<CountedState, number>>;
}

/** @returns reads the figures as they are on disk now; @throws what the database throws */
export function createOutboxFigures(database: Database): () => OutboxFigures {
  const { all } = statementsOf(database);
  const arrived = Object.fromEntries(COUNTED_STATES.map((state) => [state, 0])) as Record<
    CountedState,
    number
  >;
  /** The history was counted up to here. Rows are added at its end only. */
  let upTo = lastSeq();

  function lastSeq(): number {
    return all<{ seq: number | null }>('SELECT max(seq) AS seq FROM history')[0]?.seq ?? 0;
  }

  function count(): void {
    const end = lastSeq();
    const sql = `SELECT to_state AS state, count(*) AS n FROM history WHERE seq > ? AND seq <= ?
      AND to_state IN (${marks(COUNTED_STATES)}) GROUP BY to_state`;
    const rows = all<{ state: CountedState; n: number }>(sql, upTo, end, ...COUNTED_STATES);
    upTo = end;
    for (const { state, n } of rows) arrived[state] += n;
  }

  function oldest(states: readonly SubmissionState[]): number | null {
    const sql = `SELECT min(made_at) AS at FROM submissions WHERE state IN (${marks(states)})`;
    return all<{ at: number | null }>(sql, ...states)[0]?.at ?? null;
  }

  return () => {
    count();
    const sql = `SELECT count(*) AS n FROM submissions WHERE unknown = 1 AND state IN (${marks(OPEN_STATES)})`;
    return {
      oldestWaitingAt: oldest(['queued', 'sending']),
      oldestNeedsPersonAt: oldest(['refused', 'held']),
      unknown: all<{ n: number }>(sql, ...OPEN_STATES)[0]?.n ?? 0,
      arrived: { ...arrived },
    };
  };
}
