import type { SqliteConnection } from './sqlite-runtime.ts';

/**
 * Moves drafts out of `calls`. Schema 1 had one there for any agent. The column stays, empty, so that the tables of
 * schema 1 keep their shape.
 */
export const DRAFTS_OUT_OF_CALLS = `
  INSERT OR IGNORE INTO drafts (call_id, agent, draft_sealed)
    SELECT call_id, '', draft_sealed FROM calls WHERE draft_sealed IS NOT NULL;
  UPDATE calls SET draft_sealed = NULL WHERE draft_sealed IS NOT NULL;
`;

/**
 * All steps from an empty file to the newest schema, in order. A released step is never changed; new ones are added
 * at the end. `PRAGMA user_version` holds how many are done. Columns that end in `_sealed` hold values of
 * `Cipher.seal`.
 */
export const MIGRATIONS: readonly string[] = [
  // 1: calls with their drafts, submissions with their history, outcome lists.
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
  // 2: a draft belongs to its agent; finished submissions may be deleted when they are old.
  `
  CREATE TABLE drafts (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id TEXT NOT NULL,
    agent TEXT NOT NULL,
    draft_sealed BLOB NOT NULL,
    UNIQUE (call_id, agent)
  ) STRICT;
  ${DRAFTS_OUT_OF_CALLS}

  CREATE INDEX submissions_delivered ON submissions (updated_at) WHERE state = 'delivered';
  CREATE INDEX history_by_submission ON history (submission_seq);

  DROP TRIGGER submissions_are_never_deleted;
  CREATE TRIGGER submissions_are_not_deleted_before_their_end BEFORE DELETE ON submissions
    WHEN OLD.state NOT IN ('delivered', 'superseded', 'discarded')
    BEGIN SELECT RAISE(ABORT, 'a submission is never deleted before its end'); END;
  DROP TRIGGER history_is_never_deleted;
  CREATE TRIGGER history_is_not_deleted_before_the_end BEFORE DELETE ON history
    WHEN (SELECT state FROM submissions WHERE seq = OLD.submission_seq)
      NOT IN ('delivered', 'superseded', 'discarded')
    BEGIN SELECT RAISE(ABORT, 'the history of a submission is never deleted before its end'); END;
  `,
  // 3: the time zones of the call for callbacks.
  `
  ALTER TABLE calls ADD COLUMN contact_zone TEXT;
  ALTER TABLE calls ADD COLUMN campaign_zone TEXT;
  `,
  // 4: how each agent uses the outcomes of each campaign, and which ones they pinned.
  `
  CREATE TABLE outcome_usage (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    list_tag BLOB NOT NULL,
    agent TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('business', 'telephony')),
    outcome_id TEXT NOT NULL,
    weight REAL,
    used_at INTEGER,
    favourite_at INTEGER,
    UNIQUE (agent, list_tag, kind, outcome_id)
  ) STRICT;
  `,
  // 5: calls that name no agent, calls of a type that nobody has mapped, ends that nobody told, and which softphone told
  // of a call first.
  `
  ALTER TABLE calls ADD COLUMN offered_at INTEGER;
  ALTER TABLE calls ADD COLUMN unmapped_type TEXT;
  ALTER TABLE calls ADD COLUMN end_missed_at INTEGER;
  ALTER TABLE calls ADD COLUMN told_by TEXT;
  CREATE INDEX calls_offered ON calls (offered_at) WHERE offered_at IS NOT NULL;
  `,
  // 6: what LCM has told of contacts and campaigns. A contact's tag is the call's `lcm_key_tag`.
  `
  CREATE TABLE call_facts (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    subject_tag BLOB NOT NULL,
    fact TEXT NOT NULL,
    fetched_at INTEGER NOT NULL,
    value_sealed BLOB NOT NULL,
    UNIQUE (subject_tag, fact)
  ) STRICT;
  CREATE INDEX call_facts_by_age ON call_facts (fetched_at);
  `,
  // 7: what a submission does, by its LCM call. The column takes no room in the rows, so damage cannot change it.
  `
  ALTER TABLE submissions ADD COLUMN kind TEXT
    GENERATED ALWAYS AS (CASE WHEN call = 'SetContactBusinessFields' THEN 'fieldEdit' ELSE 'disposition' END) VIRTUAL;
  `,
  // 8: the id of the submission that a draft corrects; null if the draft is a first wrap-up. Until now, outcomes that this
  // desktop had set were noted as announced too.
  `
  UPDATE calls SET outcome_set_at = NULL WHERE outcome_set_at IS NOT NULL;
  ALTER TABLE drafts ADD COLUMN corrects TEXT;
  CREATE INDEX drafts_correcting ON drafts (call_id) WHERE corrects IS NOT NULL;
  `,
  // 9: a do-not-call is a kind of its own. Replies to it name no call, so what is unanswered is looked for over all calls.
  `
  ALTER TABLE submissions DROP COLUMN kind;
  ALTER TABLE submissions ADD COLUMN kind TEXT
    GENERATED ALWAYS AS (CASE call WHEN 'SetContactBusinessFields' THEN 'fieldEdit' WHEN 'SetDNC' THEN 'doNotCall'
      ELSE 'disposition' END) VIRTUAL;
  CREATE INDEX submissions_unanswered ON submissions (call, seq) WHERE unanswered > 0;
  `,
  // 10: LCM's list of an agent's callbacks, and what the agent decided of a callback. `mark_tag` is the fingerprint of the
  // agent, of whom it is about, and of its time.
  `
  CREATE TABLE callback_lists (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    agent TEXT NOT NULL UNIQUE,
    fetched_at INTEGER NOT NULL,
    list_sealed BLOB NOT NULL
  ) STRICT;
  CREATE TABLE callback_marks (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    mark_tag BLOB NOT NULL UNIQUE,
    done_at INTEGER,
    snoozed_until INTEGER,
    callback_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX submissions_with_callback ON submissions (callback_at) WHERE callback_at IS NOT NULL;
  `,
  // 11: the number that a call was with, as a fingerprint.
  `
  ALTER TABLE submissions ADD COLUMN number_tag BLOB;
  CREATE INDEX submissions_by_number ON submissions (number_tag) WHERE number_tag IS NOT NULL;
  `,
  // 12: calls that nobody answered, and the extensions of their after-call limit, as JSON. Both can be null: rows from before
  // have neither, and a rescue reads them as they are in the file.
  `
  ALTER TABLE calls ADD COLUMN never_answered INTEGER;
  ALTER TABLE calls ADD COLUMN more_time TEXT;
  `,
  // 13: a wrap-up for another campaign of the contact. `campaign` counts those of a call from 1; null is the call's own. It says
  // nothing of the campaign or the contact: their names are in the sealed body.
  `
  ALTER TABLE submissions ADD COLUMN campaign INTEGER;
  ALTER TABLE submissions DROP COLUMN kind;
  ALTER TABLE submissions ADD COLUMN kind TEXT
    GENERATED ALWAYS AS (CASE call WHEN 'SetContactBusinessFields' THEN 'fieldEdit' WHEN 'SetDNC' THEN 'doNotCall'
      ELSE CASE WHEN campaign IS NULL THEN 'disposition' ELSE 'otherCampaign' END END) VIRTUAL;
  `,
  // 14: the mark of the machine on which a submission was saved, or from which its agent had it sent; null if nothing says so.
  `
  ALTER TABLE submissions ADD COLUMN machine TEXT;
  `,
  // 15: the LCM key of the contact in that other campaign, as a fingerprint like `lcm_key_tag` of a call.
  `
  ALTER TABLE submissions ADD COLUMN campaign_key_tag BLOB;
  CREATE INDEX submissions_by_campaign_key ON submissions (campaign_key_tag) WHERE campaign_key_tag IS NOT NULL;
  `,
];

export const SCHEMA_VERSION = MIGRATIONS.length;

/** The tables to rescue from a damaged file, parents first. Each has its rowid as `seq`. */
export const TABLES = [
  'calls',
  'drafts',
  'submissions',
  'history',
  'outcome_lists',
  'outcome_usage',
  'call_facts',
  'callback_lists',
  'callback_marks',
] as const;

export function schemaVersion(connection: SqliteConnection): number {
  return (connection.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;
}

/**
 * Runs the missing steps, each in one transaction with its new version number. If the migration is interrupted, it
 * continues after the last complete step.
 *
 * @returns true if at least one step ran
 */
export function migrate(connection: SqliteConnection, migrations: readonly string[] = MIGRATIONS): boolean {
  const first = schemaVersion(connection);
  for (let version = first; version < migrations.length; version += 1) {
    connection.exec('BEGIN IMMEDIATE');
    try {
      connection.exec(migrations[version] ?? '');
      connection.exec(`PRAGMA user_version = ${version + 1}; COMMIT`);
    } catch (error) {
      try {
        connection.exec('ROLLBACK');
      } catch {
        // A full or failing disk has rolled back already. The first error says so; the second one would count as damage.
      }
      throw error;
    }
  }
  return first < migrations.length;
}
