import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, expect, it, vi } from 'vitest';
import { systemClock as clock } from '#main/base/clock.ts';
import { silentLog as log } from '#main/base/log.ts';
import { makeBackup } from '#main/database/backup.ts';
import { backupOf } from '#main/database/files-beside.ts';
import { openDatabase } from '#main/database/database.ts';
import { memory } from '#test/support/memory.ts';

const folder = mkdtempSync(join(memory, 'afterword-copy-'));
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

it('a backup is checked whole, and nothing waits for that: another thread does it', async () => {
  const path = join(folder, 'afterword.db');
  const { database } = openDatabase({ path, clock, log });
  const prepare = vi.spyOn(DatabaseSync.prototype, 'prepare');
  await makeBackup(database);
  expect(prepare.mock.calls.map(([sql]) => sql).filter((sql) => /_check|count\(/.test(sql))).toEqual([]);
  prepare.mockRestore();
  const copy = new DatabaseSync(backupOf(path));
  // What the check leaves: one file without a log beside it.
  expect(copy.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'delete' });
  copy.close();
  database.close();
});
