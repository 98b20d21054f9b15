import type { Clock } from '#main/base/clock.ts';
import type { Cipher } from '#main/database/cipher.ts';
import type { Database } from '#main/database/database.ts';
import { marks } from '#main/database/sqlite-runtime.ts';
import { statementsOf } from '#main/database/statements.ts';
import type { Log } from '#main/base/log.ts';
import { createSignal, type Signal } from '#main/base/signal.ts';
import { agentKey, type Viewer } from '#main/base/viewer.ts';
import { errorWords } from '#main/base/error-words.ts';
import type { Draft } from '#shared/draft/draft.ts';
import type { OutcomeRow } from '#shared/lcm/outcome-row.ts';
import { addUse, refKey, type OutcomeRef, type OutcomeUse } from '#shared/outcomes/outcome-usage.ts';
import { createOutcomeNumbers } from './outcome-numbers.ts';

/**
 * Which outcomes each agent uses and pinned on each campaign. An agent sees only their own. Campaigns are named as in
 * `OutcomeLists.campaignKey`.
 */
export interface OutcomeUsage {
  /**
   * Favourites in the order in which they were pinned, then the others, the last used first.
   *
   * @param listed the rows that LCM lists, if it has; asked for when the numbers are given, since only these get one
   */
  list(campaign: string, listed?: () => readonly OutcomeRow[]): OutcomeUse[];
  /**
   * Counts a use. It is written a moment later, so that nobody waits for it. A use that a killed app had not written
   * yet is lost; a failed write is logged. Never throws.
   *
   * @param campaign is called when the use is written
   */
  noteUse(campaign: () => string, outcomes: readonly OutcomeRef[]): void;
  /** @throws NotSavedError if the disk refuses */
  setFavourite(campaign: string, outcome: OutcomeRef, favourite: boolean): void;
  /** Somebody signed in: the numbers of the outcomes are given anew. */
  signedIn(): void;
  readonly changed: Signal<void>;
  /** Writes what is not written yet. Call before the database is closed. */
  stop(): void;
}

/** Delay before uses are written, in milliseconds: the delivery of the wrap-up has begun by then. */
const WRITE_AFTER = 300;
/** How many outcomes are kept for one agent on one campaign, and in all. The longest unused go first. */
const MAX_PER_CAMPAIGN = 100;
const MAX_ROWS = 20_000;

const TOUCHED = 'max(ifnull(used_at, 0), ifnull(favourite_at, 0))';

interface Use {
  readonly campaign: () => string;
  readonly agent: string;
  readonly outcome: OutcomeRef;
  readonly at: number;
}

interface Row {
  readonly kind: OutcomeRef['kind'];
  readonly outcome_id: string;
  readonly weight: number | null;
  readonly pinned_at: number | null;
}

/** The outcome and the telephony outcome of a wrap-up, if it has them. */
export function usedOutcomes(draft: Draft): OutcomeRef[] {
  return [
    { kind: 'business' as const, id: draft.businessOutcomeId?.trim() ?? '' },
    { kind: 'telephony' as const, id: draft.telephonyOutcomeId?.trim() ?? '' },
  ].filter(({ id }) => id !== '');
}

