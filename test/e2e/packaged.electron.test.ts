import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { electronPath } from './desktop-app.ts';

const ROOT = resolve(import.meta.dirname, '../..');

test.skip(process.platform !== 'linux', 'elsewhere a dialog waits for a click');

let folder: string;
test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'afterword-packaged-'));
  const dist = join(folder, 'electron');
  cpSync(dirname(await electronPath()), dist, { recursive: true });
  // The builder removes this file. The Electron for closed networks has a folder in its place.
  rmSync(join(dist, 'resources', 'default_app.asar'), { recursive: true, force: true });
  const builder = join(ROOT, 'node_modules/electron-builder/cli.js');
  const options = [`electronDist=${dist}`, `directories.output=${join(folder, 'out')}`];
  await promisify(execFile)(
    process.execPath,
    [
      builder,
      '--dir',
      '--linux',
      '--config',
      'build/electron-builder.ts',
      ...options.map((each) => `-c.${each}`),
    ],
    { cwd: ROOT },
  );
});
test.afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Chromium's sandbox does not work for root. */
const SANDBOX = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

function start(...switches: string[]) {
  const app = spawn(join(folder, 'out/linux-unpacked/afterword'), [...SANDBOX, ...switches], {
    env: {
      ...process.env,
      LANG: 'en_GB.UTF-8',
      AFTERWORD_DATA_DIR: join(folder, 'data'),
      XDG_CONFIG_HOME: join(folder, 'config'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [app.stdout, app.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = once(app, 'close').then(([code]) => code as number | null);
  return { app, ended, said: () => said };
}

for (const given of [
  'remote-debugging-port=0',
  'remote-debugging-pipe',
  'inspect=0',
  'disable-web-security',
  'js-flags=--expose-gc',
]) {
  test(`an installed app refuses --${given} with words, and lets no debugger in`, async () => {
    const { ended, said } = start(`--${given}`);
    expect(await ended).toBe(1);
    expect(said()).toContain('Afterword cannot start');
    const [name] = given.split('=');
    expect(said()).toContain(`It was started with --${name}, which takes away its protection.`);
    expect(said()).not.toMatch(/listening on/i);
  });
}

test('an installed app starts without them, and from then on at login', async () => {
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'data/settings.json'), JSON.stringify({ lcm: { url: 'http://127.0.0.1:1' } }));
  const { app, ended } = start('--disable-gpu');
  const entry = join(folder, 'config/autostart/afterword.desktop');
  await expect.poll(() => existsSync(entry), { timeout: 20_000 }).toBe(true);
  expect(readFileSync(entry, 'utf8')).toContain(
    `Exec="${join(folder, 'out/linux-unpacked/afterword')}" "--hidden"\n`,
  );
  app.kill('SIGTERM');
  expect(await ended).toBe(0);
});
