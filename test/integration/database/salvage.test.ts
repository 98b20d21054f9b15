import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCalls } from '#main/calls/call-store.ts';
import { systemClock as clock } from '#main/base/clock.ts';
import { createCipher } from '#main/database/cipher.ts';
import { openConnection } from '#main/database/connection.ts';
import { openDatabase } from '#main/database/database.ts';
import { loadSqlite } from '#main/database/sqlite-runtime.ts';
import { silentLog as log } from '#main/base/log.ts';
import { createOutbox } from '#main/outbox/outbox.ts';
import { draftOf, idOf, referenceOf, wrapUpOf } from '#test/support/wrap-ups.ts';
import { everybody, OUTBOX_OPTIONS } from '#test/support/outbox-options.ts';
import { integrityCheck } from '#test/support/integrity-check.ts';
import { openElsewhere } from './open-elsewhere.ts';
import { memory } from '#test/support/memory.ts';

const PAGE = 4096;
const COUNT = 200;
const cipher = createCipher({ current: randomBytes(32), older: [] });

let source: string;
let folder: string;
let path: string;

/**
 * A database with two hundred wrap-ups and their calls: after a normal end (`closed`), and after a kill (`killed`),
 * with the last of them only in the write-ahead log.
 */
beforeAll(() => {
  source = mkdtempSync(join(memory, 'afterword-sound-'));
  const sound = join(source, 'closed.db');
  const { database } = openDatabase({ path: sound, log, clock });
  const calls = createCalls({ database, cipher, clock, log, viewer: everybody });
  let n = 0;
  const outbox = createOutbox({
    ...OUTBOX_OPTIONS,
    database,
    cipher,
    clock,
    log,
    newId: () => idOf(n),
    send: () => Promise.resolve({ kind: 'unsent', cause: 'not-connected' }),
  });
  const wrapUp = (): void => {
    calls.open(referenceOf(`call-${n}`), 'hand', 'ended');
    outbox.submit(wrapUpOf(n, `call-${n}`));
  };
  for (; n < COUNT - 20; n += 1) wrapUp();
  database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
  for (; n < COUNT; n += 1) wrapUp();
  calls.open(referenceOf('open'), 'hand', 'ended');
  calls.saveDraft('open', draftOf(999));
  for (const suffix of ['', '-wal']) copyFileSync(sound + suffix, join(source, `killed.db${suffix}`));
  database.close();
});
afterAll(() => rmSync(source, { recursive: true, force: true }));

