import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from '@playwright/test';

const START = resolve(import.meta.dirname, '../../scripts/start.ts');

/** Runs what `npm start` runs after the build, on a machine without a display and without settings. */
function start(mode: string[], dataDir: string) {
  return spawn(process.execPath, [START, ...mode], {
    env: { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '', AFTERWORD_DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

test.skip(process.platform !== 'linux', 'only Linux starts without a display');

let dataDir: string;
test.beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'afterword-start-'));
});
test.afterEach(() => {
  rmSync(dataDir, { recursive: true });
});

test('without a display, the start says so in one line, opens the browser host, and ends cleanly', async () => {
  const app = start([], dataDir);
  const lines: string[] = [];
  for await (const line of createInterface(app.stdout)) {
    lines.push(line);
    if (line.startsWith('Ctrl+C')) break;
  }
  expect(lines).toEqual([
    'The desktop app cannot start here: there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set). ' +
      'Starting the browser host instead.',
    expect.stringMatching(/^Afterword \(Demo LCM\) is at http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}$/),
    'Ctrl+C ends it.',
  ]);
  const gone = once(app, 'exit');
  app.kill('SIGINT');
  expect(await gone).toEqual([0, null]);
});

test('if only the desktop app was asked for and it cannot start, the error says what to run instead', async () => {
  const app = start(['desktop'], dataDir);
  let said = '';
  app.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  expect(await once(app, 'close')).toEqual([1, null]);
  expect(said).toBe(
    'The desktop app cannot start: there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set). ' +
      '"npm run browser" runs without Electron.\n',
  );
});
