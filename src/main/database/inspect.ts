import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { whileOpen } from '#main/base/while-open.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import type { Reason } from '#shared/reasons/reason.ts';
import { openConnection } from './connection.ts';
import { DatabaseLockedError, OpeningError } from './errors.ts';
import { refuseNewer } from './check-first.ts';
import { isUnwritableFormat } from './clean-end.ts';
import { isLogDamaged } from './salvage/write-ahead-log.ts';
import { isSound } from './soundness.ts';
import { isDamage, loadSqlite, sqliteResultCode, SQLITE } from './sqlite-runtime.ts';
import { takeWriterLock } from './writer-lock.ts';

/**
 * What a look at the database found. `foreign`: it belongs to another user, and files that are made in opening it would
 * keep that user out, so it was only looked at.
 */
export type Inspection =
  | { readonly state: 'none' | 'inUse' | 'sound' | 'foreign' }
  | { readonly state: 'faulty'; readonly reason: Reason };

/**
 * Looks whether Afterword could open the database, and changes nothing in it. If an Afterword has it open, it stays
 * alone: the lock of the writer is taken first, and held for as long as this takes. Does not throw.
 */
export function inspectDatabase(path: string): Inspection {
  let release: (() => void) | null = null;
  try {
    if (!existsSync(path)) return { state: 'none' };
    if (statSync(dirname(path)).uid !== (process.getuid?.() ?? statSync(dirname(path)).uid))
      return { state: 'foreign' };
    const sqlite = loadSqlite();
    release = takeWriterLock(sqlite, path);
    refuseNewer(sqlite, path);
    if (isUnwritableFormat(path) || isLogDamaged(`${path}-wal`))
      return { state: 'faulty', reason: reason('damaged') };
    return whileOpen(openConnection(sqlite, path), isSound)
      ? { state: 'sound' }
      : { state: 'faulty', reason: reason('damaged') };
  } catch (error) {
    if (error instanceof DatabaseLockedError) return { state: 'inUse' };
    return { state: 'faulty', reason: faultOf(path, error) };
  } finally {
    release?.();
  }
}

function faultOf(path: string, error: unknown): Reason {
  if (error instanceof OpeningError) return error.reason;
  if (sqliteResultCode(error) === SQLITE.BUSY) return reason('inUseElsewhere', { path });
  return isDamage(error) ? reason('damaged') : reason('cannotOpen');
}
