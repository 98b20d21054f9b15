import { join } from 'node:path';
import type { Clock } from '#main/base/clock.ts';
import { errorWords } from '#main/base/error-words.ts';
import type { Log } from '#main/base/log.ts';
import { createCipher, type Cipher } from './cipher.ts';
import {
  openDatabase,
  openDatabaseAtStart,
  type Database,
  type DatabaseNotice,
  type StartedDatabase,
} from './database.ts';
import { DatabaseUnavailableError } from './errors.ts';
import { hasKey, keepKey, keyPath, loadKey, type KeyProtector, type LoadedKey } from './key-file.ts';
import { countUnreadable, unreadableNotices } from './unreadable-rows.ts';

/** The database of a data folder, and the cipher for its sealed cells. */
export interface Store {
  readonly database: Database;
  readonly cipher: Cipher;
  /** Notices for the agent: a damaged database, a lost key, a key without a key store. */
  readonly notices: readonly DatabaseNotice[];
}

interface Deps {
  readonly log: Log;
  readonly clock: Clock;
}

const FILE_NAME = 'afterword.db';

/**
 * Opens database and key of a data folder, and makes them if they are missing. The database comes first: its lock
 * prevents two processes that start together from making a key each. All is checked first, in this thread.
 *
 * @throws the errors of `openDatabase`
 */
export function openStore(folder: string, keyProtector: KeyProtector, deps: Deps): Store {
  const opened = openDatabase({ path: join(folder, FILE_NAME), usedBefore: hasKey(folder), ...deps });
  const { database } = opened;
  try {
    const { cipher, notices, keep } = openKey(folder, keyProtector, deps);
    database.putBack.on(keep);
    const unreadable = unreadableNotices(countUnreadable(database, cipher.readablePrefixes));
    return { database, cipher, notices: [...opened.notices, ...notices, ...unreadable] };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** The store of an app that starts. */
export interface StartedStore extends Store, Pick<StartedDatabase, 'follow'> {
  /** Looks whether the key is still there. If somebody took it away, it is written again, and `putBack` of the database tells. */
  readonly keepKey: () => void;
}

/**
 * The same for an app that starts. A large store does not block the thread: after a clean end, it is checked while the app
 * works already.
 *
 * @param small from which size of the database on, in bytes; see `openDatabaseAtStart`
 * @throws the errors of `openDatabaseAtStart`
 */
export async function openStoreAtStart(
  folder: string,
  keyProtector: KeyProtector,
  deps: Deps,
  small?: number,
): Promise<StartedStore> {
  let key: ReturnType<typeof openKey> | null = null;
  const keyOnce = (): ReturnType<typeof openKey> => (key ??= openKey(folder, keyProtector, deps));
  const { database, notices, follow } = await openDatabaseAtStart({
    path: join(folder, FILE_NAME),
    usedBefore: hasKey(folder),
    readable: () => keyOnce().cipher.readablePrefixes,
    ...(small === undefined ? {} : { small }),
    ...deps,
  });
  const { cipher, notices: ofKey, keep } = keyOnce();
  database.putBack.on(keep);
  const keepKey = (): void => {
    try {
      if (!keep()) return;
      deps.log.error('The key of the database was taken away; it was written again');
      database.putBack.emit(undefined);
    } catch (error) {
      deps.log.warn('The key of the database cannot be looked after', { cause: errorWords(error) });
    }
  };
  return { database, cipher, notices: [...notices, ...ofKey], follow, keepKey };
}

/** @throws DatabaseUnavailableError that names the key's file, and not the database, which is sound */
function keyOf(folder: string, keyProtector: KeyProtector, deps: Deps): LoadedKey {
  try {
    return loadKey(folder, keyProtector, deps);
  } catch (error) {
    throw new DatabaseUnavailableError(keyPath(folder), error);
  }
}

interface OpenKey extends Pick<Store, 'cipher' | 'notices'> {
  /** Writes the key again if its file is gone; see `keepKey`. */
  readonly keep: () => boolean;
}

function openKey(folder: string, keyProtector: KeyProtector, deps: Deps): OpenKey {
  const { ring, strength } = keyOf(folder, keyProtector, deps);
  const opened = {
    cipher: createCipher(ring),
    keep: () => keepKey(folder, ring.current, keyProtector, deps.log),
  };
  if (strength === 'os') return { ...opened, notices: [] };
  deps.log.warn('No key store of the operating system keeps the key: it is a file');
  return { ...opened, notices: [{ code: 'keyNotProtected', params: {} }] };
}
