import { BoundedMap } from '#main/base/bounded-map.ts';
import { agentKey } from '#main/base/viewer.ts';
import { errorWords } from '#main/base/error-words.ts';
import type { Log } from '#main/base/log.ts';
import { orWarn } from '#main/base/or-else.ts';
import type { Cipher } from '#main/database/cipher.ts';
import type { Database } from '#main/database/database.ts';
import { marks as placeholders } from '#main/database/sqlite-runtime.ts';
import { statementsOf } from '#main/database/statements.ts';
import type { PersonalCallback } from '#shared/lcm/personal-callbacks.ts';

/** LCM's list as it was told. Instants are milliseconds since the epoch. */
export interface KeptList {
  readonly fetchedAt: number;
  readonly isWhole: boolean;
  readonly areDatesCertain?: boolean;
  readonly ignored: number;
  readonly rows: readonly PersonalCallback[];
}

/** What an agent decided of a callback; null: nothing of that kind. */
export interface CallbackDecision {
  readonly doneAt: number | null;
  readonly snoozedUntil: number | null;
}

export const UNDECIDED: CallbackDecision = { doneAt: null, snoozedUntil: null };

/** Keeps LCM's list and the agents' decisions, so that both are there without a link and after a restart. */
export interface CallbackStore {
  /** LCM's list of that agent; null if none was kept, or no key at hand opens it. Never throws. */
  list(agent: string): KeptList | null;
  /** Never throws: LCM can be asked again. */
  keepList(agent: string, list: KeptList): void;
  /** What was decided of the callback that has any of these names. Never throws. */
  decision(names: readonly string[]): CallbackDecision;
  /** @param at the callback's start @throws NotSavedError; then nothing is changed */
  decide(names: readonly string[], decision: CallbackDecision, at: number): void;
}

const MINUTE = 60_000;
const DAY = 86_400_000;
/** For how many days lists are kept that nobody asks for any more, and decisions after their callback. */
const DAYS = 60;
/** Of how many callbacks it is remembered what was decided. */
const MOST = 2_000;

/**
 * A name under which it is kept what an agent decided of a callback. Its start is in it, so a decision does not go over to a
 * new time.
 *
 * @param whom the callback's LCM key, or LCM's id of the contact or its number
 * @param at the callback's start, in milliseconds since the epoch
 */
export function decisionName(agent: string, whom: { key: string } | { contact: string }, at: number): string {
  const [kind = '', name = ''] = Object.entries(whom).flat();
  return JSON.stringify(['callback', agentKey(agent), `${kind} ${name}`, Math.floor(at / MINUTE)]);
}

/** Changes with the shape of the list, so that an app does not read what another version wrote. */
const cell = (agent: string): string => `callback list 1:${agent}`;

export function createCallbackStore(deps: {
  readonly database: Database;
  readonly cipher: Cipher;
  readonly log: Log;
  /** A time that has certainly come, in milliseconds since the epoch; null if the clocks disagree. Then nothing is deleted. */
  readonly certainNow: () => number | null;
}): CallbackStore {
  const { database, cipher, log, certainNow } = deps;
  const { all, insert, run } = statementsOf(database);
  /** By the names of a callback. Only `decide` changes it. */
  const decided = new BoundedMap<string, CallbackDecision>(MOST);

  function readDecision(names: readonly string[]): CallbackDecision {
    const tags = names.flatMap((name) => cipher.fingerprints(name));
    const row = all<{ done_at: number | null; snoozed_until: number | null }>(
      `SELECT max(done_at) AS done_at, max(snoozed_until) AS snoozed_until FROM callback_marks
       WHERE mark_tag IN (${placeholders(tags)})`,
      ...tags,
    )[0];
    return { doneAt: row?.done_at ?? null, snoozedUntil: row?.snoozed_until ?? null };
  }

  function deleteOld(table: 'callback_lists' | 'callback_marks', at: 'fetched_at' | 'callback_at'): void {
    const now = certainNow();
    if (now !== null) run(`DELETE FROM ${table} WHERE ${at} < ?`, now - DAYS * DAY);
  }

  const unlessUnreadable = <T>(read: () => T, otherwise: T): T =>
    orWarn(log, 'The callbacks cannot be read now', read, otherwise);

  return {
    list: (agent) =>
      unlessUnreadable<KeptList | null>(() => {
        const key = agentKey(agent);
        const sql = 'SELECT fetched_at, list_sealed FROM callback_lists WHERE agent = ?';
        const row = all<{ fetched_at: number; list_sealed: Uint8Array }>(sql, key)[0];
        const text = row === undefined ? null : cipher.openIfReadable(row.list_sealed, cell(key));
        if (row === undefined || text === null) return null;
        return { ...(JSON.parse(text) as Omit<KeptList, 'fetchedAt'>), fetchedAt: row.fetched_at };
      }, null),
    keepList(agent, { fetchedAt, ...list }) {
      const key = agentKey(agent);
      try {
        database.transaction(() => {
          const sealed = cipher.seal(JSON.stringify(list), cell(key));
          insert('callback_lists', { agent: key, fetched_at: fetchedAt, list_sealed: sealed }, 'agent');
          deleteOld('callback_lists', 'fetched_at');
        });
      } catch (error) {
        log.warn('LCM’s list of callbacks cannot be kept', { cause: errorWords(error) });
      }
    },
    decision: (names) =>
      unlessUnreadable(() => decided.getOr(names.join(), () => readDecision(names)), UNDECIDED),
    decide(names, { doneAt, snoozedUntil }, at) {
      decided.clear();
      database.transaction(() => {
        for (const name of names) {
          const tags = cipher.fingerprints(name);
          run(`DELETE FROM callback_marks WHERE mark_tag IN (${placeholders(tags)})`, ...tags);
          if (doneAt === null && snoozedUntil === null) continue;
          const row = { mark_tag: tags[0], done_at: doneAt, snoozed_until: snoozedUntil, callback_at: at };
          insert('callback_marks', row);
        }
        deleteOld('callback_marks', 'callback_at');
      });
    },
  };
}
