import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { silentLog as log } from '#main/base/log.ts';
import { files } from '#main/base/patient-files.ts';
import { DatabaseLockedError } from '#main/database/errors.ts';
import { loadSqlite } from '#main/database/sqlite-runtime.ts';
import { takeWriterLock } from '#main/database/writer-lock.ts';
import { findDataFolder } from '#main/moving/find.ts';
import type { DataPlaces } from '#main/moving/places.ts';
import { settleDataFolder } from '#main/moving/settle.ts';
import type { MovingOrders } from '#test/support/moving/orders.ts';
import { runMoving } from '#test/support/moving/run-moving.ts';
import { EXPENDABLE, FILES, fillFolder, placesIn, readFolder } from '#test/support/moving/profile.ts';

const ALL = { waiting: ['wrap-up-0', 'wrap-up-1', 'wrap-up-2'], drafts: ['comment 3'] };

let folder: string;
let places: DataPlaces & { readonly roaming: string };
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'afterword-moving-'));
  places = placesIn(folder);
  await fillFolder(places.roaming);
});
afterEach(() => {
  vi.restoreAllMocks();
  chmodSync(places.roaming, 0o700);
  rmSync(folder, { recursive: true, force: true });
});

/** A start that opens its data well, and what it used. */
function start(where: DataPlaces = places, patience = 2_000) {
  const settled = settleDataFolder(where, patience);
  const found = readFolder(settled.path);
  settled.opened(log);
  return { path: settled.path, news: settled.news, ...found };
}

/** A start in a process of its own, which keeps the data open until it is ended, or ends by itself. */
async function startElsewhere(orders: Partial<MovingOrders>): Promise<{ end(): Promise<void> }> {
  const { opened, child, ended } = runMoving({ places, killAt: null, stays: true, ...orders });
  await Promise.race([opened, ended]);
  return {
    async end() {
      child.stdin.end();
      await ended;
    },
  };
}

const namesIn = (path: string): string[] => readdirSync(path).sort();

it('moves what waits, the drafts, the key and all files once, and leaves the settings', () => {
  expect(findDataFolder(places)).toMatchObject({ path: places.roaming, standing: 'toMove' });
  expect(start()).toEqual({ path: places.local, news: null, ...ALL });
  for (const [name, content] of Object.entries(FILES))
    expect(readFileSync(join(places.local, name), 'utf8')).toBe(content);
  for (const name of EXPENDABLE) expect(existsSync(join(places.local, name)), name).toBe(false);
  expect(existsSync(join(places.local, 'settings.json'))).toBe(false);
  expect(namesIn(places.roaming)).toEqual(['settings.json']);
  expect(namesIn(join(places.local, '..'))).toEqual(['Afterword', 'Afterword.moving.lock']);
  // A second start has nothing to do.
  expect(start()).toMatchObject({ path: places.local, news: null, ...ALL });
  expect(findDataFolder(places)).toMatchObject({ path: places.local, standing: 'settled' });
});

it.runIf(process.platform !== 'win32')('lets nobody else read what it has moved, and keeps its age', () => {
  const age = new Date('2026-11-01T08:00:00Z');
  utimesSync(join(places.roaming, 'afterword.db.corrupt-2026-11-01T08-00-00-000Z'), age, age);
  start();
  expect(statSync(places.local).mode & 0o077).toBe(0);
  for (const name of namesIn(places.local)) expect(statSync(join(places.local, name)).mode & 0o077).toBe(0);
  expect(statSync(join(places.local, 'afterword.db.corrupt-2026-11-01T08-00-00-000Z')).mtime).toEqual(age);
});

it('keeps what lies in the new folder already, as the settings that an administrator has put there', () => {
  mkdirSync(places.local, { recursive: true });
  writeFileSync(join(places.local, 'settings.json'), '{"lcm":{}}');
  expect(start()).toMatchObject({ path: places.local, ...ALL });
  expect(readFileSync(join(places.local, 'settings.json'), 'utf8')).toBe('{"lcm":{}}');
});

