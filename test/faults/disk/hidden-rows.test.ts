import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
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

it('a wrap-up that a faulty index hides is delivered once the index is rebuilt', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'afterword-hidden-'));
  const path = join(folder, 'afterword.db');
  const cipher = createCipher({ current: randomBytes(32), older: [] });
  const open = (send: Send): { database: Database; outbox: Outbox } => {
    const { database, notices } = openDatabase({ path, log, clock });
    expect(notices).toEqual([]);
    const outbox = createOutbox({ ...OUTBOX_OPTIONS, database, cipher, clock, log, send });
    outbox.linkUp(false);
    return { database, outbox };
  };

  const killed = open(() => new Promise(() => {}));
  createCalls({ ...killed, cipher, clock, log, viewer: everybody }).open(
    referenceOf('call-1'),
    'hand',
    'ended',
  );
  const { id } = killed.outbox.submit(wrapUpOf(1, 'call-1'));
  await expect.poll(() => killed.outbox.view(id)?.state).toBe('sending');
  await killed.outbox.close();
  killed.database.close();
  const page = (rootPageOf(path, 'submissions_by_state') - 1) * PAGE;
  overwrite(path, readFileSync(path).indexOf('sending', page), Buffer.from('vending'));

  let sent = 0;
  const { database, outbox } = open(() => {
    sent += 1;
    return Promise.resolve({ kind: 'delivered' });
  });
  const backups = keepBackup({
    database,
    clock,
    log,
    onMended: () => {
      outbox.recoverAgain();
    },
  });
  try {
    expect(outbox.view(id)?.state).toBe('sending');
    expect(outbox.summary().sending).toBe(0);
    backups.renew();
    await backups.settled();
    await expect.poll(() => outbox.view(id)?.state).toBe('delivered');
    expect(sent).toBe(1);
  } finally {
    await backups.stop();
    await outbox.close();
    database.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

it('a wrap-up under way is not sent twice if an index is rebuilt meanwhile', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'afterword-under-way-'));
  const { database } = openDatabase({ path: join(folder, 'afterword.db'), log, clock });
  const cipher = createCipher({ current: randomBytes(32), older: [] });
  let sent = 0;
  let answer = (): void => {};
  const outbox = createOutbox({
    ...OUTBOX_OPTIONS,
    database,
    cipher,
    clock,
    log,
    send: () =>
      new Promise((resolve) => {
        sent += 1;
        answer = () => {
          resolve({ kind: 'delivered' });
        };
      }),
  });
  try {
    outbox.linkUp(false);
    createCalls({ database, cipher, clock, log, viewer: everybody }).open(
      referenceOf('call-1'),
      'hand',
      'ended',
    );
    const { id } = outbox.submit(wrapUpOf(1, 'call-1'));
    await expect.poll(() => sent).toBe(1);
    outbox.recoverAgain();
    expect(outbox.view(id)?.state).toBe('sending');
    answer();
    await expect.poll(() => outbox.view(id)?.state).toBe('delivered');
    expect(sent).toBe(1);
  } finally {
    await outbox.close();
    database.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
