import { spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from '@playwright/test';

const START = resolve(import.meta.dirname, '../../scripts/start.ts');

/** Runs what `npm start` runs after the build, without settings, by default on a machine without a display. */
function start(mode: string[], dataDir: string, machine: SpawnOptions = {}) {
  return spawn(process.execPath, [START, ...mode], {
    ...machine,
    env: { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '', AFTERWORD_DATA_DIR: dataDir, ...machine.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** What the start prints, until it says how to end it. */
async function linesOf(app: ReturnType<typeof start>): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of createInterface(app.stdout)) {
    lines.push(line);
    if (line.startsWith('Ctrl+C')) break;
  }
  return lines;
}

test.skip(process.platform !== 'linux', 'only Linux starts without a display');

let dataDir: string;
test.beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'afterword-start-'));
});
test.afterEach(() => rmSync(dataDir, { recursive: true }));

/** A machine with a display, whose kernel lets an ordinary user make no user namespace: Chromium ends by a signal. */
function withoutNamespaces(): SpawnOptions {
  const script = (name: string, line: string): void => {
    writeFileSync(join(dataDir, 'bin', name), `#!/bin/sh\n${line}\n`, { mode: 0o755 });
  };
  const bin = join(dataDir, 'bin');
  mkdirSync(bin);
  chmodSync(dataDir, 0o777);
  script('electron', 'kill -TRAP $$');
  script('unshare', 'exit 1');
  return {
    env: { DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: bin, PATH: `${bin}:${process.env['PATH'] ?? ''}` },
    // Root has another obstacle, so this is another user.
    ...(process.getuid?.() === 0 && { uid: 65_534 }),
  };
}

test('where Chromium’s sandbox cannot work, the start says why and opens the browser host', async () => {
  const app = start([], dataDir, withoutNamespaces());
  expect(await linesOf(app)).toEqual([
    expect.stringMatching(
      /^The desktop app cannot start here: Electron's sandbox needs user namespaces, which this system.+\. Starting the browser host instead\.$/,
    ),
    expect.stringMatching(/^Afterword \(practice\) is at /),
    'Ctrl+C ends it.',
  ]);
  const gone = once(app, 'exit');
  app.kill('SIGINT');
  expect(await gone).toEqual([0, null]);
});

test('without a display, the start says so in one line, opens the browser host, and ends cleanly', async () => {
  const app = start([], dataDir);
  expect(await linesOf(app)).toEqual([
    'The desktop app cannot start here: there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set). ' +
      'Starting the browser host instead.',
    expect.stringMatching(/^Afterword \(practice\) is at http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}$/),
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

test('a browser host whose port is taken says so and ends', async () => {
  const other = createServer();
  await new Promise<void>((ready) => other.listen(0, '127.0.0.1', ready));
  const { port } = other.address() as AddressInfo;
  const app = start(['browser', '--port', `${port}`], dataDir);
  let said = '';
  app.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  expect(await once(app, 'close')).toEqual([1, null]);
  expect(said).toBe(
    `Afterword cannot start: Nothing can be served on port ${port} (EADDRINUSE). Give another one with --port.\n`,
  );
  other.close();
});
