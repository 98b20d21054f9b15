import { kindsSql, WRAPPING_UP } from '#main/database/kinds-sql.ts';
import { isOwnSql } from '#main/base/viewer.ts';
import type { ChangedText } from '#main/database/changed-texts.ts';
import type { Cipher } from '#main/database/cipher.ts';
import type { Database } from '#main/database/database.ts';
import { marks, type SqlValue } from '#main/database/sqlite-runtime.ts';
import { statementsOf } from '#main/database/statements.ts';
import { isNameless, type SetCallName } from '#shared/lcm/names.ts';
import { FIRST_TRIES, kindOf, type SubmissionKind } from '#shared/wrapup/submission-kind.ts';
import type { SubmissionState } from '#shared/wrapup/submission.ts';
import type {
  Change,
  InsertedSubmission,
  LaterSubmission,
  StepRow,
  SubmissionBody,
  SubmissionRow,
} from './rows.ts';
import { numberKey } from './same-number.ts';
import { OPEN_STATES, requireTransition, type Detail } from './transitions.ts';

/** The kinds of which the latest submission says all. */
const WHOLE = kindsSql(({ replaces }) => replaces === 'all');

/** `o` is sent before `s`, of the same call, since it was saved first. */
const SAME_LINE = '(o.kind = s.kind AND o.campaign IS s.campaign)';

/** `o` goes before everything that was saved later for its call. One that waits for another goes first as long as that one. */
const GOES_FIRST = `(o.kind IN ${kindsSql(({ goesFirst }) => goesFirst)} AND NOT EXISTS
  (SELECT 1 FROM submissions AS p WHERE p.call_id = o.call_id AND p.kind = o.kind AND p.seq <= o.seq
    AND p.state IN ('queued', 'sending') AND p.unanswered >= ${FIRST_TRIES}))`;

/** The columns of a {@link SubmissionRow}. */
const ROW = '*, call AS lcm_call';

const OPEN = OPEN_STATES.map((state) => `'${state}'`).join(', ');

/** Reads and writes submissions and their history, and seals their cells. It makes no decisions. */
export class SubmissionStore {
  readonly #database: Database;
  readonly #sql: ReturnType<typeof statementsOf>;
  readonly #cipher: Cipher;
  readonly #onMoved: (callId: string) => void;

  /** @param onMoved called with the call of each submission that is added or moved */
  constructor(database: Database, cipher: Cipher, onMoved: (callId: string) => void = () => {}) {
    this.#database = database;
    this.#sql = statementsOf(database);
    this.#cipher = cipher;
    this.#onMoved = onMoved;
  }

  transaction<T>(work: () => T): T {
    return this.#database.transaction(work);
  }

