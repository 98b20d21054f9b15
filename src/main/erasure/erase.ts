import { systemClock } from '#main/base/clock.ts';
import { silentLog } from '#main/base/log.ts';
import { files } from '#main/base/patient-files.ts';
import { makeBackup } from '#main/database/backup.ts';
import { backupOf } from '#main/database/files-beside.ts';
import type { KeyProtector } from '#main/database/key-file.ts';
import { openStore } from '#main/database/store.ts';
import type { Contact } from './contact.ts';
import { findLeftovers, removeLeftovers, type Leftovers } from './leftovers.ts';
import { eraseTraces, findTraces, type Traces } from './traces.ts';

/** What a folder has of a contact, and whether it was erased. */
export interface Erasure {
  readonly folder: string;
  readonly traces: Traces;
  readonly leftovers: Leftovers;
}

/**
 * Finds what a data folder has of a contact and, if it is meant, erases it: the rows, the backup, and what lies beside. The
 * file is written anew, so that no freed page holds anything. If it is interrupted, it can be run again.
 *
 * @param how `look` changes nothing; `erase` leaves what LCM does not have yet; `eraseAll` loses that too
 * @throws the errors of `openStore`, and of the file system; then it is not erased everywhere
 */
export async function eraseIn(
  folder: string,
  contact: Contact,
  how: 'look' | 'erase' | 'eraseAll',
  keyProtector: KeyProtector,
): Promise<Erasure> {
  const { database, cipher } = openStore(folder, keyProtector, { log: silentLog, clock: systemClock });
  try {
    const traces = findTraces({ database, cipher }, contact);
    const leftovers = findLeftovers(folder, database.path, contact);
    if (how !== 'look') {
      // First, since a database that knows less than its backup is taken for a damaged one.
      files.remove(backupOf(database.path));
      eraseTraces({ database }, traces, how === 'eraseAll');
      removeLeftovers(leftovers);
      database.prepare('VACUUM').run();
      await makeBackup(database);
    }
    return { folder, traces, leftovers };
  } finally {
    database.close();
  }
}
