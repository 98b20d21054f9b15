import type { Database } from '#main/database/database.ts';
import { statementsOf } from '#main/database/statements.ts';

/**
 * Notes which submissions were added, moved or deleted, or got another contact, whoever did it and only if it was
 * committed: SQLite's own triggers write it, in the memory of the connection.
 */
export interface MovedRows {
  watch(): void;
  /** The next of them, at most `limit`; they are forgotten. */
  take(limit: number): number[];
  /** It never throws. */
  stop(): void;
}

const TRIGGERS: Readonly<Record<string, string>> = {
  search_added: 'INSERT ON main.history BEGIN INSERT OR IGNORE INTO search_moved VALUES (NEW.submission_seq)',
  search_deleted: 'DELETE ON main.submissions BEGIN INSERT OR IGNORE INTO search_moved VALUES (OLD.seq)',
  ...Object.fromEntries(
    [
      ['told', 'UPDATE OF contact_sealed', 'NEW'],
      ['opened', 'INSERT', 'NEW'],
      ['gone', 'DELETE', 'OLD'],
    ].map(([name, change, row]) => [
      `search_call_${name}`,
      `${change} ON main.calls BEGIN
         INSERT OR IGNORE INTO search_moved SELECT seq FROM submissions WHERE call_id = ${row}.call_id`,
    ]),
  ),
};

export function createMovedRows(database: Database): MovedRows {
  const { all, run } = statementsOf(database);
  return {
    watch() {
      run('CREATE TEMP TABLE IF NOT EXISTS search_moved (seq INTEGER PRIMARY KEY)');
      run('DELETE FROM search_moved');
      for (const [name, body] of Object.entries(TRIGGERS))
        run(`CREATE TEMP TRIGGER IF NOT EXISTS ${name} AFTER ${body}; END`);
    },
    take(limit) {
      const rows = all<{ seq: number }>('SELECT seq FROM search_moved ORDER BY seq LIMIT ?', limit);
      const seqs = rows.map(({ seq }) => seq);
      if (seqs.length > 0) run('DELETE FROM search_moved WHERE seq <= ?', seqs.at(-1) ?? 0);
      return seqs;
    },
    stop() {
      try {
        // The table is last: a trigger without it would stop every submission.
        for (const name of Object.keys(TRIGGERS)) run(`DROP TRIGGER IF EXISTS ${name}`);
        run('DROP TABLE IF EXISTS search_moved');
      } catch {
        // A connection that fails takes them with it.
      }
    },
  };
}
