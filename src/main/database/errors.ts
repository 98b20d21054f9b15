import type { ReasonCode } from '#shared/contract/reason-codes.ts';
import type { Reason } from '#shared/contract/reason.ts';
import { SQLITE, sqliteResultCode } from './sqlite-runtime.ts';

/** Another process has the database open. Nothing was read or written. */
export class DatabaseLockedError extends Error {
  override readonly name = 'DatabaseLockedError';

  constructor(path: string, options?: ErrorOptions) {
    super(`${path} is in use by another Afterword. Close that one, or use another data folder.`, options);
  }
}

/** The database was written by a newer Afterword. The file is untouched. */
export class NewerSchemaError extends Error {
  override readonly name = 'NewerSchemaError';

  constructor(path: string, found: number, known: number) {
    super(
      `${path} has schema version ${found}; this Afterword knows up to ${known}. ` +
        'Install the newer version again; nothing was changed.',
    );
  }
}

/** The database can neither be opened nor made: folder missing or not writable, disk full, failing disk. */
export class DatabaseUnavailableError extends Error {
  override readonly name = 'DatabaseUnavailableError';

  constructor(path: string, cause: unknown) {
    const words = cause instanceof Error ? cause.message : String(cause);
    super(
      `${path} cannot be opened for writing: ${words}. Check the folder, its permissions and free space.`,
      {
        cause,
      },
    );
  }
}

/** Why something could not be saved: a key of words on the screen. The message has words for the log. */
export type NotSavedReason = Extract<
  ReasonCode,
  'diskFull' | 'readOnly' | 'ioError' | 'locked' | 'damaged' | 'cannotOpen' | 'outOfMemory'
>;

const REASONS = new Map<number, { reason: NotSavedReason; words: string }>([
  [SQLITE.FULL, { reason: 'diskFull', words: 'the disk is full; free some space and try again' }],
  [SQLITE.READONLY, { reason: 'readOnly', words: 'the data folder is read-only; check its permissions' }],
  [SQLITE.PERM, { reason: 'readOnly', words: 'the data folder denies access; check its permissions' }],
  [SQLITE.IOERR, { reason: 'ioError', words: 'the disk reported an error' }],
  [SQLITE.BUSY, { reason: 'locked', words: 'another program has the database open' }],
  [SQLITE.LOCKED, { reason: 'locked', words: 'the database is in use' }],
  [SQLITE.CORRUPT, { reason: 'damaged', words: 'the database is damaged; start again to repair it' }],
  [SQLITE.NOTADB, { reason: 'damaged', words: 'the database is damaged; start again to repair it' }],
  [SQLITE.CANTOPEN, { reason: 'cannotOpen', words: 'a file of the database cannot be opened' }],
  [SQLITE.NOMEM, { reason: 'outOfMemory', words: 'there is no memory left' }],
]);

/** A change could not be written. It was rolled back whole: nothing changed. */
export class NotSavedError extends Error {
  override readonly name = 'NotSavedError';
  readonly reason: NotSavedReason;

  constructor(reason: NotSavedReason, words: string, cause: unknown) {
    super(`Not saved: ${words}.`, { cause });
    this.reason = reason;
  }
}

/** `error` of a file beside the database as a NotSavedError, with the file system's own words. */
export function fileNotSaved(error: unknown): NotSavedError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const words = error instanceof Error ? error.message : String(error);
  return new NotSavedError(FILE_REASONS.get(code) ?? 'ioError', words, error);
}

const FILE_REASONS = new Map<string, NotSavedReason>([
  ...['ENOSPC', 'EDQUOT', 'EFBIG'].map((code) => [code, 'diskFull'] as const),
  ...['EACCES', 'EPERM', 'EROFS'].map((code) => [code, 'readOnly'] as const),
]);

/** No such row; `what` says which, where that means anything to a person. */
export class NotFoundError extends Error {
  override readonly name = 'NotFoundError';
  readonly what: Reason | null;

  constructor(message: string, what: Reason | null = null) {
    super(message);
    this.what = what;
  }
}

/** `error` as a NotSavedError where the file system is to blame; any other error as it came. */
export function asNotSaved(error: unknown): unknown {
  const code = sqliteResultCode(error);
  const known = code === null ? undefined : REASONS.get(code);
  return known === undefined ? error : new NotSavedError(known.reason, known.words, error);
}
