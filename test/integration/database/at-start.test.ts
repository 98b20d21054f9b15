import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmdirSync,
  rmSync,
  utimesSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock as clock } from '#main/base/clock.ts';
import { silentLog as log } from '#main/base/log.ts';
import { createCalls } from '#main/calls/call-store.ts';
import { cleanEndOf, endedCleanly, noteCleanEnd } from '#main/database/clean-end.ts';
import { createCipher } from '#main/database/cipher.ts';
import {
  openDatabase,
  openDatabaseAtStart,
  type Database,
  type FoundLater,
} from '#main/database/database.ts';
import { NewerSchemaError, NotSavedError } from '#main/database/errors.ts';
import { MIGRATIONS, migrate, SCHEMA_VERSION } from '#main/database/schema.ts';
import { loadSqlite } from '#main/database/sqlite-runtime.ts';
import { createOutbox } from '#main/outbox/outbox.ts';
import { firstLeafOf, overwrite, PAGE, rootPageOf } from '#test/faults/disk/spoil.ts';
import { integrityCheck } from '#test/support/integrity-check.ts';
import { everybody, OUTBOX_OPTIONS } from '#test/support/outbox-options.ts';
import { idOf, referenceOf, wrapUpOf } from '#test/support/wrap-ups.ts';

const COUNT = 250;
const cipher = createCipher({ current: randomBytes(32), older: [] });

/** A database with {@link COUNT} wrap-ups after a clean end. */
let source: string;
let folder: string;
let path: string;
let database: Database | null;
let told: FoundLater[];

