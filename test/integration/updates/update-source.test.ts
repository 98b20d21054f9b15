import { createHash, randomBytes } from 'node:crypto';
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
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '#main/base/clock.ts';
import { createSiteWays } from '#main/lcm/link/site-ways.ts';
import { secretsWithoutVault } from '#main/secrets/secrets.ts';
import { createUpdateSource, type UpdateSource } from '#main/updates/update-source.ts';
import { startUpdateFeed, type UpdateFeed } from '#test/support/update-feed.ts';

const TLS = join(import.meta.dirname, '../../support/tls');
const pem = (name: string): Buffer => readFileSync(join(TLS, name));
const authority = { caFile: join(TLS, 'ca.pem') };
const installer = randomBytes(300_000);

let folder: string;
let feed: UpdateFeed;
const sources: UpdateSource[] = [];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'afterword-updates-'));
  feed = await startUpdateFeed(
    { version: '1.2.3', installer },
    { cert: pem('server.pem'), key: pem('server.key') },
  );
});
afterEach(async () => {
  for (const source of sources.splice(0)) source.stop();
  vi.unstubAllEnvs();
  await feed.close();
  rmSync(folder, { recursive: true, force: true });
});

/** An Afterword 1.0.0, as an AppImage unless it is installed for all users. */
function desktop({
  version = '1.0.0',
  own = true,
  url = feed.url,
  caFile = authority.caFile,
  timeLimitMs = 5_000,
} = {}): UpdateSource {
  // The library replaces no program but an AppImage on Linux.
  vi.stubEnv('APPIMAGE', join(folder, 'Afterword.AppImage'));
  const configPath = join(folder, 'app-update.yml');
  writeFileSync(configPath, 'updaterCacheDirName: afterword-updater\n');
  const source = createUpdateSource({
    url,
    version,
    dataDir: folder,
    own: own ? { kind: 'appImage', configPath } : null,
    ways: createSiteWays({
      options: { caFile, proxy: 'none', proxySignIn: { user: '', password: '' } },
      secrets: secretsWithoutVault,
      clock: systemClock,
      system: { readAuthorities: () => Promise.resolve([]) },
      timeLimitMs,
    }),
    clock: systemClock,
    timeLimitMs,
  });
  sources.push(source);
  return source;
}

const pending = (): string => join(folder, 'afterword-updater', 'pending');
/** The files that were loaded whole. */
const loaded = (): string[] =>
  existsSync(pending()) ? readdirSync(pending()).filter((name) => name.endsWith('.AppImage')) : [];

describe('what the feed offers', () => {
  it.each([
    ['newer', '1.2.3', '1.2.3'],
    ['the same', '1.0.0', null],
    ['older', '0.9.9', null],
    ['newer by a digit that a text would sort before', '1.0.10', '1.0.10'],
    ['a trial of the one that runs', '1.0.0-beta.1', null],
  ])('%s', async (_how, version, offered) => {
    feed.release = { version, installer };
    for (const own of [true, false]) expect(await desktop({ own }).look()).toBe(offered);
    expect(feed.asked.filter((path) => path.endsWith('.AppImage'))).toEqual([]);
  });

  it('is for a part of the site as long as the site says so', async () => {
    feed.release = { version: '1.2.3', installer, more: 'stagingPercentage: 0' };
    const source = desktop();
    expect(await source.look()).toBeNull();
    const share = readFileSync(join(folder, '.updaterId'), 'utf8');
    feed.release = { version: '1.2.3', installer, more: 'stagingPercentage: 100' };
    expect(await source.look()).toBe('1.2.3');
    // The desktop stays in its part.
    await desktop().look();
    expect(readFileSync(join(folder, '.updaterId'), 'utf8')).toBe(share);
  });

  it.each([
    ['is away', () => feed.close().then(() => startAgain()), 'ECONNREFUSED'],
    [
      'has no feed',
      () => answer((response) => response.writeHead(404).end()),
      'ERR_UPDATER_CHANNEL_FILE_NOT_FOUND',
    ],
    ['fails', () => answer((response) => response.writeHead(500).end('broken')), 'HTTP_ERROR_500'],
    [
      'names no version',
      () => answer((response) => response.end('version: newest')),
      'ERR_UPDATER_INVALID_VERSION',
    ],
    [
      'sends what is no feed',
      () => answer((response) => response.end('<html>\n  : [')),
      'ERR_UPDATER_INVALID_UPDATE_INFO',
    ],
    ['cuts off', () => answer((response) => response.socket?.destroy()), 'ECONNRESET'],
    ['sends too much', () => answer((response) => response.end(Buffer.alloc(600_000, 'x'))), 'TOO_LARGE'],
    [
      'sends elsewhere',
      () => answer((response) => response.writeHead(302, { location: '/afterword/other.yml' }).end()),
      'ELSEWHERE',
    ],
    ['is silent', () => answer(() => {}), 'ETIMEDOUT'],
  ] as const)('fails with a code if the server %s', async (_how, make: () => unknown, code) => {
    await make();
    const source = desktop({ timeLimitMs: code === 'ETIMEDOUT' ? 300 : 20_000 });
    await expect(source.look()).rejects.toMatchObject({ code });
    // The next look begins anew.
    if (code === 'ECONNREFUSED') return;
    feed.instead = () => false;
    expect(await source.look()).toBe('1.2.3');
  });

  it('is asked for over https alone, with a certificate of an authority that is trusted', async () => {
    await expect(desktop({ caFile: '' }).look()).rejects.toMatchObject({
      code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    });
    expect(feed.asked).toEqual([]);
    expect(() => desktop({ url: 'http://files.example.com/' })).toThrow('notEncrypted');
  });

  function answer(how: (response: Parameters<UpdateFeed['instead']>[1]) => unknown): void {
    feed.instead = (path, response) => {
      if (!path.includes('latest')) return false;
      how(response);
      return true;
    };
  }

  /** For the end of the test. The closed one's port stays closed. */
  async function startAgain(): Promise<void> {
    const { url } = feed;
    feed = { ...(await startUpdateFeed(feed.release)), url };
  }
});