beforeEach(() => {
  folder = mkdtempSync(join(memory, 'afterword-damaged-'));
  path = join(folder, 'afterword.db');
  copyFileSync(join(source, 'closed.db'), path);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function overwrite(offset: number, bytes: Buffer): void {
  const file = readFileSync(path);
  bytes.copy(file, offset);
  writeFileSync(path, file);
}

/** Opens the damaged database and returns the result. */
function reopen() {
  const hasLog = existsSync(`${path}-wal`);
  const damaged = readFileSync(path);
  const { database, notices } = openDatabase({ path, log, clock });
  const outbox = createOutbox({
    ...OUTBOX_OPTIONS,
    database,
    cipher,
    clock,
    log,
    send: () => Promise.resolve({ kind: 'unsent', cause: 'not-connected' }),
  });
  const { total, items } = outbox.list({ states: ['queued'], offset: 0, limit: 10_000 });
  const rescued = new Set(items.map(({ id }) => id));
  for (const { id, comment } of items) expect(comment).toBe(`comment ${id.split('-')[2] ?? ''}`);
  expect(total).toBe(rescued.size);
  expect(integrityCheck(database)).toEqual([]);
  const { draft } = createCalls({ database, cipher, clock, log, viewer: everybody }).get('open') ?? {
    draft: null,
  };
  outbox.submit(wrapUpOf(5_000, 'goes-on'));
  database.close();

  const [notice] = notices;
  if (notice !== undefined) {
    const kept = join(folder, String(notice.params['kept']));
    // If a log is left, the attempt to open moves it into the file.
    if (!hasLog) expect(readFileSync(kept).equals(damaged)).toBe(true);
    expect(notice).toMatchObject({ code: 'databaseSalvaged', params: { submissions: rescued.size } });
  }
  const leftOver = readdirSync(folder).filter((name) => /rebuilt|ready|copy/.test(name));
  expect(leftOver).toEqual([]);
  return { rescued, draft, salvaged: notice !== undefined };
}

const open = () => openDatabase({ path, log, clock });

/** Puts the database in place as after a kill. */
function asKilled(): void {
  for (const suffix of ['', '-wal']) copyFileSync(join(source, `killed.db${suffix}`), path + suffix);
}

const firstPageDamages: [string, () => void][] = [
  ['a header of zeros', () => overwrite(0, Buffer.alloc(100))],
  ['a header of noise', () => overwrite(0, randomBytes(100))],
  ['a first page of noise', () => overwrite(0, randomBytes(PAGE))],
  // https://sqlite.org/fileformat2.html#the_database_header
  ['a flipped bit that makes its schema look newer', () => overwrite(62, Buffer.from([0x04]))],
  ['a flipped bit that says that nobody may write it', () => overwrite(18, Buffer.from([0x06]))],
];

describe('a damaged database', () => {
  it('is not reported if there is none', () => {
    expect(reopen()).toMatchObject({ salvaged: false, rescued: { size: COUNT }, draft: draftOf(999) });
    asKilled();
    expect(reopen()).toMatchObject({ salvaged: false, rescued: { size: COUNT }, draft: draftOf(999) });
  });

  it.each(firstPageDamages)('loses nothing to %s', (_name, damage) => {
    damage();
    expect(reopen()).toMatchObject({ salvaged: true, rescued: { size: COUNT }, draft: draftOf(999) });
  });

  it.each(firstPageDamages)('loses nothing to %s if a log is left', (_name, damage) => {
    asKilled();
    damage();
    expect(reopen()).toMatchObject({ rescued: { size: COUNT }, draft: draftOf(999) });
  });

  it('uses a log that does not contain the damaged first page', () => {
    const writer = openConnection(loadSqlite(), path);
    writer.exec("UPDATE calls SET outcome_set_at = 77 WHERE call_id = 'open'");
    const log = readFileSync(`${path}-wal`);
    const before = readFileSync(path);
    writer.close();
    writeFileSync(path, before);
    writeFileSync(`${path}-wal`, log);
    overwrite(0, Buffer.alloc(100));

    const { database, notices } = open();
    const row = database.prepare("SELECT outcome_set_at AS at FROM calls WHERE call_id = 'open'").get();
    expect({ ...(row as object) }).toEqual({ at: 77 });
    expect(notices).toMatchObject([{ params: { submissions: COUNT } }]);
    database.close();
  });

  it.each([
    ['noise', () => randomBytes(PAGE)],
    ['zeros', () => Buffer.alloc(PAGE)],
  ])('keeps most rows if any one page is %s', (_name, bad) => {
    const original = readFileSync(path);
    const lost: number[] = [];
    let noticed = 0;
    for (let page = 1; page < original.length / PAGE; page += 2) {
      for (const name of readdirSync(folder)) rmSync(join(folder, name));
      writeFileSync(path, original);
      overwrite(page * PAGE, bad());
      const { rescued, salvaged } = reopen();
      lost.push(COUNT - rescued.size);
      noticed += salvaged ? 1 : 0;
    }
    lost.sort((a, b) => a - b);
    expect(noticed).toBeGreaterThan(lost.length / 2);
    expect(lost[Math.floor(lost.length * 0.9)]).toBeLessThan(10);
  });

  it('keeps what is before the cut of a truncated file', () => {
    truncateSync(path, Math.floor((readFileSync(path).length / PAGE) * 0.6) * PAGE);
    const { rescued, salvaged } = reopen();
    expect(salvaged).toBe(true);
    expect(rescued.size).toBeGreaterThan(20);
  });

  it.each([
    ['another text', Buffer.from('this is no database, but a letter to a friend. '.repeat(300))],
    ['noise', randomBytes(40_000)],
    ['a few bytes', Buffer.from('oops')],
  ])('gives way to a new one where it is %s', (_name, bytes) => {
    writeFileSync(path, bytes);
    expect(reopen()).toMatchObject({ salvaged: true, rescued: { size: 0 } });
  });

  it('is replaced completely or not at all, even if the process is killed over and over', async () => {
    overwrite(0, randomBytes(PAGE));
    for (let count = 0; count < 12; count += 1) {
      const other = openElsewhere(path);
      void other.opening.catch(() => {});
      await Promise.race([pause(120 + count * 15), other.opening.catch(() => {})]);
      await other.kill();
    }
    const { database } = open();
    const { n } = database.prepare('SELECT count(*) AS n FROM submissions').get() as { n: number };
    expect(n).toBe(COUNT);
    database.close();
    expect(readdirSync(folder).filter((name) => /corrupt-.*Z$/.test(name))).toHaveLength(1);
  });

  it('is replaced completely after an interruption between two renames', () => {
    overwrite(0, randomBytes(PAGE));
    const damaged = readFileSync(path);
    copyFileSync(join(source, 'closed.db'), `${path}.ready`);
    const { database, notices } = open();
    expect((database.prepare('SELECT count(*) AS n FROM submissions').get() as { n: number }).n).toBe(COUNT);
    database.close();
    const kept = readdirSync(folder).find((name) => /corrupt-.*Z$/.test(name))!;
    expect(readFileSync(join(folder, kept)).equals(damaged)).toBe(true);
    expect(notices.map(({ code }) => code)).toEqual(['databaseSalvaged']);
  });
});
