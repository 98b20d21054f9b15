import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCalls } from '#main/calls/call-store.ts';
import { systemClock as clock } from '#main/base/clock.ts';
import { createCipher } from '#main/database/cipher.ts';
import { openDatabase } from '#main/database/database.ts';
import { silentLog as log } from '#main/base/log.ts';
import { createOutbox } from '#main/outbox/outbox.ts';
import { idOf, referenceOf, wrapUpOf } from '#test/support/wrap-ups.ts';
import { everybody, OUTBOX_OPTIONS } from '#test/support/outbox-options.ts';
import { integrityCheck } from '#test/support/integrity-check.ts';
import { FRAME, flipBit, frameAt, framesOf, overwrite, PAGE, rootPageOf, type Frame } from './spoil.ts';
import { memory } from '#test/support/memory.ts';

/** Enough wrap-ups that the tables have separate leaves below their roots. */
const IN_THE_FILE = 300;
const IN_THE_LOG = 12;
const COUNT = IN_THE_FILE + IN_THE_LOG;
const cipher = createCipher({ current: randomBytes(32), older: [] });

let source: string;
let folder: string;
let path: string;
let frames: Frame[];

const outboxOn = (database: ReturnType<typeof openDatabase>['database'], newId?: () => string) =>
  createOutbox({
    ...OUTBOX_OPTIONS,
    database,
    cipher,
    clock,
    log,
    send: () => Promise.resolve({ kind: 'unsent', cause: 'not-connected' }),
    ...(newId === undefined ? {} : { newId }),
  });

