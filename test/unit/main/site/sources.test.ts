import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { environmentSource } from '#main/site/environment.ts';
import { machineFile } from '#main/site/machine-file.ts';
import { managedPreferences } from '#main/site/managed-preferences.ts';
import { registryPolicy, type Registry } from '#main/site/registry-policy.ts';
import { siteSources, windowsSources } from '#main/site/site-sources.ts';
import { dataFolder } from '#main/settings/data-folder.ts';
import { readPlaces, fileOf } from '#test/support/read-settings.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterword-site-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A registry as a tree: `key` below `hive`, and in it the values. */
function registryOf(keys: Readonly<Record<string, Readonly<Record<string, unknown>>>>): Registry {
  return {
    read(hive, path) {
      const full = `${hive}\\${path}`;
      const below = Object.keys(keys).filter((each) => each.startsWith(`${full}\\`));
      const values = keys[full];
      if (values === undefined && below.length === 0) return null;
      const names = new Set(below.map((each) => each.slice(full.length + 1).split('\\')[0]!));
      return { values: new Map(Object.entries(values ?? {})) as never, keys: [...names] };
    },
  };
}

/** Root may read everything. */
function asOrdinaryUser<T>(look: () => T): T {
  if (process.geteuid?.() !== 0) return look();
  process.seteuid?.('nobody');
  try {
    return look();
  } finally {
    process.seteuid?.(0);
  }
}

describe('the policy of Windows', () => {
  const POLICIES = String.raw`HKLM\SOFTWARE\Policies\Afterword`;

  it('is settings with their types, whatever its names’ capitals', () => {
    const registry = registryOf({
      [`${POLICIES}\\Locked\\LCM`]: { URL: 'https://lcm.example.com', requestTimeoutMs: 5000 },
      [`${POLICIES}\\Locked\\LCM\\headers`]: { 'X-Site': 'Köln' },
      [`${POLICIES}\\Locked\\connect`]: { locked: 1 },
      [`${POLICIES}\\Locked\\start`]: { atLogin: 0 },
      [`${POLICIES}\\Locked\\callbacks`]: { firstRecord: 0 },
      [`${POLICIES}\\Defaults\\form`]: {
        holidays: ['["2026-12-25",', '"2027-01-01"]'],
        commentCount: 'characters',
      },
      [`${POLICIES}\\Defaults\\outbox`]: { maxInFlight: '2' },
      [`${POLICIES}\\Defaults\\calls`]: {},
    });
    const { settings, faults, origins, managed } = readPlaces(
      registryPolicy('machinePolicy', () => registry),
    );
    expect(faults).toEqual([]);
    expect(managed).toBe(true);
    expect(settings.lcm).toMatchObject({ url: 'https://lcm.example.com', requestTimeoutMs: 5_000 });
    expect(settings.connect.locked).toBe(true);
    expect(settings.start.atLogin).toBe(false);
    expect(settings.callbacks.firstRecord).toBe(0);
    expect(settings.form).toMatchObject({
      holidays: ['2026-12-25', '2027-01-01'],
      commentCount: 'characters',
    });
    expect(settings.outbox.maxInFlight).toBe(2);
    expect(origins.get('lcm.url')).toMatchObject({ name: POLICIES, section: 'locked' });
  });

  it('says what is wrong in it', () => {
    const registry = registryOf({
      [`${POLICIES}\\locked\\lcm`]: { uri: 'x', requestTimeoutMs: 'soon' },
      [`${POLICIES}\\locked\\form`]: { holidays: '[' },
    });
    const { faults } = readPlaces(registryPolicy('machinePolicy', () => registry));
    expect(faults.map(({ path, reason }) => [path, reason.code])).toEqual([
      ['lcm.uri', 'notThisSetting'],
      ['lcm.requestTimeoutMs', 'needsNumber'],
      ['form.holidays', 'needsList'],
    ]);
  });

  it('is none where a removed policy has left empty keys', () => {
    const source = registryPolicy('userPolicy', () =>
      registryOf({ [String.raw`HKCU\SOFTWARE\Policies\Afterword\Locked\lcm`]: {} }),
    );
    expect(source.find()).toBeNull();
  });

  it('that cannot be read is a doubt, not a permission', () => {
    const source = registryPolicy('machinePolicy', () => {
      throw Object.assign(new Error('no'), { code: 'EACCES' });
    });
    const { withheld, managed } = readPlaces(
      source,
      fileOf('userFile', { lcm: { url: 'https://user.example' } }),
    );
    expect({ withheld, managed }).toEqual({ withheld: [''], managed: true });
  });

  it('finds the site’s file where the registry says, not where the environment says', () => {
    const CURRENT = String.raw`HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion`;
    const nameOf = (keys: Parameters<typeof registryOf>[0]): string | undefined =>
      windowsSources(() => registryOf(keys)).find(({ kind }) => kind === 'machineFile')?.name;
    expect(
      nameOf({
        [CURRENT]: { SystemRoot: String.raw`D:\Windows` },
        [`${CURRENT}\\ProfileList`]: { ProgramData: String.raw`%SystemDrive%\ProgramData` },
      }),
    ).toBe(String.raw`D:\ProgramData\Afterword\settings.json`);
    expect(nameOf({})).toBe(String.raw`C:\ProgramData\Afterword\settings.json`);
  });
});

