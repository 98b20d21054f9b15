import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock as clock } from '#main/base/clock.ts';
import { openDatabase } from '#main/database/database.ts';
import { loadSqlite } from '#main/database/sqlite-runtime.ts';
import { takeWriterLock } from '#main/database/writer-lock.ts';
import { silentLog as log } from '#main/base/log.ts';
import { openElsewhere, type OtherProcess } from './open-elsewhere.ts';
import { memory } from '#test/support/memory.ts';

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

let folder: string;
let path: string;
let others: OtherProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(memory, 'afterword-open-'));
  path = join(folder, 'afterword.db');
});
afterEach(async () => {
  await Promise.all(others.map((other) => other.kill()));
  others = [];
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true, force: true });
});

function elsewhere(
  ...options: Parameters<typeof openElsewhere> extends [string, ...infer Rest] ? Rest : never
) {
  const other = openElsewhere(path, ...options);
  others.push(other);
  return other;
}

const open = () => openDatabase({ path, log, clock });
const filesIn = (where: string): Map<string, string> =>
  new Map(readdirSync(where).map((name) => [name, readFileSync(join(where, name)).toString('base64')]));

describe('a second process', () => {
  it.each(['node', 'packaged'] as const)(
    'is kept out (%s) until the first has ended in any way',
    async (runtime) => {
      const first = elsewhere(runtime);
      expect(await first.opening).toEqual({ opened: true, notices: [] });
      const locked = expect.objectContaining({ name: 'DatabaseLockedError' }) as Error;
      expect(open).toThrow(locked);
      expect(open).toThrow(/^inUse /);
      await first.kill();
      open().database.close();
    },
  );

  it('is refused while this one has it open, and gets in afterwards', async () => {
    const { database } = open();
    expect(await elsewhere().opening).toMatchObject({ opened: false, name: 'DatabaseLockedError' });
    database.close();
    expect(await elsewhere().opening).toMatchObject({ opened: true });
  });

  it('is kept out even without knowing our lock: another tool cannot write', () => {
    const { database } = open();
    const tool = loadSqlite().open(path);
    expect(() => tool.exec('PRAGMA busy_timeout = 0; DELETE FROM calls')).toThrow(/locked/);
    tool.close();
    database.close();
  });

  it('leaves a damaged database alone while another process has the folder', async () => {
    writeFileSync(path, 'no database, and so without a lock of its own');
    const before = readFileSync(path);
    const release = takeWriterLock(loadSqlite(), path);
    expect(await elsewhere().opening).toMatchObject({ opened: false, name: 'DatabaseLockedError' });
    expect(readFileSync(path).equals(before)).toBe(true);
    release();
    expect(await elsewhere().opening).toMatchObject({
      opened: true,
      notices: [{ code: 'databaseSalvaged' }],
    });
  });

  it('gets a lock that garbage was written to', () => {
    writeFileSync(`${path}.lock`, 'garbage '.repeat(1_000));
    const { database } = open();
    expect(open).toThrow(/^inUse /);
    database.close();
  });
});

describe('a newer schema', () => {
  it('is refused; every byte stays, including the log of its last run', async () => {
    const first = elsewhere();
    await first.opening;
    await first.kill();
    // What the newer version leaves: its number in the header, further changes still in the write-ahead log.
    const connection = loadSqlite().open(path);
    connection.exec('CREATE TABLE newer (x); PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)');
    const copies = join(folder, 'copies');
    mkdirSync(copies);
    connection.exec('INSERT INTO newer VALUES (1)');
    for (const suffix of ['', '-wal']) {
      writeFileSync(join(copies, `afterword.db${suffix}`), readFileSync(path + suffix));
    }
    connection.close();

    path = join(copies, 'afterword.db');
    const before = filesIn(copies);
    expect([...before.keys()]).toEqual(['afterword.db', 'afterword.db-wal']);
    expect(open).toThrow(expect.objectContaining({ name: 'NewerSchemaError' }) as Error);
    expect(open).toThrow(/^newerSchema .* 99 /);
    const after = filesIn(copies);
    after.delete('afterword.db.lock');
    expect(after).toEqual(before);
  });

  it('is refused if its number is only in the log', async () => {
    const first = elsewhere();
    await first.opening;
    await first.kill();
    const connection = loadSqlite().open(path);
    connection.exec('PRAGMA locking_mode = EXCLUSIVE; CREATE TABLE newer (x); PRAGMA user_version = 99');
    const copy = join(folder, 'copy.db');
    for (const suffix of ['', '-wal']) writeFileSync(copy + suffix, readFileSync(path + suffix));
    connection.close();
    path = copy;
    expect(open).toThrow(expect.objectContaining({ name: 'NewerSchemaError' }) as Error);
    expect(open).toThrow(/^newerSchema .* 99 /);
  });
});

describe('a folder that cannot be written', () => {
  it.runIf(process.platform !== 'win32')('is a clear error, and not taken for damage', async () => {
    open().database.close();
    const before = filesIn(folder);
    chmodSync(folder, 0o555);
    chmodSync(path, 0o444);
    chmodSync(`${path}.lock`, 0o444);
    const opening = await elsewhere('node', isRoot ? NOBODY : undefined).opening;
    expect(opening).toMatchObject({ opened: false, name: 'DatabaseUnavailableError' });
    expect(opening).toMatchObject({ message: expect.stringContaining(path) as string });
    expect(filesIn(folder)).toEqual(before);
  });

  it.runIf(process.platform !== 'win32')('is noticed if only the database is write-protected', async () => {
    open().database.close();
    chmodSync(folder, 0o777);
    chmodSync(path, 0o444);
    chmodSync(`${path}.lock`, 0o666);
    const opening = await elsewhere('node', isRoot ? NOBODY : undefined).opening;
    expect(opening).toMatchObject({ opened: false, name: 'DatabaseUnavailableError' });
    expect(readdirSync(folder).filter((name) => name.includes('corrupt'))).toEqual([]);
  });

  it('is a clear error if there is a file in its place', () => {
    writeFileSync(join(folder, 'file'), '');
    path = join(folder, 'file', 'afterword.db');
    expect(open).toThrow(expect.objectContaining({ name: 'DatabaseUnavailableError' }) as Error);
  });
});
