import type { SqliteConnection } from './sqlite-runtime.ts';

/**
 * Every step from an empty file to the newest schema, in order; never changed once released, only added to.
 * `PRAGMA user_version` holds how many were taken. Columns that end in `_sealed` hold what `Cipher.seal` made.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE calls (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id TEXT NOT NULL UNIQUE,
    lcm_key_sealed BLOB NOT NULL,
    lcm_key_tag BLOB NOT NULL,
    contact_sealed BLOB,
    type TEXT NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('bus', 'link', 'hand')),
    phase TEXT NOT NULL CHECK (phase IN ('ringing', 'talking', 'ended')),
    opened_at INTEGER NOT NULL,
    ended_at INTEGER,
    wrapped_at INTEGER,
    closed_at INTEGER,
    outcome_set_at INTEGER,
    draft_sealed BLOB
  ) STRICT;
  CREATE INDEX calls_to_wrap_up ON calls (opened_at) WHERE wrapped_at IS NULL AND closed_at IS NULL;
  CREATE INDEX calls_wrapped ON calls (wrapped_at) WHERE wrapped_at IS NOT NULL AND closed_at IS NULL;
  CREATE INDEX calls_by_lcm_key ON calls (lcm_key_tag);

  CREATE TABLE submissions (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    call_id TEXT NOT NULL,
    agent TEXT NOT NULL,
    call TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN
      ('queued', 'sending', 'delivered', 'refused', 'held', 'superseded', 'discarded')),
    unknown INTEGER NOT NULL DEFAULT 0 CHECK (unknown IN (0, 1)),
    attempts INTEGER NOT NULL DEFAULT 0,
    unanswered INTEGER NOT NULL DEFAULT 0,
    made_at INTEGER NOT NULL,
    made_zone TEXT NOT NULL,
    callback_at INTEGER,
    callback_until INTEGER,
    callback_zone TEXT,
    updated_at INTEGER NOT NULL,
    reason_code TEXT,
    reason_sealed BLOB,
    summary_sealed BLOB NOT NULL,
    body_sealed BLOB NOT NULL
  ) STRICT;
  CREATE INDEX submissions_by_call ON submissions (call_id, seq);
  CREATE INDEX submissions_by_state ON submissions (state, seq);
  CREATE INDEX submissions_by_callback ON submissions (callback_until)
    WHERE state = 'queued' AND unknown = 0 AND callback_until IS NOT NULL;

  CREATE TABLE history (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    submission_seq INTEGER NOT NULL REFERENCES submissions (seq),
    from_state TEXT,
    to_state TEXT NOT NULL,
    detail_code TEXT,
    detail_sealed BLOB
  ) STRICT;
  CREATE TRIGGER history_is_never_changed BEFORE UPDATE ON history
    BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END;
  CREATE TRIGGER history_is_never_deleted BEFORE DELETE ON history
    BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END;
  CREATE TRIGGER submissions_are_never_deleted BEFORE DELETE ON submissions
    BEGIN SELECT RAISE(ABORT, 'a submission is never deleted'); END;

  CREATE TABLE outcome_lists (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    list_tag BLOB NOT NULL UNIQUE,
    fetched_at INTEGER NOT NULL,
    ignored INTEGER NOT NULL,
    rows_json TEXT NOT NULL
  ) STRICT;
  `,
];

export const SCHEMA_VERSION = MIGRATIONS.length;

/** The tables worth rescuing from a damaged file, parents first. Each has its rowid as `seq`. */
export const TABLES = ['calls', 'submissions', 'history', 'outcome_lists'] as const;

export function schemaVersion(connection: SqliteConnection): number {
  return (connection.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;
}

/**
 * Takes the steps that are missing, each in one transaction with its new version number: an interrupted migration
 * goes on from the last whole step.
 *
 * @returns true where at least one step was taken
 */
export function migrate(connection: SqliteConnection, migrations: readonly string[] = MIGRATIONS): boolean {
  const first = schemaVersion(connection);
  for (let version = first; version < migrations.length; version += 1) {
    connection.exec('BEGIN IMMEDIATE');
    try {
      connection.exec(migrations[version] ?? '');
      connection.exec(`PRAGMA user_version = ${version + 1}; COMMIT`);
    } catch (error) {
      connection.exec('ROLLBACK');
      throw error;
    }
  }
  return first < migrations.length;
}