export function createOutcomeUsage(deps: {
  readonly database: Database;
  readonly cipher: Cipher;
  readonly clock: Clock;
  readonly log: Log;
  readonly viewer: Viewer;
}): OutcomeUsage {
  const { database, cipher, clock, log, viewer } = deps;
  const { all, insert, run } = statementsOf(database);
  const changed: Signal<void> = createSignal();
  const numbers = createOutcomeNumbers(clock);
  let waiting: Use[] = [];
  let cancel: (() => void) | null = null;

  const agent = (): string => agentKey(viewer.agent());
  const numbersKey = (campaign: string, user = agent()): string => JSON.stringify([user, campaign]);

  function weightOf(tags: readonly Uint8Array[], { agent: user, outcome }: Use): number | null {
    const sql = `SELECT max(weight) AS weight FROM outcome_usage WHERE ${oneOf(tags)}`;
    return all<{ weight: number | null }>(sql, user, outcome.kind, outcome.id, ...tags)[0]?.weight ?? null;
  }

  function write(): void {
    cancel = null;
    const uses = waiting;
    waiting = [];
    try {
      database.transaction(() => {
        for (const use of uses) {
          const { outcome, at } = use;
          const campaign = use.campaign();
          const tags = cipher.fingerprints(campaign);
          const [tag] = tags;
          const row = { list_tag: tag, agent: use.agent, kind: outcome.kind, outcome_id: outcome.id };
          const weight = addUse(weightOf(tags, use), at);
          insert('outcome_usage', { ...row, weight, used_at: at }, ...Object.keys(row));
          bound(tag, use.agent);
          numbers.take(numbersKey(campaign, use.agent), outcome, 'used');
        }
      });
    } catch (error) {
      log.warn('The use of an outcome could not be counted', {
        cause: errorWords(error),
      });
      return;
    }
    changed.emit();
  }

  function bound(tag: Uint8Array, user: string): void {
    run(
      `DELETE FROM outcome_usage WHERE seq IN
         (SELECT seq FROM outcome_usage WHERE agent = ? AND list_tag = ?
          ORDER BY favourite_at IS NULL, ${TOUCHED} DESC, seq DESC LIMIT -1 OFFSET ${MAX_PER_CAMPAIGN})`,
      user,
      tag,
    );
    const rows = all<{ n: number }>('SELECT count(*) AS n FROM outcome_usage')[0]?.n ?? 0;
    if (rows <= MAX_ROWS) return;
    run(
      `DELETE FROM outcome_usage WHERE seq IN (SELECT seq FROM outcome_usage ORDER BY ${TOUCHED}, seq LIMIT ?)`,
      rows - MAX_ROWS,
    );
  }

  return {
    changed,
    list(campaign, listed = () => []) {
      const tags = cipher.fingerprints(campaign);
      const rows = all<Row>(
        `SELECT kind, outcome_id, max(weight) AS weight, min(favourite_at) AS pinned_at FROM outcome_usage
         WHERE agent = ? AND list_tag IN (${marks(tags)}) GROUP BY kind, outcome_id
         ORDER BY pinned_at IS NULL, pinned_at, max(used_at) DESC, max(seq) DESC`,
        agent(),
        ...tags,
      );
      const uses = rows.map((row) => ({
        kind: row.kind,
        id: row.outcome_id,
        favourite: row.pinned_at !== null,
        weight: row.weight,
      }));
      const given = numbers.of(numbersKey(campaign), () => {
        if (uses.length === 0) return uses;
        const ids = new Set(listed().map(({ id }) => id));
        return uses.filter(({ kind, id }) => kind === 'telephony' || ids.size === 0 || ids.has(id));
      });
      return uses.map((use) => ({ ...use, number: given.get(refKey(use)) ?? null }));
    },
    noteUse(campaign, outcomes) {
      const by = { campaign, agent: agent(), at: clock.now() };
      waiting.push(...outcomes.map((outcome) => ({ ...by, outcome })));
      if (waiting.length > 0) cancel ??= clock.after(WRITE_AFTER, write);
    },
    setFavourite(campaign, outcome, favourite) {
      const { kind, id } = outcome;
      const tags = cipher.fingerprints(campaign);
      const [tag] = tags;
      database.transaction(() => {
        if (favourite) {
          const sql = `INSERT INTO outcome_usage (list_tag, agent, kind, outcome_id, favourite_at)
             VALUES (?, ?, ?, ?, ?)
             ON CONFLICT (agent, list_tag, kind, outcome_id)
             DO UPDATE SET favourite_at = ifnull(favourite_at, excluded.favourite_at)`;
          run(sql, tag, agent(), kind, id, clock.now());
          bound(tag, agent());
          return;
        }
        const row = [agent(), kind, id, ...tags] as const;
        run(`UPDATE outcome_usage SET favourite_at = NULL WHERE ${oneOf(tags)}`, ...row);
        run(`DELETE FROM outcome_usage WHERE ${oneOf(tags)} AND used_at IS NULL`, ...row);
      });
      if (favourite) numbers.take(numbersKey(campaign), outcome, 'pinned');
      else numbers.free(numbersKey(campaign), outcome);
      changed.emit();
    },
    signedIn: () => numbers.reset(),
    stop() {
      cancel?.();
      if (waiting.length > 0) write();
    },
  };
}

/** The rows of one outcome for one agent: `agent`, `kind`, `outcome_id`, then the tags. */
const oneOf = (tags: readonly Uint8Array[]): string =>
  `agent = ? AND kind = ? AND outcome_id = ? AND list_tag IN (${marks(tags)})`;