/** After a kill, with the last wrap-ups only in the log; and after a normal end. */
beforeAll(() => {
  source = mkdtempSync(join(memory, 'afterword-sound-'));
  const sound = join(source, 'killed.db');
  const { database } = openDatabase({ path: sound, log, clock });
  const calls = createCalls({ database, cipher, clock, log, viewer: everybody });
  let n = 0;
  const outbox = outboxOn(database, () => idOf(n));
  for (; n < COUNT; n += 1) {
    if (n === IN_THE_FILE) database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
    calls.open(referenceOf(`call-${n}`), 'hand', 'ended');
    outbox.submit(wrapUpOf(n, `call-${n}`));
  }
  for (const suffix of ['', '-wal']) copyFileSync(sound + suffix, join(source, `copy.db${suffix}`));
  database.close();
  copyFileSync(sound, join(source, 'closed.db'));
  frames = framesOf(join(source, 'copy.db-wal'));
});
afterAll(() => rmSync(source, { recursive: true, force: true }));
beforeEach(() => {
  folder = mkdtempSync(join(memory, 'afterword-damaged-'));
  path = join(folder, 'afterword.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The most submissions on one page, at about half a kilobyte each. Which page a frame holds is random. */
const ROWS_OF_A_PAGE = 8;

function asKilled(): void {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
  for (const suffix of ['', '-wal']) copyFileSync(join(source, `copy.db${suffix}`), path + suffix);
}

function asClosed(): void {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
  copyFileSync(join(source, 'closed.db'), path);
}

/** Opens the damaged database. Returns which wrap-ups can be read, and the notices for the agent. */
function reopen() {
  const { database, notices } = openDatabase({ path, log, clock });
  const outbox = outboxOn(database);
  const { items } = outbox.list({ states: ['queued'], offset: 0, limit: 10_000 });
  const whole = items.filter(({ id, comment }) => comment === `comment ${id.split('-')[2] ?? ''}`);
  expect(integrityCheck(database)).toEqual([]);
  outbox.submit(wrapUpOf(5_000, 'goes-on'));
  const counts = Object.fromEntries(
    ['calls', 'history'].map((table) => [
      table,
      (database.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n,
    ]),
  );
  database.close();
  return { found: items.length, whole: whole.length, counts, notices };
}

describe('a write-ahead log', () => {
  it('is used completely if nothing is wrong with it', () => {
    asKilled();
    expect(frames.filter(({ commits }) => commits).length).toBeGreaterThan(IN_THE_LOG);
    expect(reopen()).toMatchObject({ whole: COUNT, notices: [] });
  });

  it.each([
    ['the page in a frame', FRAME - 20],
    ['the number of its page', 3],
    ['its mark of a commit', 7],
    ['its salt', 9],
    ['its checksum', 17],
  ])('loses no more than a page to a flipped bit in %s, in any frame', (_what, offset) => {
    const losses: number[] = [];
    for (let index = 0; index < frames.length - 1; index += 13) {
      asKilled();
      flipBit(`${path}-wal`, frameAt(index) + offset);
      const { whole, notices } = reopen();
      losses.push(COUNT - whole);
      // The commits behind the frame would be lost silently. Nobody can tell whether a power cut interrupted the last
      // one, so two have to follow. The frame right after a wrong checksum cannot be checked either.
      if (frames.slice(index + 2).filter(({ commits }) => commits).length >= 2) {
        expect(notices).toMatchObject([{ code: 'databaseSalvaged' }]);
        expect(existsSync(join(folder, `${String(notices[0]?.params['kept'])}-wal`))).toBe(true);
      }
    }
    losses.sort((a, b) => a - b);
    expect(losses[Math.floor(losses.length / 2)]).toBeLessThanOrEqual(ROWS_OF_A_PAGE);
    expect(losses.at(-1)).toBeLessThan(60);
  });

  it.each([0, 5, 9, 15, 17, 21, 25])('loses nothing to a flipped bit at byte %i of its header', (offset) => {
    asKilled();
    flipBit(`${path}-wal`, offset);
    expect(reopen()).toMatchObject({ whole: COUNT, notices: [{ params: { submissions: COUNT } }] });
  });

  it('loses no more than a page if its beginning is zeros: the header and the first frame', () => {
    asKilled();
    overwrite(`${path}-wal`, 0, Buffer.alloc(PAGE));
    const { whole, notices } = reopen();
    expect(whole).toBeGreaterThanOrEqual(COUNT - ROWS_OF_A_PAGE);
    expect(notices).toMatchObject([{ code: 'databaseSalvaged' }]);
  });

  it('loses nothing committed to a bit flipped after the last commit', () => {
    asKilled();
    // A kill in the middle of a transaction leaves whole frames without a commit, then half a frame.
    const bytes = readFileSync(`${path}-wal`);
    truncateSync(`${path}-wal`, frameAt(frames.length));
    appendFileSync(`${path}-wal`, Buffer.concat([uncommitted(bytes), randomBytes(700)]));
    flipBit(`${path}-wal`, frameAt(frames.length) + 100);
    expect(reopen()).toMatchObject({ whole: COUNT, notices: [] });
  });

  it('that started again over an older one loses nothing if its last commit lacks any one frame', () => {
    const sound = join(folder, 'reused.db');
    const { database } = openDatabase({ path: sound, log, clock });
    const calls = createCalls({ database, cipher, clock, log, viewer: everybody });
    let n = 0;
    const outbox = outboxOn(database, () => idOf(n));
    const work = (end: number): void => {
      for (; n < end; n += 1) {
        calls.open(referenceOf(`call-${n}`), 'hand', 'ended');
        outbox.submit(wrapUpOf(n, `call-${n}`));
      }
    };
    work(60);
    // The log keeps its length, and is written again from its beginning.
    database.prepare('PRAGMA wal_checkpoint(RESTART)').get();
    work(70);
    const before = readFileSync(`${sound}-wal`);
    const saved = framesOf(`${sound}-wal`).length;
    outbox.submit(wrapUpOf(n, 'call-0'));
    const file = readFileSync(sound);
    const after = readFileSync(`${sound}-wal`);
    const all = framesOf(`${sound}-wal`).length;
    database.close();

    expect(all - saved).toBeGreaterThan(5);
    for (let missing = saved; missing < all; missing += 1) {
      for (const name of readdirSync(folder)) rmSync(join(folder, name));
      const torn = Buffer.from(after);
      before.copy(torn, frameAt(missing), frameAt(missing), frameAt(missing + 1));
      writeFileSync(path, file);
      writeFileSync(`${path}-wal`, torn);
      const { whole, notices } = reopen();
      expect({ whole, notices }).toEqual({ whole: 70, notices: [] });
    }
  });

  it('is not reported as damaged if a kill interrupted the writing of its last frame over an older log', () => {
    asKilled();
    const { length } = frames;
    overwrite(`${path}-wal`, frameAt(length - 1) + 2_000, Buffer.alloc(FRAME - 2_000, 7));
    const { whole, notices } = reopen();
    expect(notices).toEqual([]);
    expect(whole).toBe(COUNT - 1);
  });

  it('keeps everything before the cut if it is truncated, even in the middle of a frame', () => {
    for (const cut of [frameAt(0), frameAt(7), frameAt(7) + 1_000, frameAt(frames.length - 1)]) {
      asKilled();
      truncateSync(`${path}-wal`, cut);
      const { whole, found } = reopen();
      expect(whole).toBe(found);
      expect(whole).toBeGreaterThanOrEqual(IN_THE_FILE);
    }
  });

  it('restores its content by itself if its database was emptied', () => {
    asKilled();
    truncateSync(path, 0);
    const { database, notices } = openDatabase({ path, log, clock, usedBefore: true });
    const { n } = database.prepare('SELECT count(*) AS n FROM submissions').get() as { n: number };
    database.close();
    expect(n).toBeGreaterThanOrEqual(IN_THE_LOG);
    expect(notices).toMatchObject([{ code: 'databaseSalvaged', params: { submissions: n } }]);
  });
});

/** The start of an uncommitted transaction: frames with the salts of this log. */
function uncommitted(log: Buffer): Buffer {
  const begun = Buffer.from(log.subarray(frameAt(0), frameAt(2)));
  for (const at of [0, FRAME]) {
    log.copy(begun, at + 8, 16, 24);
    begun.writeUInt32BE(0, at + 4);
  }
  return begun;
}

describe('the page at which a table begins', () => {
  it.each([
    ['submissions', 'zeros'],
    ['submissions', 'noise'],
    ['calls', 'zeros'],
    ['calls', 'noise'],
    ['history', 'zeros'],
    ['history', 'noise'],
  ] as const)('of %s may be lost to %s: its rows are found in the pages below', (table, kind) => {
    asClosed();
    const offset = (rootPageOf(path, table) - 1) * PAGE;
    overwrite(path, offset, kind === 'zeros' ? Buffer.alloc(PAGE) : randomBytes(PAGE));
    const { whole, found, counts, notices } = reopen();
    expect({ whole, found, calls: counts['calls'] }).toEqual({ whole: COUNT, found: COUNT, calls: COUNT });
    // This includes the entry of the wrap-up that was submitted since.
    expect(counts['history']).toBe(COUNT + 1);
    expect(notices).toMatchObject([{ params: { submissions: COUNT, calls: COUNT, history: COUNT } }]);
  });

  it('may be lost together with the first page of the file', () => {
    asClosed();
    overwrite(path, (rootPageOf(path, 'submissions') - 1) * PAGE, randomBytes(PAGE));
    overwrite(path, 0, Buffer.alloc(PAGE));
    expect(reopen()).toMatchObject({ whole: COUNT, counts: { calls: COUNT } });
  });
});
