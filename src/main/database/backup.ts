import { existsSync, statSync } from 'node:fs';
import type { Clock } from '#main/base/clock.ts';
import { files } from '#main/base/patient-files.ts';
import { privateFile } from '#main/base/private-files.ts';
import { renameDurably } from '#main/base/durable-file.ts';
import { errorWords } from '#main/base/error-words.ts';
import type { Log } from '#main/base/log.ts';
import type { ChangedText } from './changed-texts.ts';
import { UnsoundBackupError, type Database } from './connection.ts';
import { backupOf } from './files-beside.ts';
import { inWorker } from './worker/in-worker.ts';

/** How often it checks for changes, in milliseconds. Without a change for that long, the database counts as quiet. */
const LOOK = 60_000;

/** The least time between two backups, in milliseconds. Longer for a large database, to spare the disk. */
const INTERVAL = 5 * 60_000;
const BYTES_PER_INTERVAL = 16 * 1024 * 1024;

export interface Backups {
  /** Makes a new backup at once, because the last one still holds something that was deleted. */
  renew(): void;
  /** Resolves when no backup is being made. */
  settled(): Promise<void>;
  /** Makes no more backups. Resolves when the running one is finished. */
  stop(): Promise<void>;
}

/**
 * Keeps a backup beside the database, so that damage to the file costs only minutes of work. After a change, it waits
 * for a quiet minute, but at most three intervals. Each backup is checked whole before it replaces the last one. That
 * check also finds an index that does not agree with its table; then the indexes are rebuilt. SQLite sees no damage within a
 * text: that is put back from the last backup.
 */
export function keepBackup(deps: {
  database: Database;
  clock: Clock;
  log: Log;
  /** The indexes were rebuilt, so rows may be found that were hidden before; or texts were put back. */
  onMended: () => void;
  /** Called at each look, so that what belongs to the database is not missed for long. */
  onLook?: () => void;
  /** Puts back what can be read in the last backup only, before that is replaced. @returns how many texts those are */
  putBack?: (changed: readonly ChangedText[]) => number;
}): Backups {
  const { database, clock, log, onMended, onLook = () => {}, putBack = () => 0 } = deps;
  let backedUp = -1;
  let seen = database.changes();
  let last = -Infinity;
  let running: Promise<void> | null = null;
  let cancel = clock.after(LOOK, look);

  function look(): void {
    cancel = clock.after(LOOK, look);
    onLook();
    const changes = database.changes();
    const isQuiet = changes === seen;
    seen = changes;
    const interval = INTERVAL * Math.max(1, sizeOf(database.path) / BYTES_PER_INTERVAL);
    const since = clock.monotonic() - last;
    if (changes !== backedUp && since >= interval && (isQuiet || since >= 3 * interval)) run();
  }

  function run(): void {
    running ??= backUp().finally(() => {
      running = null;
    });
  }

  async function backUp(): Promise<void> {
    last = clock.monotonic();
    try {
      await makeOne();
    } catch (error) {
      log.warn('The database cannot be backed up now', { cause: errorWords(error) });
      if (error instanceof UnsoundBackupError) await mend();
    }
  }

  async function makeOne(): Promise<void> {
    const changes = database.changes();
    await makeBackup(database, putBackTexts);
    backedUp = changes;
  }

  /** A fault in the copy is in the database too. Indexes can be rebuilt from the rows. What is damaged then is rescued. */
  async function mend(): Promise<void> {
    try {
      database.prepare('REINDEX').run();
      log.warn('The indexes of the database were made again');
      onMended();
      await makeOne();
    } catch (error) {
      log.error('The database is damaged', { cause: errorWords(error) });
      if (error instanceof UnsoundBackupError) database.rescue();
    }
  }

  async function putBackTexts(copy: string): Promise<void> {
    const backup = backupOf(database.path);
    if (!existsSync(backup)) return;
    try {
      const { changed } = await inWorker({ kind: 'compareCopy', copy, backup });
      const count = changed.length === 0 ? 0 : putBack(changed);
      if (count === 0) return;
      log.warn('Texts that were damaged in the database were put back from its backup', { count });
      onMended();
    } catch (error) {
      log.warn('The last backup cannot be compared with the database', { cause: errorWords(error) });
    }
  }

  return {
    renew() {
      backedUp = -1;
      last = -Infinity;
      run();
    },
    async settled() {
      await running;
    },
    async stop() {
      cancel();
      await running;
    },
  };
}

/**
 * @param onMade called with the path of the new one before it replaces the last one
 * @throws if it cannot be made or is not sound; the last one stays
 */
export async function makeBackup(
  database: Database,
  onMade: (copy: string) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const made = `${backupOf(database.path)}.new`;
  try {
    for (const suffix of ['', '-journal', '-wal']) files.remove(made + suffix);
    privateFile(made);
    await database.backup(made);
    await onMade(made);
    renameDurably(made, backupOf(database.path));
  } finally {
    for (const suffix of ['', '-journal', '-wal']) files.remove(made + suffix);
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