beforeAll(() => {
  source = mkdtempSync(join(tmpdir(), 'afterword-ended-'));
  const opened = openDatabase({ path: join(source, 'afterword.db'), log, clock });
  // In one transaction, so that it takes no time.
  opened.database.transaction(() => save(opened.database, 0, COUNT));
  opened.database.close();
});
afterAll(() => rmSync(source, { recursive: true, force: true }));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterword-at-start-'));
  path = join(folder, 'afterword.db');
  database = null;
  told = [];
});
afterEach(() => {
  database?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Saves wrap-ups as the app does. */
function save(to: Database, from: number, count: number): void {
  const calls = createCalls({ database: to, cipher, clock, log, viewer: everybody });
  let n = from;
  const outbox = createOutbox({
    ...OUTBOX_OPTIONS,
    ...{ database: to, cipher, clock, log },
    newId: () => idOf(n),
    send: () => Promise.resolve({ kind: 'unsent', cause: 'not-connected' }),
  });
  for (; n < from + count; n += 1) {
    calls.open(referenceOf(`call-${n}`), 'hand', 'ended');
    outbox.submit(wrapUpOf(n, `call-${n}`));
  }
}

function endCleanly(): void {
  copyFileSync(join(source, 'afterword.db'), path);
  noteCleanEnd(path);
}

/** Starts as if the file were large. @returns resolves when all is checked */
async function start(): Promise<{ checked: Promise<void>; notices: readonly { code: string }[] }> {
  const opened = await openDatabaseAtStart({
    ...{ path, log, clock, small: 0 },
    readable: () => cipher.readablePrefixes,
  });
  ({ database } = opened);
  const checked = opened.follow((found) => {
    told.push(found);
  });
  return { checked, notices: opened.notices };
}

function running(): Database {
  if (database === null) throw new Error('It is not open');
  return database;
}

const ids = (): string[] =>
  (running().prepare('SELECT id FROM submissions ORDER BY seq').all() as { id: string }[]).map(
    ({ id }) => id,
  );
const upTo = (count: number): string[] => Array.from({ length: count }, (_, n) => idOf(n));

/** Damages the stored file so that nobody has seen it yet: the mark of the clean end still fits. */
function rot(page: number): void {
  overwrite(path, (page - 1) * PAGE, Buffer.alloc(PAGE));
  noteCleanEnd(path);
  expect(endedCleanly(path)).toBe(true);
}

describe('the mark of a clean end', () => {
  it('is there after a clean end, and gone as soon as the database is open', () => {
    const opened = openDatabase({ path, log, clock });
    save(opened.database, 0, 1);
    opened.database.close();
    expect(endedCleanly(path)).toBe(true);
    ({ database } = openDatabase({ path, log, clock }));
    expect(existsSync(cleanEndOf(path))).toBe(false);
  });

  it('is not made while the log holds anything, as after a kill', () => {
    const opened = openDatabase({ path, log, clock });
    save(opened.database, 0, 1);
    const killed = join(folder, 'killed.db');
    for (const suffix of ['', '-wal']) copyFileSync(path + suffix, killed + suffix);
    opened.database.close();
    noteCleanEnd(killed);
    expect(endedCleanly(killed)).toBe(false);
  });

  it.each<[string, () => void]>([
    [
      'written since',
      () => {
        const connection = loadSqlite().open(path);
        connection.exec("UPDATE calls SET type = 'INBOUND'");
        connection.close();
      },
    ],
    [
      'a copy, with the mark copied too',
      () => {
        for (const name of [path, cleanEndOf(path)]) {
          cpSync(name, `${name}.copy`, { preserveTimestamps: true });
          rmSync(name);
          cpSync(`${name}.copy`, name, { preserveTimestamps: true });
        }
      },
    ],
    ['touched', () => utimesSync(path, new Date(), new Date())],
    [
      'of an older schema',
      () => {
        const connection = loadSqlite().open(path);
        connection.exec(`PRAGMA user_version = ${SCHEMA_VERSION - 1}; PRAGMA wal_checkpoint(TRUNCATE)`);
        connection.close();
        noteCleanEnd(path);
      },
    ],
    ['gone', () => rmSync(path)],
    ['marked by half a mark', () => overwrite(cleanEndOf(path), 20, Buffer.alloc(60))],
  ])('does not fit a file that is %s', (_what, change) => {
    endCleanly();
    change();
    expect(endedCleanly(path)).toBe(false);
  });
});

describe('a start after a clean end', () => {
  it('opens at once, is checked behind, and can end cleanly again', async () => {
    endCleanly();
    const { checked } = await start();
    save(running(), COUNT, 5);
    expect(told).toEqual([]);
    await checked;
    expect(told).toEqual([{ notices: [], isReplaced: false }]);
    expect(ids()).toEqual(upTo(COUNT + 5));
    running().close();
    expect(endedCleanly(path)).toBe(true);
    await start();
    expect(ids()).toEqual(upTo(COUNT + 5));
  });

  it('leaves the file alone until it is checked, then moves the log into it at once, and goes on with the statements that it has', async () => {
    endCleanly();
    const before = readFileSync(path);
    const { checked } = await start();
    const sql = 'INSERT INTO outcome_lists (list_tag, fetched_at, ignored, rows_json) VALUES (?, 0, 0, ?)';
    // More than SQLite leaves in the log otherwise.
    running()
      .prepare(sql)
      .run(Buffer.from('long'), ' '.repeat(6 * 1024 * 1024));
    expect(readFileSync(path).equals(before)).toBe(true);
    const read = running().prepare('SELECT count(*) AS n FROM outcome_lists');
    await checked;
    // Not with the next wrap-up, whose agent waits.
    expect(readFileSync(path).equals(before)).toBe(false);
    expect(running().prepare('SELECT count(*) AS n FROM outcome_lists')).toBe(read);
    expect(read.get()).toEqual({ n: 1 });
    save(running(), COUNT, 1);
    expect(ids()).toEqual(upTo(COUNT + 1));
  });

  it('keeps other programs out of the file, also once the other thread has closed it', async () => {
    endCleanly();
    const { checked } = await start();
    await checked;
    // A process loses its locks of a file when it closes any handle of it (POSIX, fcntl); SQLite waits with that.
    const write = `new (require('node:sqlite').DatabaseSync)(${JSON.stringify(path)}).exec('DELETE FROM calls')`;
    const { stderr } = spawnSync(process.execPath, ['-e', write], { encoding: 'utf8' });
    expect(stderr).toContain('database is locked');
  });

  it('is not taken for clean if it ends before it is checked', async () => {
    endCleanly();
    const { checked } = await start();
    running().close();
    expect(endedCleanly(path)).toBe(false);
    await checked;
    expect(told.some(({ isReplaced }) => isReplaced)).toBe(false);
    expect((await start()).notices).toEqual([]);
    expect(ids()).toEqual(upTo(COUNT));
  });

  it('finds damage, rescues all with what was saved meanwhile, and says so once', async () => {
    endCleanly();
    rot(firstLeafOf(path, 'history'));
    const { checked, notices } = await start();
    expect(notices).toEqual([]);
    save(running(), COUNT, 7);
    expect(told).toEqual([]);
    await checked;
    expect(told).toMatchObject([{ isReplaced: true, notices: [{ code: 'databaseSalvaged' }] }]);
    expect(told[0]?.notices[0]?.params['submissions']).toBe(COUNT + 7);
    expect(ids()).toEqual(upTo(COUNT + 7));
    save(running(), COUNT + 7, 1);
    expect(integrityCheck(running())).toEqual([]);
    running().close();
    expect(endedCleanly(path)).toBe(true);
    expect((await start()).notices).toEqual([]);
    expect(ids()).toEqual(upTo(COUNT + 8));
  });

  it('rescues at once if a read meets the damage first, and reads again', async () => {
    endCleanly();
    rot(rootPageOf(path, 'submissions'));
    const { checked } = await start();
    expect(ids()).toEqual(upTo(COUNT));
    expect(told).toEqual([]);
    await checked;
    expect(told).toMatchObject([{ isReplaced: true, notices: [{ code: 'databaseSalvaged' }] }]);
  });

  it('tells the agent that a wrap-up was not saved if that meets the damage first; the next is', async () => {
    endCleanly();
    rot(rootPageOf(path, 'history'));
    const { checked } = await start();
    const sql = `INSERT INTO history (at, submission_seq, from_state, to_state) VALUES (0, 1, 'queued', 'sending')`;
    const write = (): unknown => running().transaction(() => running().prepare(sql).run());
    expect(write).toThrow(NotSavedError);
    write();
    await checked;
    expect(told).toHaveLength(1);
    expect(ids()).toEqual(upTo(COUNT));
  });

  it('saves nothing more if the damage cannot be rescued now; the next start rescues all that was saved', async () => {
    endCleanly();
    rot(firstLeafOf(path, 'history'));
    const { checked } = await start();
    mkdirSync(`${path}.rebuilt`);
    save(running(), COUNT, 2);
    await checked;
    expect(told).toEqual([]);
    expect(() => save(running(), COUNT + 2, 1)).toThrow(NotSavedError);
    running().close();
    expect(endedCleanly(path)).toBe(false);
    rmdirSync(`${path}.rebuilt`);
    expect((await start()).notices).toMatchObject([{ code: 'databaseSalvaged' }]);
    expect(ids()).toEqual(upTo(COUNT + 2));
  });

  it('is checked first if the backup knows more', async () => {
    endCleanly();
    copyFileSync(path, `${path}.older`);
    const opened = openDatabase({ path, log, clock });
    save(opened.database, COUNT, 1);
    await opened.database.backup(`${path}.backup`);
    opened.database.close();
    copyFileSync(`${path}.older`, path);
    noteCleanEnd(path);
    const { notices } = await start();
    expect(notices.map(({ code }) => code)).toEqual(['databaseSalvaged', 'rescuedHeld']);
    expect(ids()).toEqual(upTo(COUNT + 1));
  });
});

describe('a start after any other end', () => {
  it('is checked first, in another thread, with the commits that are only in the log', async () => {
    const opened = openDatabase({ path, log, clock });
    opened.database.transaction(() => save(opened.database, 0, COUNT));
    const other = join(folder, 'killed.db');
    for (const suffix of ['', '-wal']) copyFileSync(path + suffix, other + suffix);
    opened.database.close();
    path = other;
    let turns = 0;
    const count = setInterval(() => (turns += 1), 1);
    const { notices, checked } = await start();
    clearInterval(count);
    expect(turns).toBeGreaterThan(3);
    expect(notices).toEqual([]);
    await checked;
    expect(ids()).toEqual(upTo(COUNT));
  });

  it('rescues in the other thread, and logs what that found', async () => {
    endCleanly();
    overwrite(path, (rootPageOf(path, 'history') - 1) * PAGE, Buffer.alloc(PAGE));
    const logged: string[] = [];
    const noting = { ...log, error: (message: string) => void logged.push(message) };
    const opened = await openDatabaseAtStart({
      ...{ path, log: noting, clock, small: 0 },
      readable: () => cipher.readablePrefixes,
    });
    ({ database } = opened);
    expect(opened.notices).toMatchObject([{ code: 'databaseSalvaged', params: { submissions: COUNT } }]);
    expect(logged).toEqual(['The database is damaged; replacing it by what can be read of it']);
    expect(ids()).toEqual(upTo(COUNT));
  });

  it('updates an older schema in the other thread', async () => {
    const connection = loadSqlite().open(path);
    migrate(connection, MIGRATIONS.slice(0, -1));
    connection.close();
    await start();
    expect(running().prepare('PRAGMA user_version').get()).toEqual({ user_version: SCHEMA_VERSION });
  });

  it('says what is wrong as ever, and asks for no key before', async () => {
    endCleanly();
    const connection = loadSqlite().open(path);
    connection.exec('CREATE TABLE newer (x); PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)');
    connection.close();
    let isAsked = false;
    const starting = openDatabaseAtStart({
      ...{ path, log, clock, small: 0 },
      readable() {
        isAsked = true;
        return [];
      },
    });
    await expect(starting).rejects.toThrow(NewerSchemaError);
    expect(isAsked).toBe(false);
    // The place was given back.
    await expect(start()).rejects.toThrow(NewerSchemaError);
  });

  it('counts what no key opens', async () => {
    endCleanly();
    const opened = await openDatabaseAtStart({ path, log, clock, small: 0, readable: () => [] });
    ({ database } = opened);
    await opened.follow((found) => {
      told.push(found);
    });
    const notice = { code: 'unreadableRows', params: { submissions: COUNT, calls: COUNT } };
    expect(told).toEqual([{ notices: [notice], isReplaced: false }]);
    running().close();
    rmSync(cleanEndOf(path));
    const again = await openDatabaseAtStart({ path, log, clock, small: 0, readable: () => [] });
    ({ database } = again);
    expect(again.notices).toEqual([notice]);
  });
});
