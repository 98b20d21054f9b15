import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { codeOrKind } from '#main/base/error-words.ts';
import type { Log } from '#main/base/log.ts';
import { files } from '#main/base/patient-files.ts';
import { DatabaseLockedError } from '#main/database/errors.ts';
import { loadSqlite } from '#main/database/sqlite-runtime.ts';
import { takeWriterLock } from '#main/database/writer-lock.ts';
import { findDataFolder } from './find.ts';
import { removeMoved } from './left-behind.ts';
import { copyWhole, mendAfterCut } from './move.ts';
import type { DataPlaces } from './places.ts';
import { settledAt, type FolderNews, type SettledFolder } from './settled-folder.ts';

/** How long a start waits for another one that is at it, in milliseconds. */
const PATIENCE = 30_000;

/**
 * Settles where the data of this start lie, before anything opens them, and moves them out of the profile if they are still there. At
 * each moment one folder is the one in use, and whole. Where a move does not succeed, the old folder is used as before.
 *
 * @throws DatabaseLockedError if another start has been at it for too long
 */
export function settleDataFolder(places: DataPlaces, patience = PATIENCE): SettledFolder {
  const { local, roaming } = places;
  const early = findDataFolder(places);
  if (roaming === null || early.standing === 'settled') return settledAt(early.path);
  let release: () => void;
  try {
    release = waitForTurn(local, roaming, patience);
  } catch (error) {
    if (error instanceof DatabaseLockedError) throw error;
    return settled(places, early.path, notMoved(early.path, error));
  }
  try {
    mendAfterCut(local);
    const { path, standing, other } = findDataFolder(places);
    switch (standing) {
      case 'settled':
        return settled(places, path, null, release);
      case 'copyLeft':
        return settled(places, path, null, release, roaming);
      case 'otherLeft':
        return settled(
          places,
          path,
          { code: 'dataLeftBehind', params: { folder: other ?? roaming } },
          release,
        );
      case 'toMove':
        return move({ ...places, roaming }, release);
    }
  } catch (error) {
    release();
    throw error;
  }
}

function move(places: DataPlaces & { readonly roaming: string }, release: () => void): SettledFolder {
  const { local, roaming } = places;
  const locks: (() => void)[] = [];
  try {
    // An Afterword that runs there, an older one perhaps, holds them.
    for (const folder of [roaming, join(roaming, 'demo')].filter(hasDatabase))
      locks.push(takeWriterLock(loadSqlite(), databaseOf(folder)));
    copyWhole(roaming, local);
    return settled(places, local, null, release, roaming);
  } catch (error) {
    const isBusy = error instanceof DatabaseLockedError;
    return settled(places, roaming, isBusy ? null : notMoved(roaming, error), release);
  } finally {
    for (const unlock of locks) unlock();
  }
}

/** @param movedFrom where a copy of what was moved still lies; null if nowhere */
function settled(
  places: DataPlaces,
  path: string,
  news: FolderNews | null,
  release: () => void = () => {},
  movedFrom: string | null = null,
): SettledFolder {
  return {
    path,
    news,
    other: () => findDataFolder(places).other,
    tell(log) {
      if (movedFrom !== null) log.info('the data lie outside of the profile now', { folder: path });
      if (news !== null) log.warn(WORDS[news.code], news.params);
    },
    opened(log) {
      if (movedFrom !== null) clear(movedFrom, path, log);
      release();
    },
    unopened: release,
  };
}

function clear(roaming: string, local: string, log: Log): void {
  try {
    if (!removeMoved(roaming, local)) log.warn(NOT_CLEARED, { folder: roaming });
  } catch (error) {
    log.warn(NOT_CLEARED, { folder: roaming, code: codeOrKind(error) });
  }
}

const NOT_CLEARED = 'what was moved stays in the profile too; the next start tries to remove it';

const WORDS: Readonly<Record<FolderNews['code'], string>> = {
  dataNotMoved:
    'the data could not be moved out of the profile; they are used where they are, and the next start tries again',
  dataLeftBehind:
    'other data lie in this folder and are not used; to send what waits there, end Afterword and start it once with AFTERWORD_DATA_DIR set to it',
};

const databaseOf = (folder: string): string => join(folder, 'afterword.db');
const hasDatabase = (folder: string): boolean => existsSync(databaseOf(folder));
const notMoved = (folder: string, error: unknown): FolderNews => ({
  code: 'dataNotMoved',
  params: { folder, why: codeOrKind(error) },
});

/** Two starts at once must not decide at once. The operating system takes the lock back however this process ends. */
function waitForTurn(local: string, roaming: string, patience: number): () => void {
  files.mkdir(dirname(local), { recursive: true });
  const until = performance.now() + patience;
  for (;;) {
    try {
      return takeWriterLock(loadSqlite(), `${local}.moving`);
    } catch (error) {
      if (!(error instanceof DatabaseLockedError)) throw error;
      if (performance.now() >= until) throw new DatabaseLockedError(databaseOf(roaming), { cause: error });
    }
  }
}
