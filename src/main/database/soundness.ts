import { migrate } from './schema.ts';
import type { SqliteConnection, SqliteRuntime } from './sqlite-runtime.ts';

interface SchemaObject {
  readonly type: string;
  readonly name: string;
  readonly tbl_name: string;
  readonly sql: string | null;
}

/** SQLite's own check of every page, without whether each index holds what its table does. */
export function isSound(connection: SqliteConnection): boolean {
  const found = connection.prepare('PRAGMA quick_check(1)').all() as { quick_check: string }[];
  return found.length === 1 && found[0]?.quick_check === 'ok';
}

/**
 * Whether all is there that `migrate` makes, as it makes it, and can be read from. SQLite's check passes a changed letter
 * in the text of the schema, and an empty index whose page says that it is of a table.
 *
 * @throws where something cannot be read
 */
export function isComplete(sqlite: SqliteRuntime, connection: SqliteConnection): boolean {
  const found = new Map(objectsOf(connection).map((object) => [object.name, object]));
  const model = sqlite.open(':memory:');
  try {
    migrate(model);
    for (const { type, name, tbl_name: table, sql } of objectsOf(model)) {
      if (found.get(name)?.sql !== sql) return false;
      if (type === 'trigger') continue;
      const by = type === 'index' ? `INDEXED BY ${name} ${conditionOf(sql)}` : 'NOT INDEXED';
      connection.prepare(`SELECT 1 FROM ${table} ${by} LIMIT 1`).get();
    }
    return true;
  } finally {
    model.close();
  }
}

/**
 * The first index of some rows of a table that holds others, or undefined. SQLite's check asks only whether it lacks any;
 * a question that goes by the index believes it.
 */
export function strayIndex(connection: SqliteConnection): string | undefined {
  return objectsOf(connection).find(({ type, name, tbl_name: table, sql }) => {
    const condition = conditionOf(sql);
    if (type !== 'index' || condition === '') return false;
    const rows = (by: string): string =>
      JSON.stringify(
        connection.prepare(`SELECT count(*) AS n, total(seq) AS sum FROM ${table} ${by} ${condition}`).get(),
      );
    return rows(`INDEXED BY ${name}`) !== rows('NOT INDEXED');
  })?.name;
}

/** The condition of a partial index; empty for any other. */
function conditionOf(sql: string | null): string {
  return /\bWHERE\b.*$/s.exec(sql ?? '')?.[0] ?? '';
}

function objectsOf(connection: SqliteConnection): SchemaObject[] {
  return connection.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema').all() as SchemaObject[];
}
