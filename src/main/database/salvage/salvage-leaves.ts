import { closeSync, fstatSync, openSync, readFileSync, readSync, rmSync, writeSync } from 'node:fs';
import { PAGE_SIZE } from '../connection.ts';
import { rescueStretches } from './salvage-table.ts';
import type { SqliteConnection, SqliteRuntime } from '../sqlite-runtime.ts';

const LEAF_OF_A_TABLE = 0x0d;

/**
 * Copies what lies in pages that no longer hang together. Rows are in the leaves of a table's tree; where its root, a page
 * between or the schema is damaged, every leaf of the file is put in the place of a root in turn, under a schema of our
 * own, so that SQLite itself reads it as the whole table. A leaf does not say whose it is: the target's column types and
 * checks refuse the rows of another table.
 * Source: https://sqlite.org/fileformat2.html#b_tree_pages.
 *
 * @param copy a copy of the damaged file, without a log, that nobody has open; it is spoilt
 */
export function rescueLeaves(
  sqlite: SqliteRuntime,
  copy: string,
  target: SqliteConnection,
  tables: readonly string[],
): void {
  const schema = bareSchema(sqlite, `${copy}-schema`, target, tables);
  const file = openSync(copy, 'r+');
  /** Pages whose rows a table took: they are no other's. */
  const known = new Set<number>();
  let source: SqliteConnection | null = null;
  try {
    const pages = Math.floor(fstatSync(file).size / PAGE_SIZE);
    writeAt(file, 1, schema.firstPage);
    for (const root of schema.roots.values()) if (root > pages) writeAt(file, root, schema.emptyTable);
    source = sqlite.open(copy);
    source.exec('PRAGMA cell_size_check = ON');
    for (const [table, root] of schema.roots) {
      const original = readAt(file, root);
      writeAt(file, root, schema.emptyTable);
      const rescue = rescueStretches(source, target, table);
      for (let page = 2; page <= pages; page += 1) {
        if (known.has(page)) continue;
        const leaf = page === root ? original : readAt(file, page);
        if (leaf[0] !== LEAF_OF_A_TABLE) continue;
        writeAt(file, root, leaf);
        if (rescue()) known.add(page);
      }
      writeAt(file, root, original);
    }
  } finally {
    source?.close();
    closeSync(file);
  }
}

interface BareSchema {
  readonly firstPage: Buffer;
  readonly emptyTable: Buffer;
  /** The root page of each table. */
  readonly roots: ReadonlyMap<string, number>;
}

/** The first page of a database that has these tables with their columns and nothing else, so that it has room for all. */
function bareSchema(
  sqlite: SqliteRuntime,
  path: string,
  target: SqliteConnection,
  tables: readonly string[],
): BareSchema {
  rmSync(path, { force: true });
  const connection = sqlite.open(path);
  try {
    connection.exec(`PRAGMA page_size = ${PAGE_SIZE}; PRAGMA journal_mode = MEMORY;`);
    for (const table of tables) {
      const columns = target.prepare(`PRAGMA table_info(${table})`).all() as { name: string }[];
      const names = columns.map(({ name }) => (name === 'seq' ? 'seq INTEGER PRIMARY KEY' : name));
      connection.exec(`CREATE TABLE ${table} (${names.join(', ')})`);
    }
    const rows = connection.prepare('SELECT name, rootpage FROM sqlite_schema').all();
    const roots = new Map(
      (rows as { name: string; rootpage: number }[]).map(({ name, rootpage }) => [name, rootpage]),
    );
    const bytes = readFileSync(path);
    const firstPage = Buffer.from(bytes.subarray(0, PAGE_SIZE));
    firstPage.writeUInt32BE(0, 28); // SQLite counts the pages itself
    return { firstPage, emptyTable: bytes.subarray(PAGE_SIZE, 2 * PAGE_SIZE), roots };
  } finally {
    connection.close();
    rmSync(path, { force: true });
  }
}

function readAt(file: number, page: number): Buffer {
  const bytes = Buffer.alloc(PAGE_SIZE);
  readSync(file, bytes, 0, PAGE_SIZE, (page - 1) * PAGE_SIZE);
  return bytes;
}

/** Writes a page and counts the change in the file's header, by which SQLite knows that what it has read is void. */
function writeAt(file: number, page: number, bytes: Buffer): void {
  writeSync(file, bytes, 0, PAGE_SIZE, (page - 1) * PAGE_SIZE);
  const counter = Buffer.alloc(4);
  readSync(file, counter, 0, 4, 24);
  counter.writeUInt32BE((counter.readUInt32BE(0) + 1) >>> 0, 0);
  writeSync(file, counter, 0, 4, 24);
}
