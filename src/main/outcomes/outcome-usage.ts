import type { Clock } from '#main/base/clock.ts';
import type { Cipher } from '#main/database/cipher.ts';
import type { Database } from '#main/database/database.ts';
import type { Log } from '#main/base/log.ts';
import { createSignal, type Signal } from '#main/base/signal.ts';
import { agentKey, type Viewer } from '#main/base/viewer.ts';
import { errorWords } from '#main/base/error-words.ts';
import type { Draft } from '#shared/draft/draft.ts';
import { addUse, type OutcomeRef, type OutcomeUse } from '#shared/outcomes/outcome-usage.ts';

/**
 * Which outcomes each agent uses and pinned on each campaign. An agent sees only their own. Campaigns are named as in
 * `OutcomeLists.campaignKey`.
 */
export interface OutcomeUsage {
  /** Favourites in the order in which they were pinned, then the others, the last used first. */
  list(campaign: string): OutcomeUse[];
  /**
   * Counts a use. It is written a moment later, so that nobody waits for it. A use that a killed app had not written
   * yet is lost; a failed write is logged. Never throws.
   *
   * @param campaign is called when the use is written
   */
  noteUse(campaign: () => string, outcomes: readonly OutcomeRef[]): void;
  /** @throws NotSavedError if the disk refuses */
  setFavourite(campaign: string, outcome: OutcomeRef, favourite: boolean): void;
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
  readonly favourite_at: number | null;
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
  const changed: Signal<void> = createSignal();
  let waiting: Use[] = [];
  let cancel: (() => void) | null = null;

  const agent = (): string => agentKey(viewer.agent());

  function weightOf(tag: Uint8Array, { agent: user, outcome }: Use): number | null {
    const row = database
      .prepare(
        'SELECT weight FROM outcome_usage WHERE agent = ? AND list_tag = ? AND kind = ? AND outcome_id = ?',
      )
      .get(user, tag, outcome.kind, outcome.id) as { weight: number | null } | undefined;
    return row?.weight ?? null;
  }

  function write(): void {
    cancel = null;
    const uses = waiting;
    waiting = [];
    try {
      database.transaction(() => {
        for (const use of uses) {
          const { outcome, at } = use;
          const tag = cipher.fingerprint(use.campaign());
          database
            .prepare(
              `INSERT INTO outcome_usage (list_tag, agent, kind, outcome_id, weight, used_at)
               VALUES (?, ?, ?, ?, ?, ?)
               ON CONFLICT (agent, list_tag, kind, outcome_id)
               DO UPDATE SET weight = excluded.weight, used_at = excluded.used_at`,
            )
            .run(tag, use.agent, outcome.kind, outcome.id, addUse(weightOf(tag, use), at), at);
          bound(tag, use.agent);
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
    database
      .prepare(
        `DELETE FROM outcome_usage WHERE seq IN
           (SELECT seq FROM outcome_usage WHERE agent = ? AND list_tag = ?
            ORDER BY favourite_at IS NULL, ${TOUCHED} DESC, seq DESC LIMIT -1 OFFSET ${MAX_PER_CAMPAIGN})`,
      )
      .run(user, tag);
    const { rows } = database.prepare('SELECT count(*) AS rows FROM outcome_usage').get() as { rows: number };
    if (rows <= MAX_ROWS) return;
    database
      .prepare(
        `DELETE FROM outcome_usage WHERE seq IN
           (SELECT seq FROM outcome_usage ORDER BY ${TOUCHED}, seq LIMIT ?)`,
      )
      .run(rows - MAX_ROWS);
  }

  return {
    changed,
    list(campaign) {
      const rows = database
        .prepare(
          `SELECT kind, outcome_id, weight, favourite_at FROM outcome_usage WHERE agent = ? AND list_tag = ?
           ORDER BY favourite_at IS NULL, favourite_at, used_at DESC, seq DESC`,
        )
        .all(agent(), cipher.fingerprint(campaign)) as Row[];
      return rows.map((row) => ({
        kind: row.kind,
        id: row.outcome_id,
        favourite: row.favourite_at !== null,
        weight: row.weight,
      }));
    },
    noteUse(campaign, outcomes) {
      const by = { campaign, agent: agent(), at: clock.now() };
      waiting.push(...outcomes.map((outcome) => ({ ...by, outcome })));
      if (waiting.length > 0) cancel ??= clock.after(WRITE_AFTER, write);
    },
    setFavourite(campaign, { kind, id }, favourite) {
      const tag = cipher.fingerprint(campaign);
      database.transaction(() => {
        if (favourite) {
          database
            .prepare(
              `INSERT INTO outcome_usage (list_tag, agent, kind, outcome_id, favourite_at)
               VALUES (?, ?, ?, ?, ?)
               ON CONFLICT (agent, list_tag, kind, outcome_id)
               DO UPDATE SET favourite_at = ifnull(favourite_at, excluded.favourite_at)`,
            )
            .run(tag, agent(), kind, id, clock.now());
          bound(tag, agent());
          return;
        }
        const row = [agent(), tag, kind, id] as const;
        const where = 'agent = ? AND list_tag = ? AND kind = ? AND outcome_id = ?';
        database.prepare(`UPDATE outcome_usage SET favourite_at = NULL WHERE ${where}`).run(...row);
        database.prepare(`DELETE FROM outcome_usage WHERE ${where} AND used_at IS NULL`).run(...row);
      });
      changed.emit();
    },
    stop() {
      cancel?.();
      if (waiting.length > 0) write();
    },
  };
}
