import type { Clock } from '#main/base/clock.ts';
import type { Cipher } from '#main/database/cipher.ts';
import type { Database } from '#main/database/database.ts';
import { marks } from '#main/database/sqlite-runtime.ts';
import { statementsOf } from '#main/database/statements.ts';
import type { Log } from '#main/base/log.ts';
import { errorWords } from '#main/base/error-words.ts';
import { readStored, readTag, storedTag, storedText, type ListedOutcomes } from './listed-outcomes.ts';

/** An outcome list as LCM last gave it. `ignored` counts the rows that were unreadable. */
export interface CachedOutcomes {
  readonly outcomes: ListedOutcomes;
  readonly fetchedAt: number;
  readonly ignored: number;
}

/** Outcome lists on disk, so that an agent can wrap up without a link. */
export interface OutcomeCache {
  /** The list, or null if there is none or it cannot be read. */
  get(listKey: string): CachedOutcomes | null;
  /**
   * Keeps a list. It is written a moment later, so that nobody waits for it; of a killed app, the list before stays.
   * A failure is logged, not thrown: LCM can be asked again.
   *
   * @param under the key under which its rows are kept already, so that they are written once
   */
  put(listKey: string, list: CachedOutcomes, under?: string): void;
  /** Writes what is not written yet. Call before the database is closed. */
  stop(): void;
}

/** How many lists are kept. The one fetched longest ago is deleted first. */
const MAX_LISTS = 200;

/** How many lists are kept in memory. A list may have 100,000 rows, and each wrap-up is checked against one. */
const MAX_READ = 4;

/** Delay before a list is written, in milliseconds: the screen has it by then. */
const WRITE_AFTER = 300;

interface ListRow {
  readonly fetched_at: number;
  readonly ignored: number;
  readonly rows_json: string;
}

/** List keys may contain LCM keys, so the database stores only their fingerprints. */
export function createOutcomeCache(deps: {
  readonly database: Database;
  readonly cipher: Cipher;
  readonly clock: Clock;
  readonly log: Log;
}): OutcomeCache {
  const { database, cipher, clock, log } = deps;
  const { all, insert, run, set } = statementsOf(database);
  /** As the database has them, the last asked for at the end. */
  const read = new Map<string, CachedOutcomes>();
  /** The keys that only name another one on disk, of those in `read`. */
  const named = new Set<string>();
  /** By their keys; `under`: the key under which the rows themselves are kept. */
  const waiting = new Map<string, { readonly list: CachedOutcomes; readonly under: string }>();
  let cancel: (() => void) | null = null;
  let stopped = false;

  function keepRead(listKey: string, list: CachedOutcomes): void {
    read.delete(listKey);
    const [oldest] = read.keys();
    if (oldest !== undefined && read.size >= MAX_READ) read.delete(oldest);
    read.set(listKey, list);
  }

  /** False if the database does not have these rows. */
  function touch(listKey: string, { outcomes, fetchedAt, ignored }: CachedOutcomes): boolean {
    if (read.get(listKey)?.outcomes.version !== outcomes.version) return false;
    const cells = { fetched_at: fetchedAt, ignored };
    return set('outcome_lists', cells, 'list_tag = ?', cipher.fingerprint(listKey)) > 0;
  }

  function write(listKey: string, list: CachedOutcomes, under: string): void {
    const isOwn = under === listKey;
    if (isOwn && !named.has(listKey) && touch(listKey, list)) return;
    const text = isOwn ? storedText(list.outcomes) : storedTag(cipher.fingerprint(under));
    database.transaction(() => {
      const { fetchedAt, ignored } = list;
      const row = { list_tag: cipher.fingerprint(listKey), fetched_at: fetchedAt, ignored, rows_json: text };
      insert('outcome_lists', row, 'list_tag');
      run(
        `DELETE FROM outcome_lists WHERE seq IN
           (SELECT seq FROM outcome_lists ORDER BY fetched_at DESC LIMIT -1 OFFSET ${MAX_LISTS})`,
      );
    });
  }

  function writeOne(): void {
    cancel = null;
    const [next] = waiting;
    if (next === undefined) return;
    const [listKey, { list, under }] = next;
    try {
      write(listKey, list, under);
      note(listKey, under !== listKey);
      keepRead(listKey, list);
    } catch (error) {
      read.delete(listKey);
      log.warn('An outcome list could not be kept', { cause: errorWords(error) });
    }
    waiting.delete(listKey);
    // One in each turn of the loop, since each waits for the disk.
    if (waiting.size > 0 && !stopped) cancel = clock.after(0, writeOne);
  }

  function writeAll(): void {
    while (waiting.size > 0) {
      cancel?.();
      writeOne();
    }
  }

  function note(listKey: string, isNamed: boolean): void {
    if (isNamed) named.add(listKey);
    else named.delete(listKey);
  }

  function find(tags: readonly Uint8Array[]): ListRow | undefined {
    const sql = `SELECT fetched_at, ignored, rows_json FROM outcome_lists WHERE list_tag IN (${marks(tags)})
       ORDER BY fetched_at DESC LIMIT 1`;
    return all<ListRow>(sql, ...tags)[0];
  }

  return {
    get(listKey) {
      const known = waiting.get(listKey)?.list ?? read.get(listKey);
      if (known !== undefined) return known;
      const found = find(cipher.fingerprints(listKey));
      const tag = found === undefined ? null : readTag(found.rows_json);
      note(listKey, tag !== null);
      const row = tag === null ? found : find([tag]);
      if (row === undefined) return null;
      const outcomes = readStored(row.rows_json);
      if (outcomes === null) {
        log.warn('A cached outcome list is unreadable and left out');
        return null;
      }
      const list = { outcomes, fetchedAt: row.fetched_at, ignored: row.ignored };
      keepRead(listKey, list);
      return list;
    },
    put(listKey, list, under = listKey) {
      waiting.set(listKey, { list, under });
      if (stopped) writeAll();
      else cancel ??= clock.after(WRITE_AFTER, writeOne);
    },
    stop() {
      stopped = true;
      writeAll();
    },
  };
}
