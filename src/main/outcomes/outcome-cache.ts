import { z } from 'zod';
import type { Cipher } from '#main/database/cipher.ts';
import type { Database } from '#main/database/database.ts';
import { marks } from '#main/database/sqlite-runtime.ts';
import type { Log } from '#main/base/log.ts';
import { errorWords } from '#main/base/error-words.ts';
import { outcomeRowSchema, type OutcomeRow } from '#shared/lcm/outcome-row.ts';

/** An outcome list as LCM last gave it. `ignored` counts the rows that were unreadable. */
export interface CachedOutcomes {
  /** Never changed in place. */
  readonly rows: OutcomeRow[];
  readonly fetchedAt: number;
  readonly ignored: number;
}

/** Outcome lists on disk, so that an agent can wrap up without a link. */
export interface OutcomeCache {
  /** The list, or null if there is none or it cannot be read. */
  get(listKey: string): CachedOutcomes | null;
  /** Keeps a list. A failure is logged, not thrown: LCM can be asked again. */
  put(listKey: string, rows: readonly OutcomeRow[], ignored: number, fetchedAt: number): void;
}

/** How many lists are kept. The one fetched longest ago is deleted first. */
const MAX_LISTS = 200;

/** How many lists are kept parsed. A list may have ten thousand rows, and each wrap-up is checked against one. */
const MAX_PARSED = 4;

const rowsSchema = z.array(outcomeRowSchema);

/** List keys may contain LCM keys, so the database stores only their fingerprints. */
export function createOutcomeCache(deps: { database: Database; cipher: Cipher; log: Log }): OutcomeCache {
  const { database, cipher, log } = deps;
  const read = new Map<string, CachedOutcomes>();
  return {
    get(listKey) {
      const known = read.get(listKey);
      if (known !== undefined) return known;
      const tags = cipher.fingerprints(listKey);
      const row = database
        .prepare(
          `SELECT fetched_at, ignored, rows_json FROM outcome_lists WHERE list_tag IN (${marks(tags)})
           ORDER BY fetched_at DESC LIMIT 1`,
        )
        .get(...tags) as { fetched_at: number; ignored: number; rows_json: string } | undefined;
      if (row === undefined) return null;
      const rows = parseRows(row.rows_json);
      if (rows === null) {
        log.warn('A cached outcome list is unreadable and left out');
        return null;
      }
      const list = { rows, fetchedAt: row.fetched_at, ignored: row.ignored };
      const [oldest] = read.keys();
      if (oldest !== undefined && read.size >= MAX_PARSED) read.delete(oldest);
      read.set(listKey, list);
      return list;
    },
    put(listKey, rows, ignored, fetchedAt) {
      read.delete(listKey);
      try {
        database.transaction(() => {
          database
            .prepare(
              `INSERT INTO outcome_lists (list_tag, fetched_at, ignored, rows_json) VALUES (?, ?, ?, ?)
               ON CONFLICT (list_tag) DO UPDATE SET
                 fetched_at = excluded.fetched_at, ignored = excluded.ignored, rows_json = excluded.rows_json`,
            )
            .run(cipher.fingerprint(listKey), fetchedAt, ignored, JSON.stringify(rows));
          database
            .prepare(
              `DELETE FROM outcome_lists WHERE seq IN
                 (SELECT seq FROM outcome_lists ORDER BY fetched_at DESC LIMIT -1 OFFSET ${MAX_LISTS})`,
            )
            .run();
        });
      } catch (error) {
        log.warn('An outcome list could not be kept', { cause: errorWords(error) });
      }
    },
  };
}

function parseRows(text: string): OutcomeRow[] | null {
  try {
    const parsed = rowsSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
