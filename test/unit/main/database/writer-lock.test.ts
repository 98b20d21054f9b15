import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock as clock } from '#main/base/clock.ts';
import { silentLog as log } from '#main/base/log.ts';
import { openDatabase } from '#main/database/database.ts';
import {
  loadSqlite,
  SQLITE,
  type SqliteConnection,
  type SqliteRuntime,
} from '#main/database/sqlite-runtime.ts';
import { takeWriterLock } from '#main/database/writer-lock.ts';
import { reasonWords } from '#main/words/reason-words.ts';
import { reason } from '#shared/reasons/reason-codes.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterword-lock-'));
  path = join(folder, 'afterword.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** SQLite on a drive where taking a lock gives this code, on every file or on those that are held. */
function sqliteWhere(code: number, isHeld: (path: string) => boolean): SqliteRuntime {
  const real = loadSqlite();
  return {
    ...real,
    open(of): SqliteConnection {
      const connection = real.open(of);
      const exec = (sql: string): void => {
        if (sql.includes('EXCLUSIVE') && isHeld(of))
          throw Object.assign(new Error('database is locked'), { errcode: code });
        connection.exec(sql);
      };
      return {
        ...connection,
        exec,
        prepare: (sql) => connection.prepare(sql),
        close: () => connection.close(),
      };
    },
  };
}

/** SQLITE_IOERR_LOCK: the drive has no locks, and says so. NFS without a lock service says BUSY. */
const IOERR_LOCK = SQLITE.IOERR | (15 << 8);

describe('a drive without locks', () => {
  it.each([
    ['answers as if another process held them', SQLITE.BUSY],
    ['says so', IOERR_LOCK],
  ])('is told as that, if it %s', (_how, code) => {
    expect(() =>
      takeWriterLock(
        sqliteWhere(code, () => true),
        path,
      ),
    ).toThrow(/^noLocks /);
    expect(readdirSync(folder)).toEqual(['afterword.db.lock']);
    expect(reasonWords(reason('noLocks', { path }), 'en')).toContain('cannot lock files');
  });

  it('is not what is told if another Afterword holds the lock', () => {
    const held = sqliteWhere(SQLITE.BUSY, (of) => of.endsWith('.lock'));
    expect(() => takeWriterLock(held, path)).toThrow(/^inUse /);
    expect(readdirSync(folder)).toEqual(['afterword.db.lock']);
  });
});

it('a database that another program holds is not told as another Afterword’s', () => {
  openDatabase({ path, log, clock }).database.close();
  const viewer = loadSqlite().open(path);
  viewer.exec('BEGIN IMMEDIATE');
  try {
    expect(() => openDatabase({ path, log, clock })).toThrow(/^inUseElsewhere /);
  } finally {
    viewer.close();
  }
});