  /** Inserts a queued submission and the first row of its history. */
  insert(submission: InsertedSubmission, detail: Detail): SubmissionRow {
    const { id, summary, body } = submission;
    const cells = {
      id,
      call_id: submission.callId,
      campaign: submission.campaign,
      agent: submission.agent,
      machine: submission.machine,
      state: 'queued' as const,
      made_at: submission.madeAt,
      callback_at: submission.callbackAt,
      callback_until: submission.callbackUntil,
      callback_zone: submission.callbackZone,
      updated_at: submission.madeAt,
      summary_sealed: this.#cipher.seal(summary, cell(id, 'summary')),
      body_sealed: this.#cipher.seal(JSON.stringify(body), cell(id, 'body')),
    };
    const seq = this.#sql.insert('submissions', {
      ...cells,
      call: submission.call,
      made_zone: submission.madeZone,
      number_tag: this.numberTags(body.number ?? '')[0] ?? null,
      campaign_key_tag: submission.campaign === null ? null : this.#cipher.fingerprints(body.lcmKey)[0],
    });
    const row: SubmissionRow = {
      ...cells,
      seq,
      kind: kindOf(submission.call, submission.campaign !== null),
      lcm_call: submission.call,
      ...{ unknown: 0, attempts: 0, unanswered: 0, reason_code: null, reason_sealed: null },
    };
    this.#record(row, null, 'queued', detail, submission.madeAt);
    return row;
  }

  /**
   * Moves a submission to another state and records that in the history. Must run within a transaction.
   *
   * @returns the row as it is now
   * @throws NotAllowedError if there is no such transition
   */
  move(row: SubmissionRow, to: SubmissionState, change: Change): SubmissionRow {
    requireTransition(row.state, to);
    const cells = {
      state: to,
      updated_at: change.at,
      unknown: (change.unknown ?? row.unknown === 1) ? (1 as const) : (0 as const),
      attempts: change.attempts ?? row.attempts,
      unanswered: change.unanswered ?? row.unanswered,
      machine: change.machine === undefined ? row.machine : change.machine,
      ...(change.reason === undefined ? {} : this.#reason(row.id, change.reason)),
    };
    const written = this.#sql.set('submissions', cells, 'seq = ? AND state = ?', row.seq, row.state);
    if (written !== 1) throw new Error(`Submission ${row.id} is no longer ${row.state}`);
    this.#record(row, row.state, to, change.detail, change.at);
    return { ...row, ...cells };
  }

  setUnanswered(row: SubmissionRow, unanswered: number): SubmissionRow {
    this.#sql.set('submissions', { unanswered }, 'seq = ?', row.seq);
    return { ...row, unanswered };
  }

  /**
   * The machines that are noted on the next submissions in this state, at most `limit` of those after `after`; each with the
   * last `seq` that has it, and how many have it.
   */
  machines(
    state: SubmissionState,
    after: number,
    limit: number,
  ): { machine: string | null; last: number; count: number }[] {
    const next = 'SELECT seq, machine FROM submissions WHERE state = ? AND seq > ? ORDER BY seq LIMIT ?';
    const sql = `SELECT machine, max(seq) AS last, count(*) AS count FROM (${next}) GROUP BY machine`;
    return this.#sql.all(sql, state, after, limit);
  }

  /** Notes the machine on the submissions in this state that have none, of those after `after` up to `last`. */
  markUnmarked(machine: string, state: SubmissionState, after: number, last: number): void {
    const where = 'machine IS NULL AND state = ? AND seq > ? AND seq <= ?';
    this.#sql.set('submissions', { machine }, where, state, after, last);
  }

  /** What is queued and was saved on one of those machines, of what is after `after` up to `last`, oldest first. */
  queuedOn(machines: readonly (string | null)[], after: number, last: number): SubmissionRow[] {
    const which = `WHERE state = 'queued' AND seq > ? AND seq <= ? AND machine IN (${marks(machines)}) ORDER BY seq`;
    return this.#rows(which, after, last, ...machines);
  }

  find(id: string): SubmissionRow | null {
    return this.#rows('WHERE id = ?', id)[0] ?? null;
  }

  /** The last submission that wraps up the call. */
  latestOfCall(callId: string): SubmissionRow | null {
    const sql = `WHERE call_id = ? AND kind IN ${WRAPPING_UP} ORDER BY seq DESC LIMIT 1`;
    return this.#rows(sql, callId)[0] ?? null;
  }

  /** The call that was wrapped up last, whatever the clock said; null if there is none. */
  lastWrappedUp(): string | null {
    const sql = `WHERE kind IN ${WRAPPING_UP} ORDER BY seq DESC LIMIT 1`;
    return this.#rows(sql)[0]?.call_id ?? null;
  }

  /** The last submissions of that kind for the call that were neither superseded nor discarded, oldest first. */
  lastOfCall(callId: string, kind: SubmissionKind, limit: number): SubmissionRow[] {
    const sql = `WHERE call_id = ? AND kind = ? AND state NOT IN ('superseded', 'discarded') ORDER BY seq DESC LIMIT ?`;
    return this.#rows(sql, callId, kind, limit).reverse();
  }

  /** The open submissions of a call, kind and campaign, oldest first. */
  openOfCall(callId: string, kind: SubmissionKind, campaign: number | null = null): SubmissionRow[] {
    const sql = `WHERE call_id = ? AND kind = ? AND campaign IS ? AND state IN (${OPEN}) ORDER BY seq`;
    return this.#rows(sql, callId, kind, campaign);
  }

  /** Later submissions of the same call, kind and campaign that were neither superseded nor discarded, oldest first. */
  later({ call_id, kind, campaign, seq }: SubmissionRow): LaterSubmission[] {
    const sql = `SELECT id, agent, body_sealed FROM submissions
       WHERE call_id = ? AND kind = ? AND campaign IS ? AND seq > ? AND state NOT IN ('superseded', 'discarded')
       ORDER BY seq`;
    return this.#sql.all(sql, call_id, kind, campaign, seq);
  }

  /**
   * Which of the other campaigns of a call this LCM key is: the number that its submissions have, else the next one. What
   * no available key opens is left out.
   */
  campaignNumber(callId: string, lcmKey: string): number {
    const rows = this.#rows(`WHERE call_id = ? AND kind = 'otherCampaign' ORDER BY seq DESC`, callId);
    const same = rows.find((row) => this.bodyIfReadable(row)?.lcmKey === lcmKey);
    return same?.campaign ?? Math.max(0, ...rows.map(({ campaign }) => campaign ?? 0)) + 1;
  }

  /** The last submission of a call for that other campaign that was neither superseded nor discarded. */
  lastOfCampaign(callId: string, campaign: number): SubmissionRow | null {
    const sql = `WHERE call_id = ? AND campaign = ? AND state NOT IN ('superseded', 'discarded')
       ORDER BY seq DESC LIMIT 1`;
    return this.#rows(sql, callId, campaign)[0] ?? null;
  }

  /**
   * The submissions that a reply to that LCM call may still answer, oldest first: those of the call, or of every call if
   * the reply names none.
   */
  unanswered(callId: string, call: SetCallName): SubmissionRow[] {
    if (isNameless(call)) return this.#rows('WHERE call = ? AND unanswered > 0 ORDER BY seq', call);
    return this.#rows('WHERE call_id = ? AND call = ? AND unanswered > 0 ORDER BY seq', callId, call);
  }

  /** Whether a reply to any submission may still come. */
  hasUnanswered(): boolean {
    const sql = 'SELECT 1 FROM submissions WHERE unanswered > 0 LIMIT 1';
    return this.#sql.all(sql).length > 0;
  }

  /** Whether something was saved later for its call. */
  isFollowed({ call_id, seq }: SubmissionRow): boolean {
    const sql = 'SELECT 1 FROM submissions WHERE call_id = ? AND seq > ? LIMIT 1';
    return this.#sql.all(sql, call_id, seq).length > 0;
  }

  inState(state: SubmissionState, reasonCode?: string): SubmissionRow[] {
    if (reasonCode === undefined) return this.#rows('WHERE state = ? ORDER BY seq', state);
    return this.#rows('WHERE state = ? AND reason_code = ? ORDER BY seq', state, reasonCode);
  }

  /**
   * Queued submissions after `after` that nothing earlier of their call precedes, oldest first: nothing of their kind and
   * campaign, and nothing of a kind that goes first, unless LCM leaves it unanswered (`FIRST_TRIES`). What waits for a person stops only its author's later ones: a colleague can neither
   * edit nor discard it.
   */
  ready(after: number, limit: number): SubmissionRow[] {
    return this.#rows(
      `AS s WHERE state = 'queued' AND seq > ? AND NOT EXISTS
         (SELECT 1 FROM submissions AS o WHERE o.call_id = s.call_id AND o.seq < s.seq AND
           ((o.state IN ('queued', 'sending') AND (${SAME_LINE} OR ${GOES_FIRST})) OR
             (o.state IN ('refused', 'held') AND ${SAME_LINE} AND o.kind IN ${WHOLE} AND ${isOwnSql('o', 's')})))
       ORDER BY seq LIMIT ?`,
      after,
      limit,
    );
  }

  /** Of the queued callbacks that certainly never reached LCM, the one that expires first. */
  nextWaitingCallback(): SubmissionRow | null {
    // Without the name, the planner takes the index by state and sorts everything that waits.
    const sql = `INDEXED BY submissions_by_callback WHERE state = 'queued' AND unknown = 0 AND callback_until IS NOT NULL
       ORDER BY callback_until LIMIT 1`;
    return this.#rows(sql)[0] ?? null;
  }

  /** Newest first. */
  list(states: readonly SubmissionState[], offset: number, limit: number): SubmissionRow[] {
    return this.#rows(
      // The inner query finds the page in the index alone, so that no other rows are read.
      `WHERE seq IN
         (SELECT seq FROM submissions WHERE state IN (${marks(states)}) ORDER BY seq DESC LIMIT ? OFFSET ?)
       ORDER BY seq DESC`,
      ...states,
      limit,
      offset,
    );
  }

  count(states: readonly SubmissionState[]): number {
    const sql = `SELECT count(*) AS n FROM submissions WHERE state IN (${marks(states)})`;
    return this.#sql.all<{ n: number }>(sql, ...states)[0]?.n ?? 0;
  }

  /** When the oldest submission in this state was made, or null. */
  oldestAt(state: SubmissionState): number | null {
    const sql = 'SELECT made_at FROM submissions WHERE state = ? ORDER BY seq LIMIT 1';
    return this.#sql.all<{ made_at: number }>(sql, state)[0]?.made_at ?? null;
  }

  /** By what the submissions of calls with this number are found; none if it is no number. The first is the current key's. */
  numberTags(number: string): Uint8Array[] {
    const key = numberKey(number);
    return key === null ? [] : this.#cipher.fingerprints(`number ${key}`);
  }

  /** The body, or null if no available key opens it. */
  bodyIfReadable(row: Pick<SubmissionRow, 'id' | 'body_sealed'>): SubmissionBody | null {
    const text = this.#cipher.openIfReadable(row.body_sealed, cell(row.id, 'body'));
    // The cipher authenticates it, so it is what `insert` wrote.
    return text === null ? null : (JSON.parse(text) as SubmissionBody);
  }

  /** Puts a sealed text in the place of one that no available key opens. @returns false if that is not so, or nothing opens it either */
  putBackText({ id, column, sealed }: ChangedText): boolean {
    const sql = `SELECT ${column}_sealed AS damaged FROM submissions WHERE id = ?`;
    const [row] = this.#sql.all<{ damaged: Uint8Array }>(sql, id);
    const isRead = (text: Uint8Array): boolean =>
      this.#cipher.openIfReadable(text, cell(id, column)) !== null;
    if (row === undefined || isRead(row.damaged) || !isRead(sealed)) return false;
    this.#sql.set('submissions', { [`${column}_sealed`]: sealed }, 'id = ?', id);
    return true;
  }

  /** What the agent chose, in words; empty if it cannot be read. */
  summary(row: Pick<SubmissionRow, 'id' | 'summary_sealed'>): string {
    return this.#words(row.summary_sealed, cell(row.id, 'summary'));
  }

  /** A code, words, or null. */
  reason(row: SubmissionRow): string | null {
    if (row.reason_sealed !== null) return this.#words(row.reason_sealed, cell(row.id, 'reason'));
    return row.reason_code;
  }

  /** Why a submission moved: a code or words. @param id the submission's id */
  detail(row: StepRow, id: string): string {
    if (row.detail_sealed !== null) return this.#words(row.detail_sealed, cell(id, 'detail'));
    return row.detail_code ?? '';
  }

  #words(sealed: Uint8Array, identity: string): string {
    return this.#cipher.openIfReadable(sealed, identity) ?? '';
  }

  #reason(id: string, reason: Detail | null): Pick<SubmissionRow, 'reason_code' | 'reason_sealed'> {
    if (reason === null) return { reason_code: null, reason_sealed: null };
    if ('code' in reason) return { reason_code: reason.code, reason_sealed: null };
    return { reason_code: null, reason_sealed: this.#cipher.seal(reason.words, cell(id, 'reason')) };
  }

  #record(
    row: SubmissionRow,
    from: SubmissionState | null,
    to: SubmissionState,
    detail: Detail,
    at: number,
  ): void {
    this.#sql.insert('history', {
      at,
      submission_seq: row.seq,
      from_state: from,
      to_state: to,
      detail_code: 'code' in detail ? detail.code : null,
      detail_sealed: 'words' in detail ? this.#cipher.seal(detail.words, cell(row.id, 'detail')) : null,
    });
    this.#onMoved(row.call_id);
  }

  /** @param which the SQL after `FROM submissions` */
  #rows(which: string, ...values: SqlValue[]): SubmissionRow[] {
    return this.#sql.all(`SELECT ${ROW} FROM submissions ${which}`, ...values);
  }
}

/** The part of the store that delivery needs. */
export type DeliveryStore = Pick<
  SubmissionStore,
  | 'transaction'
  | 'move'
  | 'setUnanswered'
  | 'ready'
  | 'unanswered'
  | 'hasUnanswered'
  | 'isFollowed'
  | 'later'
  | 'nextWaitingCallback'
  | 'bodyIfReadable'
>;

/** Names a cell for the cipher. */
function cell(id: string, column: 'summary' | 'body' | 'reason' | 'detail'): string {
  return `submission:${id}:${column}`;
}
