import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startUpdateFeed } from '#test/support/update-feed.ts';
import { expect, test } from './desktop-test.ts';
import { makeDataFolder, removeDataFolder } from './data-folder.ts';
import { ring } from './lcm.ts';
import { chooseOutcome, selectCall, submit } from './screen.ts';
import { startDesktop } from './desktop-app.ts';

test.skip(process.platform !== 'linux', 'an AppImage is a program of Linux');

test('a newer image takes the place of the program at a quiet moment, once, and what waits is kept', async ({
  lcm,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'afterword-image-'));
  const image = join(folder, 'Afterword-0.0.1.AppImage');
  const started = join(folder, 'started');
  /** A program that notes that it was started. */
  const program = (name: string): Buffer => Buffer.from(`#!/bin/sh\necho ${name} >> '${started}'\n`);
  writeFileSync(image, program('old'));
  chmodSync(image, 0o755);
  writeFileSync(join(folder, 'app-update.yml'), 'provider: generic\nurl: http://127.0.0.1\n');
  const feed = await startUpdateFeed({ version: '9.9.9', installer: program('new') });
  const dataDir = makeDataFolder(lcm, {}, { updates: { url: feed.url, mode: 'notify' } });
  const environment = { APPIMAGE: image, AFTERWORD_E2E_UPDATES: join(folder, 'app-update.yml') };
  Object.assign(process.env, environment);
  try {
    const app = await startDesktop(dataDir);
    for (const name of Object.keys(environment)) Reflect.deleteProperty(process.env, name);
    await expect(app.main.locator('[data-status=connected]')).toBeAttached();

    // One bit of what the server sends is not what the feed says.
    feed.instead = (path, response) => {
      if (!path.endsWith('.AppImage')) return false;
      response.end(program('bad'));
      return true;
    };
    await app.main.getByRole('button', { name: 'Load it' }).click();
    await expect(app.main.getByText('Afterword 9.9.9 could not be loaded.')).toBeVisible();
    expect(readFileSync(image)).toEqual(program('old'));

    // LCM is away: a wrap-up waits, and a draft is open.
    feed.instead = () => false;
    for (const call of ['u-1', 'u-2']) ring(lcm, call);
    await selectCall(app.main, 'u-1');
    await chooseOutcome(app.main, 'pro card', 'Promise to pay›In full›By card');
    await lcm.stop();
    await submit(app.main, 'u-1');
    await selectCall(app.main, 'u-2');
    await app.main.getByLabel('Comment').fill('half a sentence');
    await app.main.getByRole('button', { name: 'Try again' }).click();
    await app.main.getByRole('button', { name: 'Restart now' }).click();
    await expect(app.main.getByText('Afterword restarts by itself once')).toBeVisible();
    await expect
      .poll(async () => (await app.tray())?.menu.join('\n'))
      .toContain('Afterword 9.9.9 is installed once no call is open');
    expect(readFileSync(image)).toEqual(program('old'));
    expect(app.hasEnded()).toBe(false);

    // The draft is submitted, so nothing is open.
    await chooseOutcome(app.main, 'pro card', 'Promise to pay›In full›By card');
    const ended = new Promise((resolve) => app.electron.process().once('exit', resolve));
    await submit(app.main, 'u-2').catch(() => {
      // The window may be gone before it has said that it is saved.
    });
    expect(await ended).toBe(0);
    await expect.poll(() => existsSync(started) && readFileSync(started, 'utf8')).toBe('new\n');
    expect(readFileSync(image)).toEqual(program('new'));
    expect(readdirSync(folder).sort()).toEqual(['Afterword-0.0.1.AppImage', 'app-update.yml', 'started']);
    expect(lcm.now.ledger.entries()).toEqual([]);

    // The next start, as that of the newer program, has both, and sends them.
    await lcm.start();
    const again = await startDesktop(dataDir);
    await lcm.now.ledger.waitUntil((ledger) => ledger.applied().length >= 2, 20_000);
    await again.quit();
    expect(lcm.now.ledger.applied()).toHaveLength(2);
    expect(readFileSync(started, 'utf8')).toBe('new\n');
  } finally {
    for (const name of Object.keys(environment)) Reflect.deleteProperty(process.env, name);
    await feed.close();
    removeDataFolder(dataDir);
    rmSync(folder, { recursive: true, force: true });
  }
});
