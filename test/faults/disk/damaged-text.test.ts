import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock as clock } from '#main/base/clock.ts';
import { silentLog as log } from '#main/base/log.ts';
import { createCalls } from '#main/calls/call-store.ts';
import { keepBackup } from '#main/database/backup.ts';
import { backupOf } from '#main/database/files-beside.ts';
import { createCipher } from '#main/database/cipher.ts';
import { openDatabase, type Database } from '#main/database/database.ts';
import { createOutbox, type Outbox } from '#main/outbox/outbox.ts';
import { everybody, OUTBOX_OPTIONS } from '#test/support/outbox-options.ts';
import { commentOf, idOf, numberOf, referenceOf, wrapUpOf } from '#test/support/wrap-ups.ts';
import { integrityCheck } from '#test/support/integrity-check.ts';
import { overwrite } from './spoil.ts';
import { memory } from '#test/support/memory.ts';

const cipher = createCipher({ current: randomBytes(32), older: [] });

let folder: string;
let path: string;
let database: Database;
let outbox: Outbox;
let arrived: number[];
beforeEach(() => {
  folder = mkdtempSync(join(memory, 'afterword-damaged-text-'));
  path = join(folder, 'afterword.db');
  arrived = [];
});
afterEach(async () => {
  await close();
  rmSync(folder, { recursive: true, force: true });
});

function start(): void {
  const opened = openDatabase({ path, log, clock });
  // SQLite sees no damage within a text.
  expect(opened.notices).toEqual([]);
  ({ database } = opened);
  outbox = createOutbox({
    ...OUTBOX_OPTIONS,
    ...{ database, cipher, clock, log },
    newId: () => idOf(next),
    send(_call, data) {
      arrived.push(numberOf(data));
      return Promise.resolve({ kind: 'delivered' });
    },
  });
}

async function close(): Promise<void> {
  await outbox.close();
  database.close();
}

let next = 0;

/** Wraps up two calls while LCM is away, and begins again with one byte of a sealed text changed in one of the files. */
async function damageText(column: 'body' | 'summary', damaged: string): Promise<void> {
  start();
  const calls = createCalls({ database, cipher, clock, log, viewer: everybody });
  for (next = 0; next < 2; next += 1) {
    calls.open(referenceOf(`call-${next}`), 'hand', 'ended');
    outbox.submit(wrapUpOf(next, `call-${next}`));
  }
  await backUp();
  const sql = `SELECT ${column}_sealed AS sealed FROM submissions WHERE id = ?`;
  const { sealed } = database.prepare(sql).get(idOf(0)) as { sealed: Uint8Array };
  await close();
  const at = readFileSync(damaged).indexOf(sealed) + sealed.length - 8;
  overwrite(damaged, at, Buffer.from([~(sealed.at(-8) ?? 0) & 0xff]));
  start();
}

async function backUp(): Promise<void> {
  const backups = keepBackup({
    ...{ database, clock, log },
    onMended: () => outbox.recoverAgain(),
    putBack: (changed) => outbox.putBackTexts(changed),
  });
  backups.renew();
  await backups.stop();
}

const delivered = async (): Promise<void> => {
  await expect.poll(() => [0, 1].map((n) => outbox.view(idOf(n))?.state)).toEqual(['delivered', 'delivered']);
};

it('a wrap-up whose text was damaged on the disk is delivered as it was saved, from the last backup', async () => {
  await damageText('body', path);
  outbox.linkUp(false);
  await expect.poll(() => outbox.view(idOf(0))?.state).toBe('held');
  expect(outbox.view(idOf(0))?.reason).toBe('unreadable');

  await backUp();
  await delivered();
  expect(outbox.view(idOf(0))?.comment).toBe(commentOf(0));
  expect(arrived.sort()).toEqual([0, 1]);
  expect(integrityCheck(database)).toEqual([]);
});

it('is put back before the damaged one comes into the backup, also while LCM is away', async () => {
  await damageText('body', path);
  await backUp();
  await backUp();
  outbox.linkUp(false);
  await delivered();
  expect(arrived.sort()).toEqual([0, 1]);
});

it('the words of an outcome are put back as well', async () => {
  await damageText('summary', path);
  expect(outbox.view(idOf(0))?.summary).toBe('');
  await backUp();
  expect(outbox.view(idOf(0))?.summary).toBe('Outcome 0');
});

it('a text that was damaged in the backup changes nothing', async () => {
  await damageText('body', backupOf(path));
  await backUp();
  outbox.linkUp(false);
  await delivered();
  expect(arrived.sort()).toEqual([0, 1]);
});
