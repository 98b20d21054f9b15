import { whileOpen } from '#main/base/while-open.ts';
import { migrate, MIGRATIONS } from './schema.ts';
import { isDamageOfOurs, type SqliteConnection, type SqliteRuntime } from './sqlite-runtime.ts';

interface SchemaObject {
  readonly type: string;
  readonly name: string;
  readonly tbl_name: string;
  readonly sql: string | null;
}

/** SQLite's own check of every page. It does not compare indexes with their tables. */
export function isSound(connection: SqliteConnection): boolean {
  const found = connection.prepare('PRAGMA quick_check(1)').all() as { quick_check: string }[];
  return found.length === 1 && found[0]?.quick_check === 'ok';
}

/** How many rows are read at each end of an index. The start reads by these ends, and delivery goes from them. */
const PROBED = 50;

/**
 * Whether everything that `migrate` makes is there, has the same SQL text, and can be read. SQLite's check does not find
 * a changed letter in the text of the schema, nor an empty index whose page is marked as a table's.
 *
 * @throws if something cannot be read
 */
export function isComplete(sqlite: SqliteRuntime, connection: SqliteConnection): boolean {
  const found = new Map(objectsOf(connection).map((object) => [object.name, object]));
  return whileOpen(sqlite.open(':memory:'), (model) => {
    migrate(model);
    for (const { type, name, tbl_name: table, sql } of objectsOf(model)) {
      if (found.get(name)?.sql !== sql) return false;
      if (type === 'trigger') continue;
      if (type === 'table') {
        connection.prepare(`SELECT 1 FROM ${table} NOT INDEXED LIMIT 1`).get();
        continue;
      }
      // Whole rows: an index may point at rows that are not there, and what reads by it then fails.
      const column = /\((\w+)/.exec(sql ?? '')?.[1];
      const rows = `SELECT * FROM ${table} INDEXED BY ${name} ${conditionOf(sql)}`;
      for (const order of column === undefined ? [''] : [`ORDER BY ${column}`, `ORDER BY ${column} DESC`])
        connection.prepare(`${rows} ${order} LIMIT ${PROBED}`).all();
    }
    return true;
  });
}

/** Whether the schema is exactly one that the migrations up to ours make, whatever its number says. */
export function isKnownSchema(sqlite: SqliteRuntime, connection: SqliteConnection): boolean {
  const textOf = (of: SqliteConnection): string =>
    JSON.stringify(
      objectsOf(of)
        .map(({ name, sql }) => `${name} ${sql}`)
        .sort(),
    );
  const found = textOf(connection);
  return whileOpen(sqlite.open(':memory:'), (model) =>
    MIGRATIONS.some((step) => {
      model.exec(step);
      return textOf(model) === found;
    }),
  );
}

/** Whether it is sound and complete. @throws if it is out of reach */
export function isWhole(sqlite: SqliteRuntime, connection: SqliteConnection): boolean {
  try {
    return isSound(connection) && isComplete(sqlite, connection);
  } catch (error) {
    if (isDamageOfOurs(error)) return false;
    throw error;
  }
}

/**
 * The first partial index that holds other rows than it should, or undefined. SQLite's check finds only missing rows,
 * and a query that uses the index trusts it.
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
