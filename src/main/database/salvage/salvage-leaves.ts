import { closeSync, fstatSync, readSync, writeSync } from 'node:fs';
import { files } from '#main/base/patient-files.ts';
import { PAGE_SIZE } from '../connection.ts';
import type { SqliteConnection, SqliteRuntime } from '../sqlite-runtime.ts';
import type { Cells, RowTaker } from './row-taker.ts';
import { prepared, readable } from './salvage-tables.ts';

const LEAF_OF_A_TABLE = 0x0d;

/** The root page of the only table in the bare schema: the second page of a new file. */
const ROOT = 2;

/**
 * Copies rows from pages that no tree may lead to any more. Rows are in the leaves of a table's tree. They are still
 * there if the root, an interior page or the schema is damaged, or if pages were swapped. Each leaf of the file is put
 * once in the place of the root of a bare table, so that SQLite itself reads it. A leaf does not say which table it
 * belongs to: the strict types of the tables refuse the rows of others.
 * Source: https://sqlite.org/fileformat2.html#b_tree_pages.
 *
 * @param copy a copy of the damaged file, without a log, that nobody has open; it is overwritten
 */
export function rescueLeaves(sqlite: SqliteRuntime, copy: string, takers: readonly RowTaker[]): void {
  const names = Array.from(
    { length: Math.max(...takers.map(({ columns }) => columns.length)) - 1 },
    (_, n) => `c${n}`,
  );
  const firstPage = bareSchema(sqlite, `${copy}-schema`, names);
  const file = files.open(copy, 'r+');
  let source: SqliteConnection | null = null;
  try {
    const pages = Math.floor(fstatSync(file).size / PAGE_SIZE);
    const second = readAt(file, ROOT);
    writeAt(file, 1, firstPage);
    source = sqlite.open(copy);
    const leaves = readerOf(source);
    for (let page = ROOT; page <= pages; page += 1) {
      const leaf = page === ROOT ? second : readAt(file, page);
      if (leaf[0] !== LEAF_OF_A_TABLE) continue;
      writeAt(file, ROOT, leaf);
      let order = takers;
      for (const cells of leaves.rows()) {
        // All rows of a leaf are of one table, so the table that took the last row is tried first.
        const taker = order.find((each) => each.take(cells));
        if (taker !== undefined && taker !== order[0]) order = [taker, ...takers];
      }
    }
  } finally {
    source?.close();
    closeSync(file);
  }
}

/** Reads the leaf at the root. A row may come twice. */
function readerOf(source: SqliteConnection): { rows(): Generator<Cells> } {
  const forward = prepared(source, 'SELECT * FROM leaf');
  const back = prepared(source, 'SELECT * FROM leaf ORDER BY seq DESC');
  const numbers = prepared(source, 'SELECT seq FROM leaf');
  const one = prepared(source, 'SELECT * FROM leaf WHERE seq = ?');
  return {
    *rows() {
      let count = 0;
      for (const row of readable(forward)) {
        yield Object.values(row) as Cells;
        count += 1;
      }
      const seqs = [...readable(numbers)].map(({ seq }) => seq as bigint);
      if (seqs.length === count) return;
      for (const row of readable(back)) yield Object.values(row) as Cells;
      // Between two rows that cannot be read there may be good ones. Their numbers are in the leaf itself.
      for (const seq of seqs) for (const row of readable(one, seq)) yield Object.values(row) as Cells;
    },
  };
}

/** The first page of a database whose only table takes the rows of any table. */
function bareSchema(sqlite: SqliteRuntime, path: string, names: readonly string[]): Buffer {
  files.remove(path);
  const connection = sqlite.open(path);
  try {
    connection.exec(`PRAGMA page_size = ${PAGE_SIZE}; PRAGMA journal_mode = MEMORY;
      CREATE TABLE leaf (seq INTEGER PRIMARY KEY, ${names.join(', ')})`);
    const firstPage = Buffer.from(files.read(path).subarray(0, PAGE_SIZE));
    firstPage.writeUInt32BE(0, 28); // SQLite counts the pages itself
    return firstPage;
  } finally {
    connection.close();
    files.remove(path);
  }
}

function readAt(file: number, page: number): Buffer {
  const bytes = Buffer.alloc(PAGE_SIZE);
  readSync(file, bytes, 0, PAGE_SIZE, (page - 1) * PAGE_SIZE);
  return bytes;
}

/** Writes a page and raises the change counter in the file's header, so that SQLite drops its cached pages. */
function writeAt(file: number, page: number, bytes: Buffer): void {
  writeSync(file, bytes, 0, PAGE_SIZE, (page - 1) * PAGE_SIZE);
  const counter = Buffer.alloc(4);
  readSync(file, counter, 0, 4, 24);
  counter.writeUInt32BE((counter.readUInt32BE(0) + 1) >>> 0, 0);
  writeSync(file, counter, 0, 4, 24);
}