describe('what is loaded', () => {
  it('is what the feed says, with its progress, and once', async () => {
    const source = desktop();
    await source.look();
    const told: number[] = [];
    await source.load((percent) => told.push(percent));
    expect(told.at(-1)).toBe(100);
    expect(loaded()).toEqual(['Afterword-1.2.3.AppImage']);
    const whole = readFileSync(join(pending(), 'Afterword-1.2.3.AppImage'));
    expect(createHash('sha512').update(whole).digest('hex')).toBe(
      createHash('sha512').update(installer).digest('hex'),
    );
    // After a restart before the quiet moment it is there.
    const later = desktop();
    await later.look();
    await later.load(() => {});
    expect(feed.asked.filter((path) => path.endsWith('.AppImage'))).toHaveLength(1);
  });

  it.each([
    [
      'is not what the feed says',
      (response: Parameters<UpdateFeed['instead']>[1]) => response.end(randomBytes(300_000)),
      'ERR_CHECKSUM_MISMATCH',
    ],
    [
      'is cut off',
      (response: Parameters<UpdateFeed['instead']>[1]) => {
        response.writeHead(200, { 'content-length': '300000' });
        response.write(installer.subarray(0, 1_000), () => response.socket?.destroy());
      },
      'ECONNRESET',
    ],
    [
      'is elsewhere',
      (response: Parameters<UpdateFeed['instead']>[1]) =>
        response.writeHead(302, { location: '/x.AppImage' }).end(),
      'ELSEWHERE',
    ],
  ])('is nothing if it %s, and comes whole the next time', async (_how, answer, code) => {
    feed.instead = (path, response) => {
      if (!path.endsWith('.AppImage')) return false;
      answer(response);
      return true;
    };
    const source = desktop();
    await source.look();
    await expect(source.load(() => {})).rejects.toMatchObject({ code });
    expect(loaded()).toEqual([]);
    expect(source.install()).toBe(false);
    feed.instead = () => false;
    await source.load(() => {});
    expect(loaded()).toEqual(['Afterword-1.2.3.AppImage']);
  });

  it('comes from the server of the feed alone', async () => {
    const other = await startUpdateFeed(feed.release);
    feed.release = { version: '1.2.3', installer, at: `${other.url}Afterword-1.2.3.AppImage` };
    const source = desktop();
    await source.look();
    await expect(source.load(() => {})).rejects.toMatchObject({ code: 'ELSEWHERE' });
    expect(other.asked).toEqual([]);
    await other.close();
  });

  it('ends with the program', async () => {
    let arrived = (): void => {};
    const begun = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    feed.instead = (path, response) => {
      if (!path.endsWith('.AppImage')) return false;
      response.writeHead(200, { 'content-length': '300000' });
      response.write(installer.subarray(0, 1_000), arrived);
      return true;
    };
    const source = desktop();
    await source.look();
    const loading = source.load(() => {});
    const ended = expect(loading).rejects.toMatchObject({ code: 'ECONNRESET' });
    await begun;
    source.stop();
    await ended;
    expect(loaded()).toEqual([]);
  });

  it('takes the place of the image in one step, and starts; where that fails, the image stays', async () => {
    const started = join(folder, 'started');
    feed.release = { version: '1.2.3', installer: Buffer.from(`#!/bin/sh\necho new > '${started}'\n`) };
    const image = join(folder, 'Afterword.AppImage');
    writeFileSync(image, 'the old one');
    const source = desktop();
    await source.look();
    await source.load(() => {});
    // A folder stands where the new image would arrive.
    mkdirSync(`${image}.new`);
    writeFileSync(join(`${image}.new`, 'file'), '');
    expect(source.install()).toBe(false);
    expect(readFileSync(image, 'utf8')).toBe('the old one');
    rmSync(`${image}.new`, { recursive: true });

    const again = desktop();
    await again.look();
    await again.load(() => {});
    expect(again.install()).toBe(true);
    expect(readFileSync(image)).toEqual(feed.release.installer);
    await vi.waitFor(() => expect(readFileSync(started, 'utf8')).toBe('new\n'), 10_000);
    expect(readdirSync(folder)).not.toContain('Afterword.AppImage.new');
  });

  it('is never loaded where somebody else installs', async () => {
    const source = desktop({ own: false });
    expect(await source.look()).toBe('1.2.3');
    await expect(source.load(() => {})).rejects.toThrow();
    expect(source.install()).toBe(false);
    expect(feed.asked.filter((path) => path.endsWith('.AppImage'))).toEqual([]);
  });
});