describe('never replaces data in the new folder', () => {
  beforeEach(async () => {
    await fillFolder(places.local, 10);
  });

  it('and says that others lie in the profile', () => {
    const before = namesIn(places.roaming);
    const { path, news, waiting } = start();
    expect({ path, waiting }).toEqual({
      path: places.local,
      waiting: ['wrap-up-10', 'wrap-up-11', 'wrap-up-12'],
    });
    expect(news).toEqual({ code: 'dataLeftBehind', params: { folder: places.roaming } });
    expect(namesIn(places.roaming)).toEqual(before);
    // What it tells the administrator to do reaches them.
    expect(start({ local: places.roaming, roaming: null, stays: false }).waiting).toEqual(ALL.waiting);
  });

  it('but takes a practice for none', () => {
    mkdirSync(join(folder, 'practice'));
    files.rename(places.local, join(folder, 'practice/demo'));
    files.rename(join(folder, 'practice'), places.local);
    expect(start()).toMatchObject({ path: places.local, news: null, ...ALL });
    expect(readFolder(join(places.local, 'demo')).waiting).toContain('wrap-up-10');
  });
});

it('knows again what an older Afterword has written in the old folder since, and keeps it', async () => {
  start();
  await fillFolder(places.roaming, 20);
  expect(start()).toMatchObject({ path: places.local, news: { code: 'dataLeftBehind' }, ...ALL });
  expect(readFolder(places.roaming).waiting).toContain('wrap-up-20');
});

it('removes a copy that a server of profiles has brought back', () => {
  const server = join(folder, 'server');
  files.mkdir(server);
  for (const name of namesIn(places.roaming).filter((each) => each.startsWith('afterword.')))
    files.copy(join(places.roaming, name), join(server, name));
  start();
  for (const name of namesIn(server)) files.copy(join(server, name), join(places.roaming, name));
  expect(findDataFolder(places).standing).toBe('copyLeft');
  expect(start()).toMatchObject({ path: places.local, news: null, ...ALL });
  expect(namesIn(places.roaming)).toEqual(['settings.json']);
});

it('moves again where the new folder was lost before the old one was emptied', () => {
  settleDataFolder(places).unopened();
  rmSync(places.local, { recursive: true });
  expect(start()).toEqual({ path: places.local, news: null, ...ALL });
});

it('keeps the old folder as long as its key is another than that of the new one', () => {
  const settled = settleDataFolder(places);
  // As where the key store of the system does not open it: it is put aside, and a new one made.
  writeFileSync(join(places.local, 'afterword.key'), '{"id":"another"}');
  settled.opened(log);
  expect(readFolder(places.roaming)).toEqual(ALL);
});

