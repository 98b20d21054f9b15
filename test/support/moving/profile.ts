import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCalls } from '#main/calls/call-store.ts';
import { systemClock as clock } from '#main/base/clock.ts';
import { silentLog as log } from '#main/base/log.ts';
import { makeBackup } from '#main/database/backup.ts';
import { fileKeyProtector } from '#main/database/key-file.ts';
import { openStore } from '#main/database/store.ts';
import type { DataPlaces } from '#main/moving/places.ts';
import { createOutbox } from '#main/outbox/outbox.ts';
import { integrityCheck } from '#test/support/integrity-check.ts';
import { everybody, OUTBOX_OPTIONS } from '#test/support/outbox-options.ts';
import { draftOf, idOf, referenceOf, wrapUpOf } from '#test/support/wrap-ups.ts';

/** What lies beside the databases in a data folder. */
export const FILES: Readonly<Record<string, string>> = {
  'Local State': '{"os_crypt":{"encrypted_key":"RFBBUEk="}}',
  'afterword.secrets': 'sealed',
  'afterword.db.corrupt-2026-11-01T08-00-00-000Z': 'a damaged one',
  'agent.json': '{"userId":"ana"}',
  'logs/afterword.log': 'yesterday',
};
/** What is not moved: Chromium makes it again, or it belongs to a running program. */
export const EXPENDABLE = ['Cache/data_0', 'Code Cache/js/index', 'lockfile', 'afterword.busy'];

/** The two places below a folder, none of them made. */
export const placesIn = (folder: string): DataPlaces & { readonly roaming: string } => ({
  local: join(folder, 'Local', 'Afterword'),
  roaming: join(folder, 'Roaming', 'Afterword'),
  stays: false,
});

/**
 * Fills a data folder as an earlier version left it: wrap-ups that wait, a draft, a backup, and files. The process that did it was
 * killed, so the newest rows are in the log beside the database.
 *
 * @param from the number of the first wrap-up
 */
export async function fillFolder(folder: string, from = 0, count = 3): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'afterword-profile-'));
  const { database, cipher } = openStore(scratch, fileKeyProtector, { clock, log });
  let n = from;
  const calls = createCalls({ database, cipher, clock, log, viewer: everybody });
  const outbox = createOutbox({
    ...OUTBOX_OPTIONS,
    ...{ database, cipher, clock, log },
    send: () => Promise.resolve({ kind: 'delivered' }),
    newId: () => idOf(n),
  });
  for (; n < from + count; n += 1) {
    calls.open(referenceOf(`call-${n}`), 'hand', 'ended');
    outbox.submit(wrapUpOf(n, `call-${n}`));
  }
  await makeBackup(database);
  calls.open(referenceOf(`call-${n}`), 'hand', 'ended');
  calls.saveDraft(`call-${n}`, draftOf(n));
  // As it is on disk if the process is killed now.
  cpSync(scratch, folder, { recursive: true });
  await outbox.close();
  calls.stop();
  database.close();
  rmSync(scratch, { recursive: true, force: true });
  const all = { ...FILES, ...Object.fromEntries(EXPENDABLE.map((name) => [name, 'nothing'])) };
  for (const [name, content] of Object.entries(all)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  writeFileSync(join(folder, 'settings.json'), '{"agent":{"userId":"ana"}}');
}

/** The ids of the wrap-ups that wait in a folder, and the comments of its drafts. Everything in it can be read, and is sound. */
export function readFolder(folder: string): { readonly waiting: string[]; readonly drafts: string[] } {
  const { database, cipher, notices } = openStore(folder, fileKeyProtector, { clock, log });
  try {
    const bad = notices.filter(({ code }) => code !== 'keyNotProtected');
    const unsound = integrityCheck(database);
    if (bad.length + unsound.length > 0)
      throw new Error(`${folder}: ${JSON.stringify(bad)} ${JSON.stringify(unsound)}`);
    const rows = database.prepare("SELECT id FROM submissions WHERE state = 'queued' ORDER BY seq").all();
    const calls = createCalls({ database, cipher, clock, log, viewer: everybody });
    calls.stop();
    return {
      waiting: (rows as { id: string }[]).map(({ id }) => id),
      drafts: calls.toWrapUp().flatMap((id) => calls.find(id)?.record.draft?.comment ?? []),
    };
  } finally {
    database.close();
  }
}
