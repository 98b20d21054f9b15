import { setImmediate } from 'node:timers/promises';
import type { Viewer } from '#main/base/viewer.ts';
import { WRAPPING_UP } from '#main/database/kinds-sql.ts';
import type { Database } from '#main/database/database.ts';
import { statementsOf } from '#main/database/statements.ts';
import { dayAround } from '#shared/callback/wall-clock.ts';
import type { YourDay } from '#shared/contract/requests/history.ts';
import type { SubmissionState } from '#shared/wrapup/submission.ts';
import { STILL_BOOKED } from '../booked-callbacks.ts';

const HOUR = 3_600_000;

/** How many submissions are read at a time: a few milliseconds of work. */
const BATCH = 1_000;

/** A submission in one of these states does not stand: another replaced it, the agent discarded it, LCM refused it. */
const FALLEN: readonly SubmissionState[] = ['superseded', 'discarded', 'refused'];

interface WrapUpRow {
  readonly seq: number;
  readonly call_id: string;
  readonly agent: string;
  readonly state: SubmissionState;
  readonly made_at: number;
  readonly callback_at: number | null;
}

interface CallTimes {
  readonly opened_at: number;
  readonly ended_at: number | null;
  readonly end_missed_at: number | null;
}

/**
 * Counts the day of the agent who is signed in, from the history alone: what other agents did never counts. A call counts
 * once, in the hour in which the agent first submitted it, whatever they corrected later. It does not count if everything
 * that they submitted of it was discarded.
 *
 * @param deps.agent the agent who is signed in; null if nobody is
 * @param deps.zone the IANA zone whose midnight begins the day
 */
export function createYourDay(deps: {
  readonly database: Database;
  readonly viewer: Viewer;
  readonly agent: () => string | null;
  readonly now: () => number;
  readonly zone: () => string;
}): () => Promise<YourDay | null> {
  const { database, viewer } = deps;
  const { all } = statementsOf(database);
  const COLUMNS = 'seq, call_id, agent, state, made_at, callback_at';

  /** The agent's wrap-ups since `from`, oldest first. Newer rows may have an earlier time if the clock was set. */
  async function madeSince(from: number): Promise<WrapUpRow[]> {
    const found: WrapUpRow[] = [];
    for (let before = Number.MAX_SAFE_INTEGER; ;) {
      const rows = all<WrapUpRow>(
        `SELECT ${COLUMNS}, kind FROM submissions WHERE seq < ? ORDER BY seq DESC LIMIT ${BATCH}`,
        before,
      );
      const recent = rows.filter((row) => row.made_at >= from);
      found.push(...recent);
      const last = rows.at(-1);
      if (last === undefined || recent.length === 0) break;
      before = last.seq;
      await setImmediate();
    }
    return found.reverse();
  }

  /** All own wrap-ups of a call, oldest first. */
  const ofCall = (callId: string): WrapUpRow[] =>
    all<WrapUpRow>(
      `SELECT ${COLUMNS} FROM submissions WHERE call_id = ? AND kind IN ${WRAPPING_UP} ORDER BY seq`,
      callId,
    ).filter(({ agent }) => viewer.mayRead(agent));

  /**
   * From the end of the call to the first submit; 0 if the agent submitted while it was on. Null if nobody told its end. A
   * call that was opened again before it was wrapped up counts from then, as its clock does.
   */
  function afterCallTime({ call_id, made_at }: WrapUpRow): number | null {
    const [call] = all<CallTimes>(
      'SELECT opened_at, ended_at, end_missed_at FROM calls WHERE call_id = ?',
      call_id,
    );
    if (call === undefined || call.ended_at === null || call.end_missed_at !== null) return null;
    const began = call.opened_at <= made_at ? Math.max(call.ended_at, call.opened_at) : call.ended_at;
    return Math.max(0, made_at - began);
  }

  const wasByLimit = ({ seq }: WrapUpRow): boolean =>
    all(
      `SELECT 1 FROM history WHERE submission_seq = ? AND from_state IS NULL AND detail_code = 'submittedByLimit'`,
      seq,
    ).length > 0;

  const standing = (rows: readonly WrapUpRow[]): WrapUpRow | undefined =>
    rows.findLast(({ state }) => !FALLEN.includes(state));

  /** The agent's callbacks for the day, as *My callbacks* has them. */
  const due = (from: number, until: number): number =>
    all<Pick<WrapUpRow, 'agent'>>(
      `SELECT s.agent FROM submissions AS s LEFT JOIN calls AS c ON c.call_id = s.call_id
       WHERE s.callback_at >= ? AND s.callback_at < ? AND ${STILL_BOOKED}`,
      from,
      until,
    ).filter(({ agent }) => viewer.mayRead(agent)).length;

  return async () => {
    if (deps.agent() === null) return null;
    const { from, until } = dayAround(deps.now(), deps.zone());
    const today = (await madeSince(from)).filter((row) => row.made_at < until && viewer.mayRead(row.agent));
    const hours = new Array<number>(Math.ceil((until - from) / HOUR)).fill(0);
    const times: number[] = [];
    let wrappedUp = 0;
    let byLimit = 0;
    let booked = 0;
    for (const callId of new Set(today.map(({ call_id }) => call_id))) {
      const submissions = ofCall(callId);
      const first = submissions.find(({ state }) => state !== 'discarded');
      if (first === undefined || first.made_at < from || first.made_at >= until) continue;
      wrappedUp += 1;
      const hour = Math.floor((first.made_at - from) / HOUR);
      hours[hour] = (hours[hour] ?? 0) + 1;
      if (wasByLimit(first)) byLimit += 1;
      if ((standing(submissions)?.callback_at ?? null) !== null) booked += 1;
      const time = afterCallTime(first);
      if (time !== null) times.push(time);
    }
    const timed = times.length;
    return {
      from,
      until,
      wrappedUp,
      byLimit,
      timed,
      average: timed === 0 ? null : times.reduce((sum, time) => sum + time, 0) / timed,
      longest: timed === 0 ? null : Math.max(...times),
      booked,
      due: due(from, until),
      hours,
    };
  };
}
