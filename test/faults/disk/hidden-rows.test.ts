import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock as clock } from '#main/base/clock.ts';
import { silentLog as log } from '#main/base/log.ts';
import { createCalls } from '#main/calls/call-store.ts';
import { keepBackup } from '#main/database/backup.ts';
import { createCipher } from '#main/database/cipher.ts';
import { openDatabase, type Database } from '#main/database/database.ts';
import { createOutbox, type Outbox } from '#main/outbox/outbox.ts';
import type { Send } from '#main/outbox/delivery/delivery.ts';
import { everybody, OUTBOX_OPTIONS } from '#test/support/outbox-options.ts';
import { referenceOf, wrapUpOf } from '#test/support/wrap-ups.ts';
import { overwrite, PAGE, rootPageOf } from './spoil.ts';
import { memory } from '#test/support/memory.ts';

const cipher = createCipher({ current: randomBytes(32), older: [] });

let folder: string;
let path: string;
let database: Database;
let outbox: Outbox;
beforeEach(() => {
  folder = mkdtempSync(join(memory, 'afterword-hidden-'));
  path = join(folder, 'afterword.db');
});
afterEach(async () => {
  await close();
  rmSync(folder, { recursive: true, force: true });
});

/** A start, with a link to an LCM that answers as `send` does. */
function start(send: Send): void {
  const opened = openDatabase({ path, log, clock });
  expect(opened.notices).toEqual([]);
  ({ database } = opened);
  outbox = createOutbox({ ...OUTBOX_OPTIONS, database, cipher, clock, log, send });
  outbox.linkUp(false);
}

async function close(): Promise<void> {
  await outbox.close();
  database.close();
}

/** @returns the id of a wrap-up that is under way */
async function submit(): Promise<string> {
  createCalls({ database, cipher, clock, log, viewer: everybody }).open(
    referenceOf('call-1'),
    'hand',
    'ended',
  );
  const { id } = outbox.submit(wrapUpOf(1, 'call-1'));
  await becomes(id, 'sending');
  return id;
}

const becomes = async (id: string, state: string): Promise<void> => {
  await expect.poll(() => outbox.view(id)?.state).toBe(state);
};

it('a wrap-up that a faulty index hides is delivered once the index is rebuilt', async () => {
  start(() => new Promise(() => {}));
  const id = await submit();
  await close();
  const page = (rootPageOf(path, 'submissions_by_state') - 1) * PAGE;
  overwrite(path, readFileSync(path).indexOf('sending', page), Buffer.from('vending'));

  let sent = 0;
  start(() => {
    sent += 1;
    return Promise.resolve({ kind: 'delivered' });
  });
  const backups = keepBackup({
    database,
    clock,
    log,
    onMended: () => outbox.recoverAgain(),
  });
  expect(outbox.view(id)?.state).toBe('sending');
  expect(outbox.summary().sending).toBe(0);
  backups.renew();
  await backups.stop();
  await becomes(id, 'delivered');
  expect(sent).toBe(1);
});

it('a wrap-up under way is not sent twice if an index is rebuilt meanwhile', async () => {
  const answers: (() => void)[] = [];
  start(
    () =>
      new Promise((resolve) => {
        answers.push(() => resolve({ kind: 'delivered' }));
      }),
  );
  const id = await submit();
  outbox.recoverAgain();
  expect(outbox.view(id)?.state).toBe('sending');
  answers[0]?.();
  await becomes(id, 'delivered');
  expect(answers).toHaveLength(1);
});
