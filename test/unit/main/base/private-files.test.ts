import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock as clock } from '#main/base/clock.ts';
import { silentLog as log } from '#main/base/log.ts';
import { isOwnFolder, OthersFolderError, privateFolder } from '#main/base/private-files.ts';
import { makeBackup } from '#main/database/backup.ts';
import { fileKeyProtector } from '#main/database/key-file.ts';
import { replaceDamaged } from '#main/database/salvage/salvage.ts';
import { loadSqlite } from '#main/database/sqlite-runtime.ts';
import { openStore } from '#main/database/store.ts';
import { agentFile } from '#main/settings/agent-file.ts';
import { loadSettings } from '#main/settings/settings-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterword-private-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const modeOf = (path: string): number => statSync(path).mode & 0o777;
const modes = (): object =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, modeOf(join(folder, name))]));
const onPosix = it.runIf(process.platform !== 'win32');

onPosix('every file of Afterword is private, in a folder that was there and open to all', async () => {
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, 'settings.json'), '{', { mode: 0o644 });
  loadSettings(folder, []);
  agentFile(folder, 'demo').write('ana');
  const { database } = openStore(folder, fileKeyProtector, { log, clock });
  await makeBackup(database);
  expect(modeOf(folder)).toBe(0o700);
  const { 'settings.json': settings, ...own } = modes() as Record<string, number>;
  expect(settings).toBe(0o644);
  expect(Object.keys(own)).toEqual(
    expect.arrayContaining(['afterword.db', 'afterword.db-wal', 'afterword.db.lock']),
  );
  database.close();
  replaceDamaged(loadSqlite(), database.path, 0);
  expect(readdirSync(folder).filter((name) => name.includes('.corrupt-'))).not.toEqual([]);
  for (const [name, mode] of Object.entries({ ...own, ...modes(), 'settings.json': 0o600 }))
    expect([name, mode]).toEqual([name, 0o600]);
});

onPosix('the files of an earlier version are made private at the start, and no others', () => {
  const mine = [
    'afterword.db',
    'afterword.db-wal',
    'afterword.key',
    'settings.faulty-1.json',
    'windows.json',
  ];
  const others = ['settings.json', 'notes.txt'];
  for (const name of [...mine, ...others]) writeFileSync(join(folder, name), '', { mode: 0o644 });
  chmodSync(folder, 0o755);
  privateFolder(folder);
  expect(modeOf(folder)).toBe(0o700);
  expect(mine.map((name) => modeOf(join(folder, name)))).toEqual(mine.map(() => 0o600));
  expect(others.map((name) => modeOf(join(folder, name)))).toEqual(others.map(() => 0o644));
});

onPosix('a folder that all share stays open to all', () => {
  const shared = join(folder, 'shared');
  mkdirSync(shared);
  chmodSync(shared, 0o1777);
  symlinkSync(shared, join(folder, 'link'));
  privateFolder(shared);
  privateFolder(join(folder, 'link'));
  expect(modeOf(shared)).toBe(0o777);
});

const asRoot = it.runIf(process.getuid?.() === 0);

asRoot('a folder of another user is refused and stays as it is, also if everybody may write there', () => {
  const theirs = join(folder, 'theirs');
  mkdirSync(theirs);
  chmodSync(theirs, 0o777);
  chownSync(theirs, 65_534, 65_534);
  symlinkSync(theirs, join(folder, 'link'));
  for (const path of [theirs, join(folder, 'link')])
    expect(() => privateFolder(path)).toThrow(OthersFolderError);
  expect([modeOf(theirs), readdirSync(theirs)]).toEqual([0o777, []]);
});

asRoot('only a folder that this user has made is emptied, and nothing that a link leads to', () => {
  for (const name of ['mine', 'theirs']) mkdirSync(join(folder, name));
  chownSync(join(folder, 'theirs'), 65_534, 65_534);
  symlinkSync(join(folder, 'mine'), join(folder, 'link'));
  const names = ['mine', 'theirs', 'link', 'none'];
  expect(names.filter((name) => isOwnFolder(join(folder, name)))).toEqual(['mine']);
});

it.runIf(process.platform === 'linux')('a name that is no UTF-8 keeps no folder from being used', () => {
  writeFileSync(Buffer.concat([Buffer.from(join(folder, 'afterword.')), Buffer.of(0xff)]), '');
  privateFolder(folder);
  expect(modeOf(folder)).toBe(0o700);
});
