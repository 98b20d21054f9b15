import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { validateConfiguration } from 'app-builder-lib/out/util/config/config.js';
import { DebugLogger } from 'builder-util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CALL_LINK_SCHEME } from '#main/calls/call-link.ts';
import { APP_ID } from '#main/hosts/desktop/app-id.ts';
import config from '../../../build/electron-builder.ts';
import { publisher } from '../../../build/publisher.ts';
import { signing } from '../../../build/signing.ts';

const root = join(import.meta.dirname, '../../..');
const AZURE = {
  AFTERWORD_AZURE_ENDPOINT: 'https://weu.codesigning.azure.net',
  AFTERWORD_AZURE_ACCOUNT: 'account',
  AFTERWORD_AZURE_PROFILE: 'profile',
  AFTERWORD_AZURE_PUBLISHER: 'A Publisher',
};

describe('the packaging configuration', () => {
  it('fits the schema of electron-builder', async () => {
    await expect(validateConfiguration(config, new DebugLogger(false))).resolves.toBeUndefined();
  });

  it('is refused by that schema where it is wrong', async () => {
    const wrong = { ...config, asarUnpacked: true };
    await expect(validateConfiguration(wrong, new DebugLogger(false))).rejects.toThrow('asarUnpacked');
  });

  it.each([
    ['without a certificate', {}],
    ['with a certificate', { CSC_LINK: 'file.p12' }],
    ['with Azure', AZURE],
  ])('fits it as it is signed %s', async (_how, env) => {
    const { win, mac } = signing(env);
    const signed = { ...config, win: { ...config.win, ...win }, mac: { ...config.mac, ...mac } };
    await expect(validateConfiguration(signed, new DebugLogger(false))).resolves.toBeUndefined();
  });

  it('names who publishes it from the environment, else nobody', () => {
    const named = {
      AFTERWORD_MAINTAINER: 'Ana Site <ana@example.com>',
      AFTERWORD_HOMEPAGE: 'https://example.com',
    };
    expect(publisher(named)).toEqual({
      maintainer: 'Ana Site <ana@example.com>',
      homepage: 'https://example.com',
    });
    expect(publisher({})).toEqual({
      maintainer: config.linux?.maintainer,
      homepage: 'https://afterword.invalid',
    });
    expect(config.extraMetadata).toMatchObject({ homepage: 'https://afterword.invalid' });
    expect(() => publisher({ AFTERWORD_MAINTAINER: 'ana@example.com' })).toThrow('AFTERWORD_MAINTAINER');
    expect(() => publisher({ AFTERWORD_HOMEPAGE: 'http://example.com' })).toThrow('AFTERWORD_HOMEPAGE');
  });

  it('names the app as the app names itself, without which Windows shows no notification', () => {
    expect(config.appId).toBe(APP_ID);
  });

  it('names the menu entry as Electron names the windows, without which a Linux desktop knows no icon for them', () => {
    const { desktopName } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      desktopName: string;
    };
    expect(desktopName).toBe(`${config.linux?.executableName ?? ''}.desktop`);
    expect(config.linux?.syncDesktopName).toBe(true);
  });

  it('claims the scheme of call links', () => {
    expect(config.protocols).toEqual([expect.objectContaining({ schemes: [CALL_LINK_SCHEME] })]);
  });

  it('installs for all users, uploads nothing, and names each installer otherwise', () => {
    expect(config.nsis).toMatchObject({ perMachine: true, deleteAppDataOnUninstall: false });
    expect(config.msi).toMatchObject({ perMachine: true });
    expect(config.publish).toEqual({ provider: 'generic', url: 'https://afterword.invalid' });
    for (const section of ['linux', 'win', 'mac', 'deb', 'rpm'] as const)
      expect(config[section], section).not.toHaveProperty('files');
  });

  it('unpacks native modules', () => expect(config.asarUnpack).toContain('**/*.node'));

  it.each([config.linux?.icon, config.win?.icon, config.mac?.icon])('has the icon %s', (icon) => {
    expect(typeof icon === 'string' && existsSync(join(root, icon))).toBe(true);
  });
});

describe('signing', () => {
  it('is said to be missing in the name of the installer', () => {
    const { win, mac, suffix } = signing({});
    expect(suffix).toEqual({ win: '-unsigned', mac: '-unsigned' });
    expect(win).toEqual({ forceCodeSigning: false, azureSignOptions: null });
    // Apple's processors start nothing without a signature; the hardened runtime would want one of somebody.
    expect(mac).toEqual({ identity: '-', hardenedRuntime: false, notarize: false });
  });

  it.each([
    [{ WIN_CSC_LINK: 'x' }, true, false],
    [{ CSC_LINK: 'x' }, true, true],
    [{ CSC_NAME: 'x' }, false, true],
    [AZURE, true, false],
    [{ CSC_LINK: '' }, false, false],
  ])('%j must sign or fail', (env, windows, macos) => {
    const { win, mac, suffix } = signing(env);
    expect(win.forceCodeSigning).toBe(windows);
    expect(mac.forceCodeSigning === true).toBe(macos);
    expect(suffix).toEqual({ win: windows ? '' : '-unsigned', mac: macos ? '' : '-unsigned' });
  });

  it.each([
    [{}, []],
    [{ WIN_CSC_LINK: 'x' }, ['win32']],
    [AZURE, ['win32']],
    [{ CSC_NAME: 'x' }, []],
    [{ AFTERWORD_APPIMAGE_UPDATES: '1' }, ['linux']],
    [{ CSC_LINK: 'x', AFTERWORD_APPIMAGE_UPDATES: '0' }, ['win32']],
  ])('%j lets the program replace itself on %j alone', (env, systems) => {
    expect(signing(env).updatesItself).toEqual(systems);
  });

  it('by Azure wants all that Azure wants', () => {
    expect(signing(AZURE).win.azureSignOptions).toEqual({
      endpoint: 'https://weu.codesigning.azure.net',
      codeSigningAccountName: 'account',
      certificateProfileName: 'profile',
      publisherName: 'A Publisher',
    });
    expect(() => signing({ ...AZURE, AFTERWORD_AZURE_PROFILE: '' })).toThrow('AFTERWORD_AZURE_PROFILE');
  });
});

describe.runIf(process.platform === 'linux')('the script after a removal', () => {
  let folder: string;
  let script: string;
  let link: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'afterword-remove-'));
    link = join(folder, 'afterword');
    symlinkSync('/opt/Afterword/afterword', link);
    script = join(folder, 'after-remove.sh');
    const written = readFileSync(join(root, 'build/linux/after-remove.sh'), 'utf8');
    writeFileSync(
      script,
      written
        .replaceAll('${executable}', 'afterword')
        .replaceAll('/usr/bin/', `${folder}/`)
        .replaceAll('/etc/apparmor.d/', `${folder}/none/`),
    );
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const hasLink = (): boolean => spawnSync('readlink', [link]).status === 0;

  it.each([
    ['rpm, as a newer version took its place', '1', true],
    ['dpkg, as a newer version takes its place', 'upgrade', true],
    ['rpm, as the last version goes', '0', false],
    ['dpkg, as it goes', 'remove', false],
  ])('keeps or removes the link: %s', (_who, word, stays) => {
    expect(spawnSync('bash', [script, word]).status).toBe(0);
    expect(hasLink()).toBe(stays);
  });
});
