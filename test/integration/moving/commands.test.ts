import { strFromU8, unzipSync } from 'fflate';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileKeyProtector, type KeyProtector } from '#main/database/key-file.ts';
import { examineMachine } from '#main/doctor/machine.ts';
import { createCore } from '#main/core/core.ts';
import { commandOf } from '#main/hosts/commands.ts';
import { silentLog } from '#main/base/log.ts';
import { findDataFolder, type FolderStanding } from '#main/moving/find.ts';
import type { DataPlaces } from '#main/moving/places.ts';
import { settleDataFolder } from '#main/moving/settle.ts';
import { loadSettings, settingsOfProfile, usersFile } from '#main/settings/settings-file.ts';
import { ask } from '#test/support/core-bench.ts';
import { fillFolder, placesIn, readFolder } from '#test/support/moving/profile.ts';
import { referenceOf } from '#test/support/wrap-ups.ts';

const KEY = referenceOf('call-0').lcmKey;

let folder: string;
let places: DataPlaces & { readonly roaming: string };
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterword-moved-'));
  places = placesIn(folder);
  mkdirSync(places.roaming, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the command line as a host does. */
async function run(
  line: readonly string[],
  protectorOf: KeyProtector = fileKeyProtector,
): Promise<{ code: number; said: string }> {
  let said = '';
  const { command, words } = commandOf(line)!;
  const { path: dataDir, ...standing } = findDataFolder(places);
  const code = await command.run(words, {
    dataDir,
    folder: standing,
    site: settingsOfProfile(places.roaming),
    out: (text) => {
      said += text;
      return Promise.resolve();
    },
    err: (text) => (said += text),
    signal: new AbortController().signal,
    host: () => Promise.resolve({ version: 'Afterword', system: {}, keyProtector: protectorOf }),
  });
  return { code, said };
}

describe('the settings of the user', () => {
  const write = (where: string, value: object): string => {
    mkdirSync(where, { recursive: true });
    const path = join(where, 'settings.json');
    writeFileSync(path, JSON.stringify(value));
    return path;
  };

  it('hold from the profile, and those on this machine beat them', async () => {
    const roaming = write(places.roaming, { lcm: { path: '/roams' }, agent: { userId: 'ana' } });
    const site = settingsOfProfile(places.roaming);
    expect(usersFile(places.local, site)).toEqual({ path: roaming, isThere: true });
    const local = write(places.local, { lcm: { path: '/here' } });
    expect(usersFile(places.local, site)).toEqual({ path: local, isThere: true });
    const { code, said } = await run(['--print-settings']);
    expect(code).toBe(0);
    expect(said).toContain(`lcm.path = "/here"  [${local}]`);
    expect(said).toContain(`agent.userId = "ana"  [${roaming}]`);
    // They are of the usual folder alone.
    const other = await run(['--print-settings', '--data-dir', join(folder, 'other')]);
    expect(other.said).toContain('agent.userId = ""  [default]');
  });

  it('are named where they are faulty, and the copy lies on this machine', () => {
    const roaming = write(places.roaming, { lcm: { path: 7 } });
    mkdirSync(places.local, { recursive: true });
    const loaded = loadSettings(places.local, settingsOfProfile(places.roaming));
    expect(loaded.faults).toMatchObject([{ path: 'lcm.path', origin: { name: roaming } }]);
    expect(readdirSync(places.local)).toEqual([loaded.keptAs]);
    expect(readdirSync(places.roaming)).toEqual(['settings.json']);
  });

  it('are one file, and its faults told once, where the data lie in the profile', () => {
    write(places.roaming, { lcm: { path: 7 } });
    expect(loadSettings(places.roaming, settingsOfProfile(places.roaming), false).faults).toHaveLength(1);
  });
});

describe('the doctor', () => {
  const findings = (standing: FolderStanding, platform: NodeJS.Platform = 'linux') =>
    examineMachine(places.roaming, loadSettings(places.roaming, [], false), 'os', standing, [], platform);
  const of = (check: string, found: ReturnType<typeof findings>) =>
    found.filter((each) => each.check === check);

  it('says that the data are to be moved, that a copy is left, and fails where others are left', async () => {
    expect(of('profile', findings({ standing: 'settled', other: null }))).toEqual([]);
    await fillFolder(places.roaming);
    expect(of('profile', findings(findDataFolder(places)))).toMatchObject([
      { state: 'passed', words: expect.stringContaining('The next start of Afterword moves them') as string },
    ]);
    settleDataFolder(places).unopened();
    expect(of('profile', findings(findDataFolder(places)))).toMatchObject([
      { state: 'passed', words: expect.stringContaining(`lies in ${places.roaming} too`) as string },
    ]);
    await fillFolder(places.roaming, 20);
    expect(of('profile', findings(findDataFolder(places)))).toMatchObject([
      {
        state: 'failed',
        words: expect.stringContaining(places.roaming) as string,
        note: expect.stringContaining('AFTERWORD_DATA_DIR') as string,
      },
    ]);
  });

  it('finds settings that go with the profile, and says which file has a secret in clear text', () => {
    const path = join(places.roaming, 'settings.json');
    const look = (text: string) => {
      writeFileSync(path, text);
      const loaded = loadSettings(places.local, settingsOfProfile(places.roaming), false);
      return examineMachine(places.local, loaded, 'os', { standing: 'settled', other: null });
    };
    const found = look('{"lcm":{"auth":{"token":"s3cret"}}}');
    expect(of('settings', found)).toMatchObject([{ state: 'passed', words: 'settings.json is sound.' }]);
    expect(of('secrets', found)).toMatchObject([{ words: `In clear text in ${path}: lcm.auth.token.` }]);
    // Nobody knows what is in a file that cannot be read.
    expect(of('secrets', look('{"lcm": '))).toMatchObject([{ state: 'skipped' }]);
    expect(of('secrets', look('{}'))).toMatchObject([
      { state: 'passed', words: expect.stringContaining('No secret') as string },
    ]);
  });

  it('says on Windows alone that nobody checks who may read the files of secrets', () => {
    const settings = { lcm: { auth: { token: { file: '/etc/token' } }, tls: { pfxFile: '/etc/ana.p12' } } };
    writeFileSync(join(places.roaming, 'settings.json'), JSON.stringify(settings));
    const settled = { standing: 'settled', other: null } as const;
    expect(of('secret files', findings(settled))).toEqual([]);
    expect(of('secret files', findings(settled, 'win32'))).toMatchObject([
      { state: 'skipped', note: '/etc/token\n/etc/ana.p12' },
    ]);
    writeFileSync(join(places.roaming, 'settings.json'), '{}');
    expect(of('secret files', findings(settled, 'win32'))).toEqual([]);
  });
});

describe('erasing a contact', () => {
  const erase = (...more: string[]) =>
    run(['--erase-contact', '--key', KEY, '--yes', '--with-waiting', ...more]);
  const callsIn = (path: string): string[] => readFolder(path).waiting;

  it('removes the copy that a move has left, and erases what was moved', async () => {
    await fillFolder(places.roaming);
    settleDataFolder(places).unopened();
    expect(await erase()).toMatchObject({ code: 0 });
    expect(existsSync(join(places.roaming, 'afterword.db'))).toBe(false);
    expect(callsIn(places.local)).not.toContain('wrap-up-0');
    expect(findDataFolder(places)).toMatchObject({ path: places.local, standing: 'settled' });
  });

  it('reaches other data that are left in the profile', async () => {
    await fillFolder(places.local, 10);
    await fillFolder(places.roaming);
    const { code, said } = await erase();
    expect(code).toBe(0);
    expect(said).toContain(`In ${places.roaming}:`);
    expect(callsIn(places.roaming)).toEqual(['wrap-up-1', 'wrap-up-2']);
    expect(callsIn(places.local)).toHaveLength(3);
  });

  it('says so where their key does not open from here, and exits with 1', async () => {
    await fillFolder(places.local, 10);
    await fillFolder(places.roaming);
    const key = join(places.roaming, 'afterword.key');
    writeFileSync(key, readFileSync(key, 'utf8').replace('"file"', '"os"'));
    const { code, said } = await erase();
    expect(code).toBe(1);
    expect(said).toContain(`Run this with AFTERWORD_DATA_DIR=${places.roaming} too.`);
  });
});

describe('the diagnostics', () => {
  /** What they list of the data folder, and of what is left. */
  function listedIn(zip: Uint8Array): { own: string[]; leftBehind: string[] | null } {
    type Listed = { own: { name: string }[]; leftBehind?: { own: { name: string }[] } };
    const listed = JSON.parse(strFromU8(unzipSync(zip)['files.json']!)) as Listed;
    const names = (own: { name: string }[]): string[] => own.map(({ name }) => name);
    return { own: names(listed.own), leftBehind: listed.leftBehind ? names(listed.leftBehind.own) : null };
  }

  it('list what is left in the profile, by the command line and by the running screen', async () => {
    await fillFolder(places.local, 10);
    await fillFolder(places.roaming);
    const file = join(folder, 'diagnostics.zip');
    expect(await run(['--diagnostics', file])).toMatchObject({ code: 0 });
    const byCommand = listedIn(readFileSync(file));
    for (const names of [byCommand.own, byCommand.leftBehind]) expect(names).toContain('afterword.db');

    const settled = settleDataFolder(places);
    const core = await createCore({
      dataDir: settled.path,
      otherFolder: settled.other,
      keyProtector: fileKeyProtector,
      log: silentLog,
    });
    settled.opened(silentLog);
    const saved = async () => listedIn(Buffer.from((await ask(core, 'makeDiagnostics')).zip, 'base64'));
    expect((await saved()).leftBehind).toEqual(byCommand.leftBehind);
    // Once somebody has removed it, there is nothing to list.
    rmSync(places.roaming, { recursive: true });
    expect((await saved()).leftBehind).toBeNull();
    await core.close();
  });

  it('list nothing of what was moved and removed', async () => {
    await fillFolder(places.roaming);
    const settled = settleDataFolder(places);
    settled.opened(silentLog);
    expect(settled.other()).toBeNull();
  });
});
