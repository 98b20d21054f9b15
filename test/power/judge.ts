import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createCalls } from '#main/calls/call-store.ts';
import { systemClock as clock } from '#main/base/clock.ts';
import { keepBackup } from '#main/database/backup.ts';
import { endedCleanly } from '#main/database/clean-end.ts';
import { openStoreAtStart, type Store } from '#main/database/store.ts';
import type { DatabaseNotice } from '#main/database/database.ts';
import { loadSqlite } from '#main/database/sqlite-runtime.ts';
import { silentLog as log } from '#main/base/log.ts';
import { createOutbox } from '#main/outbox/outbox.ts';
import { commentOf, idOf, numberOf } from '#test/support/wrap-ups.ts';
import { everybody, OUTBOX_OPTIONS } from '#test/support/outbox-options.ts';
import type { Saved } from './images.ts';
import { protectors } from './work.ts';
import { integrityCheck } from '#test/support/integrity-check.ts';

/** The names of the rows of a database, by table. */
export type Rows = Readonly<Record<keyof typeof NAMED_BY, ReadonlySet<string>>>;

/**
 * Selects the name of each row that looks as the recorded work makes the rows of that table: a damaged tree may give the
 * rows of another table. A line of history counts only together with its submission.
 */
const NAMED_BY = {
  calls: "SELECT call_id AS name FROM calls NOT INDEXED WHERE call_id GLOB 'call-[0-9]*'",
  drafts:
    "SELECT call_id || ' ' || agent AS name FROM drafts NOT INDEXED WHERE typeof(agent) = 'text' AND typeof(draft_sealed) = 'blob'",
  submissions:
    "SELECT id AS name, seq FROM submissions NOT INDEXED WHERE id GLOB 'wrap-up-[0-9]*' AND call_id GLOB 'call-*'",
  history: `SELECT seq AS name, submission_seq AS parent FROM history NOT INDEXED
    WHERE to_state IN ('queued', 'sending', 'delivered', 'superseded')`,
  // A list with a cell that does not fit is asked for again.
  outcome_lists: `SELECT seq AS name FROM outcome_lists NOT INDEXED WHERE seq > 0 AND rows_json GLOB '[[]*'
    AND typeof(list_tag) = 'blob' AND typeof(fetched_at) = 'integer' AND typeof(ignored) = 'integer'`,
} as const;
const TABLES = Object.keys(NAMED_BY) as (keyof typeof NAMED_BY)[];

/** More rows than the recorded work ever makes. Reading ends here if a damaged tree leads in circles. */
const MOST_ROWS = 100_000;

/** What SQLite alone reads from a copy of a folder's database: each table from its first row to the first fault. */
export function rowsOfSqliteAlone(folder: string, scratch: string): Rows {
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch);
  const path = join(scratch, 'afterword.db');
  for (const suffix of ['', '-wal', '-journal'])
    if (existsSync(join(folder, `afterword.db${suffix}`)))
      cpSync(join(folder, `afterword.db${suffix}`), path + suffix);
  const rows = emptyRows();
  const parents = new Map<string, string>();
  /** By its id, the `seq` of each submission. The id of one may be damaged into that of the next; then it is neither's. */
  const sequences = new Map<string, string | null>();
  let connection = null;
  try {
    connection = loadSqlite().open(path);
    for (const table of TABLES) {
      const names = rows[table];
      try {
        let count = 0;
        for (const row of connection.prepare(NAMED_BY[table]).iterate()) {
          const { name, parent, seq } = row as { name: unknown; parent?: number; seq?: number };
          if (typeof name !== 'string' && typeof name !== 'number') continue;
          names.add(String(name));
          if (parent !== undefined) parents.set(String(name), String(parent));
          if (seq !== undefined)
            sequences.set(String(name), sequences.has(String(name)) ? null : String(seq));
          if ((count += 1) > MOST_ROWS) break;
        }
      } catch {
        // SQLite alone reads no further.
      }
    }
  } catch {
    // Nothing can be read.
  } finally {
    try {
      connection?.close();
    } catch {
      // A damaged database may fail to take in its log.
    }
  }
  const known = new Set(sequences.values());
  for (const [name, parent] of parents) if (!known.has(parent)) rows.history.delete(name);
  return rows;
}

function emptyRows(): Record<keyof typeof NAMED_BY, Set<string>> {
  return Object.fromEntries(TABLES.map((table) => [table, new Set<string>()])) as never;
}

function rowsOf({ database }: Store): Rows {
  const rows = emptyRows();
  for (const table of TABLES)
    for (const row of database.prepare(NAMED_BY[table]).all())
      rows[table].add(String((row as { name: unknown }).name));
  return rows;
}

export interface Expected {
  /** What SQLite alone keeps. We must keep it too. */
  readonly atLeast: Rows;
  /** What was shown to the agent as saved, by number, with its call. */
  readonly saved: readonly Saved[];
  /** The disk kept its word: nothing was damaged, and the app must not report damage. */
  readonly isSound: boolean;
}

