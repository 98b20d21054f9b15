import { reason, type ReasonCode } from '#shared/reasons/reason-codes.ts';
import type { Reason } from '#shared/reasons/reason.ts';
import { SQLITE, sqliteResultCode } from './sqlite-runtime.ts';
import { codeOrKind, errorCode } from '#main/base/error-words.ts';

/** The database cannot be opened. `reason` says why, and what to do. */
export class OpeningError extends Error {
  readonly reason: Reason;

  constructor(reason: Reason, options?: ErrorOptions) {
    super([reason.code, ...Object.values(reason.params)].join(' '), options);
    this.reason = reason;
  }
}

/** Another Afterword, or another program, has the database open. Nothing was read or written. */
export class DatabaseLockedError extends OpeningError {
  override readonly name = 'DatabaseLockedError';

  constructor(path: string, options?: ErrorOptions, by: 'inUse' | 'inUseElsewhere' = 'inUse') {
    super(reason(by, { path }), options);
  }
}

/** The drive of the data folder cannot lock files, so a second Afterword could not be kept out. */
export class NoLocksError extends OpeningError {
  override readonly name = 'NoLocksError';

  constructor(path: string, options?: ErrorOptions) {
    super(reason('noLocks', { path }), options);
  }
}

/** The database was written by a newer Afterword. The file is untouched. */
export class NewerSchemaError extends OpeningError {
  override readonly name = 'NewerSchemaError';

  constructor(path: string, found: number, known: number) {
    super(reason('newerSchema', { path, found, known }));
  }
}

/** The database can neither be opened nor made: folder missing or not writable, disk full, failing disk. */
export class DatabaseUnavailableError extends OpeningError {
  override readonly name = 'DatabaseUnavailableError';

  constructor(path: string, cause: unknown) {
    super(reason('notWritable', { path, code: codeOf(cause) }), { cause });
  }
}

/** The name of SQLite's result code, or the system's code, or the kind of error. */
function codeOf(error: unknown): string {
  const result = sqliteResultCode(error);
  if (result !== null) {
    const known = Object.entries(SQLITE).find(([, code]) => code === result)?.[0];
    return `SQLITE_${known ?? result}`;
  }
  return codeOrKind(error);
}

/** Why something could not be saved. Each reason is a key of the locale files. */
export type NotSavedReason = Extract<
  ReasonCode,
  'diskFull' | 'readOnly' | 'ioError' | 'locked' | 'damaged' | 'cannotOpen' | 'outOfMemory'
>;

const REASONS = new Map<number, NotSavedReason>([
  [SQLITE.FULL, 'diskFull'],
  [SQLITE.READONLY, 'readOnly'],
  [SQLITE.PERM, 'readOnly'],
  [SQLITE.IOERR, 'ioError'],
  [SQLITE.BUSY, 'locked'],
  [SQLITE.LOCKED, 'locked'],
  [SQLITE.CORRUPT, 'damaged'],
  [SQLITE.NOTADB, 'damaged'],
  [SQLITE.CANTOPEN, 'cannotOpen'],
  [SQLITE.NOMEM, 'outOfMemory'],
]);

/** A change could not be written. It was rolled back completely. */
export class NotSavedError extends Error {
  override readonly name = 'NotSavedError';
  readonly reason: NotSavedReason;

  constructor(reason: NotSavedReason, cause: unknown) {
    super(`not saved: ${reason}`, { cause });
    this.reason = reason;
  }
}

/** Wraps `error` of a file beside the database, or of SQLite, in a NotSavedError. */
export function fileNotSaved(error: unknown): NotSavedError {
  const known = asNotSaved(error);
  if (known instanceof NotSavedError) return known;
  return new NotSavedError(FILE_REASONS.get(errorCode(error) ?? '') ?? 'ioError', error);
}

const FILE_REASONS = new Map<string, NotSavedReason>([
  ...['ENOSPC', 'EDQUOT', 'EFBIG'].map((code) => [code, 'diskFull'] as const),
  ...['EACCES', 'EPERM', 'EROFS'].map((code) => [code, 'readOnly'] as const),
  ...['ENOENT', 'ENOTDIR', 'EEXIST', 'EISDIR', 'ELOOP'].map((code) => [code, 'cannotOpen'] as const),
  ['EBUSY', 'locked'],
]);

/** No such row. `what` names it, if a person can understand the name. */
export class NotFoundError extends Error {
  override readonly name = 'NotFoundError';
  readonly what: Reason | null;

  constructor(message: string, what: Reason | null = null) {
    super(message);
    this.what = what;
  }
}

/** `error` as a NotSavedError if the file system is the cause; else unchanged. */
export function asNotSaved(error: unknown): unknown {
  const code = sqliteResultCode(error);
  const known = code === null ? undefined : REASONS.get(code);
  return known === undefined ? error : new NotSavedError(known, error);
}
