import { pathToFileURL } from 'node:url';
import type { Log, LogFields } from '#main/base/log.ts';
import { whileOpen } from '#main/base/while-open.ts';
import { openChecked, type DatabaseNotice } from '../check-first.ts';
import { changedTexts, type ChangedText } from '../changed-texts.ts';
import { faultOfCopy } from '../copy-fault.ts';
import { isWhole } from '../soundness.ts';
import { loadSqlite, type SqliteConnection, type SqliteRuntime } from '../sqlite-runtime.ts';
import { countUnreadable, unreadableNotices } from '../unreadable-rows.ts';

/** A line for the log, which only the main thread writes. */
export interface Logged {
  readonly level: keyof Log;
  readonly message: string;
  readonly fields: LogFields | undefined;
}

/** What the thread beside the core does with the database, and what it answers. The core holds the writer lock meanwhile. */
export interface Jobs {
  /** Checks, migrates or replaces a database that nobody has open, and closes it again. */
  checkFirst: {
    asks: { path: string; usedBefore: boolean; now: number; readable: readonly Uint8Array[] };
    answers: { notices: readonly DatabaseNotice[]; logged: readonly Logged[] };
  };
  /** Checks the file of a database that the core has open, and that does not change meanwhile: all goes to the log. */
  checkBehind: {
    /** `closed`: set to 1 once the file is closed again. */
    asks: { path: string; readable: readonly Uint8Array[]; closed: Int32Array };
    answers: { isSound: boolean; notices: readonly DatabaseNotice[] };
  };
  /** Checks a copy of the database, which nobody else has open; see `faultOfCopy`. */
  checkCopy: { asks: { path: string }; answers: { fault: string | null } };
  /** Compares a copy of the database with the last backup; see `changedTexts`. */
  compareCopy: { asks: { copy: string; backup: string }; answers: { changed: readonly ChangedText[] } };
}

export type JobKind = keyof Jobs;
export type Job = { [K in JobKind]: { kind: K } & Jobs[K]['asks'] }[JobKind];

export function runJob(job: Job): Jobs[JobKind]['answers'] {
  const sqlite = loadSqlite();
  switch (job.kind) {
    case 'checkFirst':
      return checkFirst(sqlite, job);
    case 'checkBehind':
      return checkBehind(sqlite, job);
    case 'checkCopy':
      return { fault: faultOfCopy(sqlite, job.path) };
    case 'compareCopy':
      return { changed: changedTexts(sqlite, job.copy, job.backup) };
  }
}

function checkFirst(
  sqlite: SqliteRuntime,
  { path, usedBefore, now, readable }: Jobs['checkFirst']['asks'],
): Jobs['checkFirst']['answers'] {
  const logged: Logged[] = [];
  const at =
    (level: keyof Log): Log[keyof Log] =>
    (message, fields) =>
      logged.push({ level, message, fields });
  const log = { info: at('info'), warn: at('warn'), error: at('error') };
  const { connection, notices } = openChecked({ path, usedBefore, sqlite, log, clock: { now: () => now } });
  const unreadable = whileOpen(connection, () => countUnreadable(connection, readable));
  return { notices: [...notices, ...unreadableNotices(unreadable)], logged };
}

function checkBehind(
  sqlite: SqliteRuntime,
  { path, readable, closed }: Jobs['checkBehind']['asks'],
): Jobs['checkBehind']['answers'] {
  let connection: SqliteConnection | null = null;
  try {
    connection = openUnchanging(sqlite, path);
    if (!isWhole(sqlite, connection)) return { isSound: false, notices: [] };
    return { isSound: true, notices: unreadableNotices(countUnreadable(connection, readable)) };
  } finally {
    connection?.close();
    Atomics.store(closed, 0, 1);
    Atomics.notify(closed, 0);
  }
}

/**
 * Opens a file that another connection has locked, without a lock and without its log: nobody changes it
 * (https://sqlite.org/uri.html#uriimmutable). SQLite takes the name of a server only within the path.
 */
function openUnchanging(sqlite: SqliteRuntime, path: string): SqliteConnection {
  return sqlite.open(`${pathToFileURL(path).href.replace(/^file:\/\/(?!\/)/, 'file:////')}?immutable=1`);
}