describe('stays in the old folder, whole, and says so', () => {
  const stays = (why: string): void => {
    const { path, news, ...found } = start();
    expect({ path, ...found }).toEqual({ path: places.roaming, ...ALL });
    expect(news).toEqual({ code: 'dataNotMoved', params: { folder: places.roaming, why } });
    expect(existsSync(places.local)).toBe(false);
    expect(existsSync(`${places.local}.moving`)).toBe(false);
    // The next start tries again.
    vi.restoreAllMocks();
    expect(start()).toMatchObject({ path: places.local, news: null, ...ALL });
  };
  const fail = (code: string): never => {
    throw Object.assign(new Error(code), { code });
  };

  it.runIf(existsSync('/dev/full'))('where the disk is full', () => {
    const { open } = files;
    const full = openSync('/dev/full', 'w');
    vi.spyOn(files, 'open').mockImplementation((path, flags, mode) =>
      // The real refusal of the system, in the middle of the copy.
      path.endsWith('afterword.db.backup') && flags === 'w'
        ? openSync('/dev/full', 'w')
        : open(path, flags, mode),
    );
    expect(() => writeSync(full, 'x')).toThrow('ENOSPC');
    closeSync(full);
    stays('ENOSPC');
  });

  it('where a program holds a file', () => {
    const { open } = files;
    vi.spyOn(files, 'open').mockImplementation((path, flags, mode) =>
      path.endsWith('afterword.secrets') ? fail('EBUSY') : open(path, flags, mode),
    );
    stays('EBUSY');
  });

  it('where the copy does not read as what was copied', () => {
    const { open } = files;
    vi.spyOn(files, 'open').mockImplementation((path, flags, mode) =>
      path.endsWith('.moving/agent.json') && flags === 'r' ? open('/dev/null', 'r') : open(path, flags, mode),
    );
    stays('COPY_DIFFERS');
  });

  it('where the folder cannot be put in its place, and what was there is back', () => {
    mkdirSync(places.local, { recursive: true });
    writeFileSync(join(places.local, 'settings.json'), '{}');
    const { rename } = files;
    vi.spyOn(files, 'rename').mockImplementation((from, to) => {
      if (String(from).endsWith('.moving')) fail('EPERM');
      rename(from, to);
    });
    const { path, news } = start();
    expect({ path, why: news?.params }).toEqual({
      path: places.roaming,
      why: { folder: places.roaming, why: 'EPERM' },
    });
    expect(namesIn(places.local)).toEqual(['settings.json']);
  });
});

it('moves from a folder that cannot be written to, and goes on from there', () => {
  const { remove } = files;
  const locked = (path: string): void => {
    if (path.startsWith(places.roaming)) throw Object.assign(new Error('read-only'), { code: 'EROFS' });
    remove(path);
  };
  vi.spyOn(files, 'remove').mockImplementation(locked);
  expect(start()).toMatchObject({ path: places.local, news: null, ...ALL });
  expect(findDataFolder(places)).toMatchObject({ path: places.local, standing: 'copyLeft' });
  expect(readFolder(places.local).waiting).toEqual(ALL.waiting);
  vi.restoreAllMocks();
  expect(start()).toMatchObject({ path: places.local, ...ALL });
  expect(findDataFolder(places).standing).toBe('settled');
});

describe('beside another start', () => {
  it('uses the old folder while an Afterword runs there, without a word, and moves it afterwards', async () => {
    const older = await startElsewhere({ places: { local: places.roaming, roaming: null, stays: false } });
    const settled = settleDataFolder(places);
    expect(settled).toMatchObject({ path: places.roaming, news: null });
    settled.unopened();
    expect(existsSync(places.local)).toBe(false);
    await older.end();
    expect(start()).toMatchObject({ path: places.local, ...ALL });
  });

  it('does not start where another one is at it for too long', () => {
    mkdirSync(join(folder, 'Local'));
    const release = takeWriterLock(loadSqlite(), `${places.local}.moving`);
    expect(() => settleDataFolder(places, 0)).toThrow(DatabaseLockedError);
    release();
  });

  it('four starts at once leave one folder with everything', async () => {
    await Promise.all(
      Array.from({ length: 4 }, () => startElsewhere({ stays: false }).then(({ end }) => end())),
    );
    expect(start()).toEqual({ path: places.local, news: null, ...ALL });
    expect(namesIn(places.roaming)).toEqual(['settings.json']);
  });
});

describe('where only the profile outlives the day', () => {
  it('leaves the data in it', () => {
    const daily = { ...places, stays: true };
    expect(start(daily)).toEqual({ path: places.roaming, news: null, ...ALL });
    expect(existsSync(places.local)).toBe(false);
  });

  it('but loses nothing that lies on the machine by now', () => {
    start();
    expect(start({ ...places, stays: true })).toEqual({ path: places.local, news: null, ...ALL });
  });

  it('begins in the profile', () => {
    rmSync(places.roaming, { recursive: true });
    mkdirSync(places.roaming);
    expect(settleDataFolder({ ...places, stays: true }).path).toBe(places.roaming);
    expect(settleDataFolder(places).path).toBe(places.local);
  });
});