export interface Verdict {
  readonly faults: readonly string[];
  readonly rows: Rows | null;
  /** Whether the app reported that it replaced a damaged database. */
  readonly salvaged: boolean;
  /** Whether it took the last end for a clean one, and was checked behind. */
  readonly isTrusted: boolean;
  /** How long the start took, in milliseconds. */
  readonly took: number;
}

/** Starts the app on `folder`, and returns everything that is not as it must be. */
export async function judge(folder: string, { atLeast, saved, isSound }: Expected): Promise<Verdict> {
  const faults: string[] = [];
  const began = performance.now();
  let store: Store;
  let isTrusted = false;
  let notices: readonly DatabaseNotice[] = [];
  try {
    // Whoever finds the mark of a clean end believes it, and is told later if it was not so.
    isTrusted = endedCleanly(join(folder, 'afterword.db'));
    const started = await openStoreAtStart(folder, protectors.os, { clock, log }, isTrusted ? 0 : Infinity);
    notices = started.notices;
    await started.follow((found) => {
      notices = [...notices, ...found.notices];
    });
    store = started;
  } catch (error) {
    return {
      faults: [`it does not start: ${String(error)}`],
      rows: null,
      salvaged: false,
      isTrusted,
      took: performance.now() - began,
    };
  }
  const took = performance.now() - began;
  const rows = rowsOf(store);
  const salvage = notices.find(({ code }) => code === 'databaseSalvaged');
  try {
    for (const table of TABLES) {
      const lost = [...atLeast[table]].filter((name) => !rows[table].has(name));
      if (lost.length > 0)
        faults.push(`SQLite alone keeps ${lost.length} more of ${table}: ${lost.slice(0, 5).join(', ')}`);
    }
    for (const table of ['submissions', 'calls', 'history'] as const) {
      const { n } = store.database.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number };
      if (salvage !== undefined && salvage.params[table] !== n)
        faults.push(`it tells of ${String(salvage.params[table])} ${table}, not ${n}`);
    }
    if (salvage !== undefined) faults.push(...integrityCheck(store.database));
    if (isSound) {
      const told = notices.map(({ code }) => code);
      if (told.length > 0) faults.push(`it tells of ${told.join(', ')}`);
      faults.push(...integrityCheck(store.database));
    }
    faults.push(...(await deliver(store, saved)));
  } catch (error) {
    faults.push(`it fails after the start: ${error instanceof Error ? (error.stack ?? '') : String(error)}`);
  } finally {
    store.database.close();
  }
  const left = readdirSync(folder).filter((name) => /\.(rebuilt|ready|copy)/.test(name));
  if (left.length > 0) faults.push(`it leaves ${left.join(', ')}`);
  return { faults, rows, salvaged: salvage !== undefined, isTrusted, took };
}

/** Delivers what waits, and returns every saved wrap-up that is missing, cannot be read or did not arrive. */
async function deliver({ database, cipher }: Store, saved: Expected['saved']): Promise<string[]> {
  const arrived = new Map<string, number>();
  const outbox = createOutbox({
    ...OUTBOX_OPTIONS,
    database,
    cipher,
    clock,
    log,
    policy: { base: 1, cap: 5 },
    send(_call, data) {
      if (typeof data['callid'] === 'string') arrived.set(data['callid'], numberOf(data));
      return Promise.resolve({ kind: 'delivered' });
    },
  });
  createCalls({ database, cipher, clock, log, viewer: everybody }).list();
  const isEmpty = (): boolean => outbox.summary().waiting + outbox.summary().sending === 0;
  const emptied = (patience: number): Promise<void> =>
    new Promise((resolve) => {
      const giveUp = setTimeout(resolve, patience);
      outbox.changed.on(() => {
        if (!isEmpty()) return;
        clearTimeout(giveUp);
        resolve();
      });
      outbox.linkUp(false);
    });
  await emptied(3_000);
  if (!isEmpty()) {
    // An index may not agree with its table. The check of the next backup finds that, and the index is rebuilt.
    const backups = keepBackup({
      database,
      clock,
      log,
      onMended: () => outbox.recoverAgain(),
    });
    backups.renew();
    await backups.stop();
    outbox.linkDown();
    await emptied(10_000);
  }
  const faults = isEmpty() ? [] : [`what waits is not delivered: ${JSON.stringify(outbox.summary())}`];
  const last = new Map(saved.map(({ n, callId }) => [callId, n]));
  for (const { n, callId } of saved) {
    const view = outbox.view(idOf(n));
    if (view === null) faults.push(`${n} is lost`);
    else if (view.comment !== commentOf(n)) faults.push(`${n} cannot be read`);
    else if (
      view.state !== 'delivered' &&
      !(view.state === 'superseded' && outbox.latestForCall(callId)?.id !== view.id)
    )
      faults.push(`${n} is ${view.state}`);
  }
  for (const [callId, n] of arrived)
    if (n < (last.get(callId) ?? -1))
      faults.push(`${callId} ends with ${n}, not with ${last.get(callId) ?? 'nothing'}`);
  await outbox.close();
  return faults.slice(0, 10);
}
