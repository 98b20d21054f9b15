import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock as clock } from '#main/base/clock.ts';
import { openDatabase, type Database } from '#main/database/database.ts';
import { migrate, MIGRATIONS, SCHEMA_VERSION, schemaVersion } from '#main/database/schema.ts';
import { nodeSqlite, packagedSqlite, SQLITE } from '#main/database/sqlite-runtime.ts';
import { silentLog as log } from '#main/base/log.ts';
import { integrityCheck } from '#test/support/integrity-check.ts';
import { memory } from '#test/support/memory.ts';

const builtin = nodeSqlite();
const runtimes = [packagedSqlite(), ...(builtin === null ? [] : [builtin])];

describe.each(runtimes)('with $name', (sqlite) => {
  let folder: string;
  let database: Database;
  beforeEach(() => {
    folder = mkdtempSync(join(memory, 'afterword-db-'));
    database = open();
  });
  afterEach(() => {
    database.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = (): Database =>
    openDatabase({ path: join(folder, 'deep', 'afterword.db'), log, clock, sqlite }).database;
  const pragma = (name: string): unknown =>
    Object.values(database.prepare(`PRAGMA ${name}`).get() as object)[0];
  const put = (key: string): void => {
    const sql = 'INSERT INTO outcome_lists (list_tag, fetched_at, ignored, rows_json) VALUES (?, 0, 0, ?)';
    database.prepare(sql).run(Buffer.from(key), key);
  };
  const keys = (): string[] =>
    (
      database.prepare('SELECT rows_json AS key FROM outcome_lists ORDER BY key').all() as { key: string }[]
    ).map(({ key }) => key);

  it('is set so that a commit survives a power cut and no other process gets in', () => {
    expect(pragma('journal_mode')).toBe('wal');
    expect(pragma('synchronous')).toBe(2);
    expect(pragma('locking_mode')).toBe('exclusive');
    expect(pragma('foreign_keys')).toBe(1);
    expect(pragma('user_version')).toBe(SCHEMA_VERSION);
    expect(integrityCheck(database)).toEqual([]);
  });

  it('keeps all of a transaction or nothing', () => {
    expect(
      database.transaction(() => {
        put('kept');
        return 'result';
      }),
    ).toBe('result');
    const failure = new Error('stop');
    expect(() => {
      database.transaction(() => {
        put('gone');
        throw failure;
      });
    }).toThrow(failure);
    database.close();
    database = open();
    expect(keys()).toEqual(['kept']);
  });

  it('lets a transaction within another fail alone, or with it', () => {
    database.transaction(() => {
      put('a');
      expect(() => {
        database.transaction(() => {
          put('b');
          throw new Error('inner');
        });
      }).toThrow('inner');
      database.transaction(() => put('c'));
    });
    expect(() => {
      database.transaction(() => {
        database.transaction(() => put('d'));
        throw new Error('outer');
      });
    }).toThrow('outer');
    expect(keys()).toEqual(['a', 'c']);
  });

  it.skipIf(process.platform === 'win32')(
    'goes on as soon as there is room, if the disk was full when it was put back',
    () => {
      database.close();
      let isFull = false;
      const path = join(folder, 'deep', 'afterword.db');
      const full: typeof sqlite = {
        ...sqlite,
        open(opened) {
          if (isFull && opened === path)
            throw Object.assign(new Error('database or disk is full'), { errcode: SQLITE.FULL });
          return sqlite.open(opened);
        },
      };
      ({ database } = openDatabase({ path, log, clock, sqlite: full }));
      const save = (key: string): void => database.transaction(() => put(key));
      save('before');
      rmSync(path);
      isFull = true;
      for (let tries = 0; tries < 2; tries += 1)
        expect(() => save('while it is full')).toThrow(expect.objectContaining({ reason: 'diskFull' }));
      isFull = false;
      save('after');
      expect(keys()).toEqual(['after', 'before']);
      database.close();
      database = open();
      expect(keys()).toEqual(['after', 'before']);
    },
  );

  it('refuses a second opening in the same process, and can be opened again once closed', () => {
    expect(open).toThrow(expect.objectContaining({ name: 'DatabaseLockedError' }) as Error);
    put('still works');
    database.close();
    database = open();
    expect(keys()).toEqual(['still works']);
  });

  it.each([
    ['queued', false],
    ['sending', false],
    ['refused', false],
    ['held', false],
    ['delivered', true],
    ['superseded', true],
    ['discarded', true],
  ])('lets go of a submission that is %s, and of its history: %s', (state, deletable) => {
    database
      .prepare(
        `INSERT INTO submissions (id, call_id, agent, call, state, made_at, made_zone, updated_at, summary_sealed,
       body_sealed) VALUES ('s', 'c', 'a', 'x', ?, 0, 'UTC', 0, x'00', x'00')`,
      )
      .run(state);
    database.prepare("INSERT INTO history (at, submission_seq, to_state) VALUES (0, 1, 'queued')").run();
    expect(() => database.prepare('UPDATE history SET at = 1').run()).toThrow(/append-only/);
    for (const sql of ['DELETE FROM history', 'DELETE FROM submissions']) {
      const deleting = expect(() => database.prepare(sql).run());
      if (deletable) deleting.not.toThrow();
      else deleting.toThrow(/never deleted before its end/);
    }
  });

  describe('migrations', () => {
    const steps = ['CREATE TABLE one (x)', 'CREATE TABLE two (x)', 'CREATE TABLE three (x)'];

    it('take only the steps that are missing', () => {
      const connection = sqlite.open(':memory:');
      expect(migrate(connection, steps.slice(0, 1))).toBe(true);
      expect(migrate(connection, steps)).toBe(true);
      expect(schemaVersion(connection)).toBe(3);
      expect(migrate(connection, steps)).toBe(false);
      connection.close();
    });

    it('each change the schema, which so tells a newer version from a damaged number', () => {
      const connection = sqlite.open(':memory:');
      const schemas = MIGRATIONS.map((step) => {
        connection.exec(step);
        return JSON.stringify(connection.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all());
      });
      expect(new Set(schemas).size).toBe(MIGRATIONS.length);
      connection.close();
    });

    it('stop at a step that fails, and leave none half finished', () => {
      const connection = sqlite.open(':memory:');
      expect(() => migrate(connection, [steps[0]!, 'CREATE TABLE half (x); NONSENSE'])).toThrow(/NONSENSE/);
      expect(schemaVersion(connection)).toBe(1);
      expect(() => connection.prepare('SELECT * FROM half')).toThrow(/no such table/);
      expect(migrate(connection, steps)).toBe(true);
      connection.close();
    });
  });
});