describe('the managed preferences of macOS', () => {
  it('are settings as they are', () => {
    const path = join(folder, 'org.afterword.desktop.plist');
    writeFileSync(path, 'bplist00');
    const source = managedPreferences('machinePolicy', path, (asked) => {
      expect(asked).toBe(path);
      return JSON.stringify({
        locked: { lcm: { url: 'https://lcm.example.com' }, start: { atLogin: false } },
      });
    });
    const { settings, faults } = readPlaces(source);
    expect(faults).toEqual([]);
    expect(settings).toMatchObject({ lcm: { url: 'https://lcm.example.com' }, start: { atLogin: false } });
  });

  it('are a doubt if they cannot be read, and nothing if there are none', () => {
    const path = join(folder, 'org.afterword.desktop.plist');
    const source = managedPreferences('userPolicy', path, () => 'not JSON');
    expect(source.find()).toBeNull();
    writeFileSync(path, 'bplist00');
    expect(readPlaces(source).withheld).toEqual(['']);
  });
});

describe('the file of the machine', () => {
  it('may be missing, with its folder or without', () => {
    expect(machineFile(join(folder, 'none', 'settings.json')).find()).toBeNull();
    expect(machineFile(join(folder, 'settings.json')).find()).toBeNull();
  });

  it('that is there and cannot be read is a doubt', () => {
    mkdirSync(join(folder, 'settings.json'));
    expect(machineFile(join(folder, 'settings.json')).find()).toHaveProperty('problem');
  });

  it.runIf(process.platform !== 'win32')('that the user may not read is a doubt', () => {
    const path = join(folder, 'settings.json');
    writeFileSync(path, '{}');
    chmodSync(path, 0o000);
    chmodSync(folder, 0o755);
    expect(asOrdinaryUser(() => machineFile(path).find())).toMatchObject({
      problem: { code: 'fileUnreadable', params: { code: 'EACCES' } },
    });
  });

  it.runIf(process.platform === 'linux')('stands in a place that no variable moves', () => {
    const moved = siteSources({
      XDG_CONFIG_DIRS: folder,
      XDG_CONFIG_HOME: folder,
      HOME: folder,
      ProgramData: folder,
    });
    expect(moved.map(({ kind, name }) => [kind, name])).toEqual([
      ['machineFile', '/etc/afterword/settings.json'],
      ['environment', 'environment'],
    ]);
  });
});

describe('the data folder', () => {
  const locked = (to: string) => fileOf('machineFile', { locked: { machine: { dataFolder: to } } });

  it('is the usual one, or that of the environment', () => {
    expect(dataFolder([environmentSource({})], '/usual')).toEqual({
      path: '/usual',
      locked: false,
      staysInProfile: false,
    });
    expect(dataFolder([environmentSource({ AFTERWORD_DATA_DIR: '' })], '/usual').path).toBe('/usual');
    expect(dataFolder([environmentSource({ AFTERWORD_DATA_DIR: '/data' })], '/usual').path).toBe('/data');
    expect(dataFolder([environmentSource({ AFTERWORD_DATA_DIR: 'data' })], '/usual').path).toBe(
      resolve('data'),
    );
  });

  it('that the site has locked is not moved by the environment', () => {
    const environment = environmentSource({ AFTERWORD_DATA_DIR: '/data', HOME: '/elsewhere' });
    expect(dataFolder([locked('/srv/afterword/{user}'), environment], '/usual')).toEqual({
      path: `/srv/afterword/${userInfo().username}`,
      locked: true,
      staysInProfile: false,
    });
    expect(dataFolder([locked('~/afterword'), environment], '/usual').path).toBe(
      join(userInfo().homedir, 'afterword'),
    );
  });

  it('stays in the profile where the site names the machine, or where nobody can tell', () => {
    const named = fileOf('machineFile', { defaults: { machine: { name: '{user}' } } });
    expect(dataFolder([named], '/usual').staysInProfile).toBe(true);
    expect(dataFolder([fileOf('machineFile', '{"locked": {')], '/usual').staysInProfile).toBe(true);
  });

  it('is the usual one if nobody can tell whether it is locked', () => {
    const environment = environmentSource({ AFTERWORD_DATA_DIR: '/data' });
    expect(dataFolder([fileOf('machineFile', '{"locked": {'), environment], homedir()).path).toBe(homedir());
  });
});
