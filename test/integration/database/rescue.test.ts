import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock as clock } from '#main/base/clock.ts';
import { silentLog as log } from '#main/base/log.ts';
import { createCalls } from '#main/calls/call-store.ts';
import { makeBackup } from '#main/database/backup.ts';
import { backupOf } from '#main/database/files-beside.ts';
import { createCipher } from '#main/database/cipher.ts';
import { openDatabase, type Database } from '#main/database/database.ts';
import { loadSqlite } from '#main/database/sqlite-runtime.ts';
import { createOutbox, type Outbox } from '#main/outbox/outbox.ts';
import { draftOf, idOf, referenceOf, wrapUpOf } from '#test/support/wrap-ups.ts';
import { everybody, OUTBOX_OPTIONS } from '#test/support/outbox-options.ts';
import { overwrite, PAGE, rootPageOf } from '#test/faults/disk/spoil.ts';
import { integrityCheck } from '#test/support/integrity-check.ts';
import { transitionsOf } from '#test/support/transitions.ts';
import { memory } from '#test/support/memory.ts';

const cipher = createCipher({ current: randomBytes(32), older: [] });

let folder: string;
let path: string;
let database: Database;
let n: number;
beforeEach(() => {
  folder = mkdtempSync(join(memory, 'afterword-rescue-'));
  path = join(folder, 'afterword.db');
  n = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Opens the store of the folder; `codes` are those of the notices. */
function open(): {
  codes: string[];
  params: Record<string, unknown>;
  outbox: Outbox;
  calls: ReturnType<typeof createCalls>;
} {
  const opened = openDatabase({ path, log, clock, usedBefore: n > 0 });
  database = opened.database;
  return {
    codes: opened.notices.map(({ code }) => code),
    params: Object.assign({}, ...opened.notices.map(({ params }) => params)) as Record<string, unknown>,
    calls: createCalls({ database, cipher, clock, log, viewer: everybody }),
    outbox: createOutbox({
      ...OUTBOX_OPTIONS,
      database,
      cipher,
      clock,
      log,
      newId: () => idOf(n),
      send: () => Promise.resolve({ kind: 'unsent', cause: 'not-connected' }),
    }),
  };
}

type Opened = ReturnType<typeof open>;

/** Wraps up calls until there are `end`. */
function work({ outbox, calls }: Opened, end: number): void {
  for (; n < end; n += 1) {
    calls.open(referenceOf(`call-${n}`), 'hand', 'ended');
    outbox.submit(wrapUpOf(n, `call-${n}`));
  }
}

const stateOf = ({ outbox }: Opened, number: number): [string | undefined, string | null | undefined] => {
  const view = outbox.view(idOf(number));
  return [view?.state, view?.reason];
};

describe('what only the backup knows', () => {
  it('comes back if the database is gone, and is not sent before a person has decided', async () => {
    const first = open();
    work(first, 3);
    first.calls.open(referenceOf('open'), 'hand', 'ended');
    first.calls.saveDraft('open', draftOf(77));
    first.outbox.discard(idOf(2), 'by mistake');
    await makeBackup(database);
    database.close();
    rmSync(path);

    const again = open();
    expect(again.codes).toEqual(['databaseGone', 'rescuedHeld']);
    expect(again.params).toMatchObject({ calls: 4, submissions: 2 });
    expect(stateOf(again, 0)).toEqual(['held', 'rescued']);
    expect(stateOf(again, 1)).toEqual(['held', 'rescued']);
    expect(stateOf(again, 2)).toEqual(['discarded', 'by mistake']);
    expect(again.calls.get('open')?.draft).toEqual(draftOf(77));
    const trail = await transitionsOf(again.outbox.history);
    expect(
      trail
        .filter(({ submissionId }) => submissionId === idOf(0))
        .map(({ from, to, detail }) => [from, to, detail]),
    ).toEqual([
      ['queued', 'held', 'rescued'],
      [null, 'queued', 'submitted'],
    ]);
    // The agent decides.
    again.outbox.retry(idOf(0));
    expect(stateOf(again, 0)[0]).toBe('queued');
    expect(integrityCheck(database)).toEqual([]);
    database.close();
    const third = open();
    expect(third.codes).toEqual([]);
    database.close();
  });

  it('does not replace newer rows of the database', async () => {
    const first = open();
    work(first, 40);
    first.calls.saveDraft('call-39', draftOf(99));
    await makeBackup(database);
    // After the backup one was discarded, one was corrected, and one draft was submitted.
    first.outbox.discard(idOf(0), 'by mistake');
    first.outbox.submit(wrapUpOf(n, 'call-1'));
    n += 1;
    first.outbox.submit(wrapUpOf(n, 'call-39'));
    n += 1;
    work(first, 60);
    database.close();
    overwrite(path, (rootPageOf(path, 'submissions_by_state') - 1) * PAGE, Buffer.alloc(PAGE));

    const again = open();
    expect(again.codes).toEqual(['databaseSalvaged']);
    expect(again.params).toMatchObject({ submissions: 60 });
    expect(stateOf(again, 0)[0]).toBe('discarded');
    expect(stateOf(again, 1)[0]).toBe('superseded');
    expect(stateOf(again, 40)[0]).toBe('queued');
    expect(stateOf(again, 59)[0]).toBe('queued');
    expect(again.calls.get('call-39')?.draft).toBeNull();
    database.close();
  });

  it('is superseded if a later wrap-up of its call is known, which it neither overtakes nor delays', async () => {
    const first = open();
    work(first, 2);
    await makeBackup(database);
    first.outbox.submit(wrapUpOf(n, 'call-0'));
    n += 1;
    database.close();
    loseRow(idOf(0));

    const again = open();
    expect(again.codes).toEqual(['databaseSalvaged']);
    expect(stateOf(again, 0)).toEqual(['superseded', 'rescued']);
    expect(stateOf(again, 2)[0]).toBe('queued');
    database.close();
  });

  it('reveals that the database lost rows: it is older than its backup', async () => {
    const first = open();
    work(first, 3);
    database.close();
    copyFileSync(path, join(folder, 'older'));
    const second = open();
    work(second, 6);
    await makeBackup(database);
    database.close();
    copyFileSync(join(folder, 'older'), path);

    const again = open();
    expect(again.codes).toEqual(['databaseSalvaged', 'rescuedHeld']);
    expect([0, 2, 3, 5].map((number) => stateOf(again, number)[0])).toEqual([
      'queued',
      'queued',
      'held',
      'held',
    ]);
    database.close();
    expect(open().codes).toEqual([]);
    database.close();
  });

  it('is nothing if the backup is damaged too, but the app still starts', async () => {
    const first = open();
    work(first, 3);
    await makeBackup(database);
    database.close();
    writeFileSync(backupOf(path), randomBytes(9_000));
    const second = open();
    expect(second.codes).toEqual([]);
    database.close();
    overwrite(path, 0, Buffer.alloc(PAGE));
    const third = open();
    expect(third.params).toMatchObject({ submissions: 3 });
    database.close();
  });
});

/** Deletes a submission from the database, as Afterword never does. */
function loseRow(id: string): void {
  const raw = loadSqlite().open(path);
  raw.exec(`DROP TRIGGER history_is_not_deleted_before_the_end;
    DELETE FROM history WHERE submission_seq = (SELECT seq FROM submissions WHERE id = '${id}');
    DELETE FROM submissions WHERE id = '${id}'`);
  raw.close();
}

describe('a damaged tree', () => {
  beforeEach(() => {
    work(open(), 150);
    database.close();
  });

  const everything = (opened: Opened): unknown => [opened.params, opened.outbox.summary().waiting];
  const all = [expect.objectContaining({ submissions: 150, calls: 150, history: 150 }), 150];

  it('loses no row if two pages are swapped', () => {
    // A leaf of submissions and a leaf of history.
    const bytes = readFileSync(path);
    const swapped = ['submissions', 'history'].map((table) => firstChildOf(bytes, rootPageOf(path, table)));
    const [one = 0, other = 0] = swapped.map((page) => (page - 1) * PAGE);
    overwrite(path, one, bytes.subarray(other, other + PAGE));
    overwrite(path, other, bytes.subarray(one, one + PAGE));
    const again = open();
    expect(again.codes).toEqual(['databaseSalvaged']);
    expect(everything(again)).toEqual(all);
    database.close();
  });

  it.each(['submissions', 'history', 'calls'])(
    'of %s that leads in circles does not stop the start, and loses no row',
    (table) => {
      // Every child of the root is the root, then the first leaf again and again.
      const root = (rootPageOf(path, table) - 1) * PAGE;
      const bytes = readFileSync(path);
      const first = firstChildOf(bytes, root / PAGE + 1);
      for (const child of [root / PAGE + 1, first]) {
        for (const name of readdirSync(folder)) if (name !== 'afterword.db') rmSync(join(folder, name));
        const spoilt = Buffer.from(bytes);
        for (let cell = 0; cell < bytes.readUInt16BE(root + 3); cell += 1)
          spoilt.writeUInt32BE(child, root + spoilt.readUInt16BE(root + 12 + 2 * cell));
        spoilt.writeUInt32BE(child, root + 8);
        writeFileSync(path, spoilt);
        const again = open();
        expect(everything(again)).toEqual(all);
        database.close();
      }
    },
  );

  it('keeps a row with a damaged cell, held for the agent to check', () => {
    const bytes = readFileSync(path);
    const queued = bytes.indexOf('queued', bytes.indexOf('wrap-up-70call-70'));
    overwrite(path, queued, Buffer.from('qveued'));
    const again = open();
    expect(again.codes).toEqual(['databaseSalvaged', 'rescuedHeld']);
    expect(stateOf(again, 70)).toEqual(['held', 'rescued']);
    expect(again.outbox.view(idOf(70))?.comment).toBe('comment 70');
    expect(again.outbox.summary()).toMatchObject({ waiting: 149, held: 1 });
    database.close();
  });

  it('never gives the number of a lost row to another', () => {
    const bytes = readFileSync(path);
    for (let page = bytes.length / PAGE; page > 1; page -= 1) {
      const at = (page - 1) * PAGE;
      if (
        bytes.indexOf('wrap-up-149call-149', at) - at < PAGE &&
        bytes.indexOf('wrap-up-149call-149', at) >= at
      )
        overwrite(path, at, Buffer.alloc(PAGE));
    }
    const again = open();
    work(again, 151);
    const { seq } = database.prepare('SELECT seq FROM submissions WHERE id = ?').get(idOf(150)) as {
      seq: number;
    };
    expect(stateOf(again, 149)[0]).toBeUndefined();
    expect(seq).toBe(151);
    database.close();
  });

  it.each([
    ['a letter of the schema', (bytes: Buffer) => bytes.indexOf('outcome_set_at')],
    ['the version', () => 61],
  ])('with %s changed is found though every page is sound', (_what, where) => {
    const at = where(readFileSync(path));
    overwrite(path, at, Buffer.from([0x70]));
    const again = open();
    expect(again.codes).toEqual(['databaseSalvaged']);
    expect(everything(again)).toEqual(all);
    database.close();
  });

  it('is found if an empty index is marked as a table’s, or nothing would ever be sent', () => {
    overwrite(path, (rootPageOf(path, 'submissions_by_callback') - 1) * PAGE, Buffer.from([0x0d]));
    const again = open();
    expect(again.codes).toEqual(['databaseSalvaged']);
    expect(everything(again)).toEqual(all);
    database.close();
  });
});

/** The page of the first child of an interior page of a table (https://sqlite.org/fileformat2.html#b_tree_pages). */
function firstChildOf(bytes: Buffer, page: number): number {
  const at = (page - 1) * PAGE;
  if (bytes[at] !== 0x05) throw new Error(`Page ${page} is not an interior one`);
  return bytes.readUInt32BE(at + bytes.readUInt16BE(at + 12));
}
