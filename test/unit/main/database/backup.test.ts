import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { guardedClock, systemClock } from '#main/base/clock.ts';
import { silentLog as log } from '#main/base/log.ts';
import { keepBackup, makeBackup, type Backups } from '#main/database/backup.ts';
import { backupOf, deleteKeptAside } from '#main/database/files-beside.ts';
import { openDatabase, type Database } from '#main/database/database.ts';
import { loadSqlite, nodeSqlite, packagedSqlite } from '#main/database/sqlite-runtime.ts';
import { overwrite, PAGE, rootPageOf, wipe } from '#test/faults/disk/spoil.ts';
import { createFakeClock, type FakeClock } from '#test/support/fake-clock.ts';
import { integrityCheck } from '#test/support/integrity-check.ts';
import { memory } from '#test/support/memory.ts';

const MINUTE = 60_000;

let folder: string;
let path: string;
let database: Database;
let clock: FakeClock;
let backups: Backups | null;
beforeEach(() => {
  folder = mkdtempSync(join(memory, 'afterword-backup-'));
  path = join(folder, 'afterword.db');
  database = openDatabase({ path, log, clock: systemClock }).database;
  clock = createFakeClock();
  backups = null;
});
afterEach(async () => {
  await backups?.stop();
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

const change = (n: number, openedAt = 1): void => {
  database
    .prepare(
      `INSERT INTO calls (call_id, lcm_key_sealed, lcm_key_tag, type, origin, phase, opened_at)
       VALUES (?, x'00', x'00', 'OUTBOUND', 'hand', 'ended', ?)`,
    )
    .run(`call-${n}`, openedAt);
};

/** How many calls the backup holds; null if there is no backup. */
function known(): number | null {
  if (statSync(backupOf(path), { throwIfNoEntry: false }) === undefined) return null;
  const connection = loadSqlite().open(backupOf(path));
  try {
    return (connection.prepare('SELECT count(*) AS n FROM calls').get() as { n: number }).n;
  } finally {
    connection.close();
  }
}

/** Lets time pass, and waits for a backup that starts meanwhile. */
async function pass(minutes: number): Promise<number | null> {
  for (let minute = 0; minute < minutes; minute += 1) {
    await clock.advance(MINUTE);
    await backups?.settled();
  }
  return known();
}

describe('the backup', () => {
  it('is made after the start and after changes, once they have stopped for a minute, and not more often than needed', async () => {
    change(1);
    backups = keepBackup({ database, clock, log, onMended() {} });
    expect(await pass(1)).toBe(1);
    change(2);
    expect(await pass(4)).toBe(1);
    expect(await pass(1)).toBe(2);
    const { mtimeMs } = statSync(backupOf(path));
    await pass(60);
    expect(statSync(backupOf(path)).mtimeMs).toBe(mtimeMs);
  });

  it('is made later if the database could not be read', async () => {
    let broken = false;
    const changes = (): number => {
      if (broken) throw new Error('disk I/O error');
      return database.changes();
    };
    const guarded = guardedClock(clock, () => (broken = false));
    backups = keepBackup({ database: { ...database, changes }, clock: guarded, log, onMended() {} });
    broken = true;
    expect(await pass(1)).toBeNull();
    expect(await pass(1)).toBe(0);
  });

  it('waits while there is work, but not for ever', async () => {
    backups = keepBackup({ database, clock, log, onMended() {} });
    await pass(1);
    let n = 0;
    const work = async (minutes: number): Promise<number | null> => {
      for (let minute = 0; minute < minutes; minute += 1) {
        change((n += 1));
        await pass(1);
      }
      return known();
    };
    expect(await work(14)).toBe(0);
    expect(await work(1)).toBe(15);
  });

  it('is made again at once on request, without what was deleted', async () => {
    change(1);
    backups = keepBackup({ database, clock, log, onMended() {} });
    expect(await pass(1)).toBe(1);
    database.prepare('DELETE FROM calls').run();
    backups.renew();
    await backups.settled();
    expect(known()).toBe(0);
    expect(readFileSync(backupOf(path)).includes('call-1')).toBe(false);
  });

  it.each([nodeSqlite, packagedSqlite])('is one whole file for its owner alone (%o)', async (runtime) => {
    database.close();
    const sqlite = runtime()!;
    database = openDatabase({ path, log, clock, sqlite }).database;
    database.transaction(() => {
      for (let n = 0; n < 3_000; n += 1) change(n);
    });
    const made = makeBackup(database);
    // A save during the copy does not disturb it.
    for (let n = 3_000; n < 3_100; n += 1) {
      change(n);
      await new Promise(setImmediate);
    }
    await made;
    expect(known()).toBeGreaterThanOrEqual(3_000);
    expect(readdirSync(folder).filter((name) => name.includes('backup'))).toEqual(['afterword.db.backup']);
    if (process.platform !== 'win32') expect(statSync(backupOf(path)).mode & 0o777).toBe(0o600);
  });

  it.each([nodeSqlite, packagedSqlite])(
    'is made though a transaction is under way as it begins (%o)',
    async (runtime) => {
      database.close();
      database = openDatabase({ path, log, clock: systemClock, sqlite: runtime()! }).database;
      const made = database.transaction(() => {
        change(1);
        const begun = makeBackup(database);
        // Long enough that the other thread begins meanwhile.
        for (const end = performance.now() + 100; performance.now() < end;);
        return begun;
      });
      await made;
      // The copy may have begun before the transaction.
      expect([0, 1]).toContain(known());
      await makeBackup(database);
      expect(known()).toBe(1);
    },
  );

  it('finds an index with other rows than it should hold, which no check of SQLite finds', async () => {
    change(1);
    database.prepare("UPDATE calls SET wrapped_at = 5 WHERE call_id = 'call-1'").run();
    change(2);
    database.close();
    // Swaps the index of calls to wrap up with that of calls that were wrapped up.
    const bytes = readFileSync(path);
    const [one = 0, other = 0] = ['calls_to_wrap_up', 'calls_wrapped'].map(
      (index) => (rootPageOf(path, index) - 1) * PAGE,
    );
    overwrite(path, one, bytes.subarray(other, other + PAGE));
    overwrite(path, other, bytes.subarray(one, one + PAGE));
    database = openDatabase({ path, log, clock: systemClock }).database;
    const toWrapUp =
      'SELECT call_id FROM calls INDEXED BY calls_to_wrap_up WHERE wrapped_at IS NULL AND closed_at IS NULL';
    const found = (): unknown[] =>
      database
        .prepare(toWrapUp)
        .all()
        .map((row) => (row as { call_id: string }).call_id);
    expect(found()).toEqual(['call-1']);

    backups = keepBackup({ database, clock, log, onMended() {} });
    await pass(1);
    expect(found()).toEqual(['call-2']);
    expect(await pass(5)).toBe(2);
  });

  it('is made once an index that is damaged was made again', async () => {
    change(1);
    await makeBackup(database);
    change(2, 77);
    database.close();
    // The index has another time for the row than the row itself: header, two types, time, row.
    const bytes = readFileSync(path);
    const page = (rootPageOf(path, 'calls_to_wrap_up') - 1) * PAGE;
    const at = bytes.indexOf(Buffer.from([3, 1, 1, 77, 2]), page);
    overwrite(path, at + 3, Buffer.from([78]));
    const opened = openDatabase({ path, log, clock: systemClock });
    database = opened.database;
    expect(opened.notices).toEqual([]);
    expect(integrityCheck(database).join()).toMatch(/missing from index calls_to_wrap_up/);

    backups = keepBackup({ database, clock, log, onMended() {} });
    expect(await pass(5)).toBe(2);
    expect(integrityCheck(database)).toEqual([]);
  });

  it('finds damage that nothing reads, which no index can mend: all else is rescued, and backed up', async () => {
    change(1);
    const list = 'INSERT INTO outcome_lists (list_tag, fetched_at, ignored, rows_json) VALUES (?, 0, 0, ?)';
    database.prepare(list).run(Buffer.from('long'), 'x'.repeat(4 * 1024 * 1024));
    database.close();
    database = openDatabase({ path, log, clock: systemClock }).database;
    // All but the last pages, which hold that text alone, are read again from the disk.
    const pages = statSync(path).size / PAGE;
    wipe(
      path,
      Array.from({ length: pages - 200 }, (_, index) => index + 100),
    );
    backups = keepBackup({ database, clock, log, onMended() {} });
    expect(await pass(1)).toBeNull();
    expect(readdirSync(folder).filter((name) => /\.corrupt-.*Z$/.test(name))).toHaveLength(1);
    expect(await pass(6)).toBe(1);
    expect(integrityCheck(database)).toEqual([]);
  });
});

it('an index that points at a row that is not there is found at the start, before anything reads by it', () => {
  change(1);
  change(2, 77);
  database.close();
  const page = (rootPageOf(path, 'calls_to_wrap_up') - 1) * PAGE;
  const at = readFileSync(path).indexOf(Buffer.from([3, 1, 1, 77, 2]), page);
  overwrite(path, at + 4, Buffer.from([99]));
  const opened = openDatabase({ path, log, clock: systemClock });
  database = opened.database;
  expect(opened.notices).toMatchObject([{ code: 'databaseSalvaged', params: { calls: 2 } }]);
  const toWrapUp = 'SELECT * FROM calls WHERE wrapped_at IS NULL AND closed_at IS NULL ORDER BY opened_at';
  expect(database.prepare(toWrapUp).all()).toHaveLength(2);
});

it('deletes databases that were kept aside, once they are old', () => {
  const names = [
    'afterword.db.corrupt-2026-01-01T00-00-00-000Z',
    'afterword.db.corrupt-2026-01-01T00-00-00-000Z-wal',
  ];
  for (const name of names) writeFileSync(join(folder, name), 'damaged');
  utimesSync(join(folder, names[0]!), 1_000, 1_000);
  deleteKeptAside(path, 2_000_000);
  expect(readdirSync(folder).filter((name) => name.includes('corrupt'))).toEqual([names[1]]);
});
