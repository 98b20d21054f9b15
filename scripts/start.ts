/**
 * `npm start` opens the desktop app. If that is not possible, it says why in one line and starts the browser host.
 * `npm run desktop` and `npm run browser` start one or the other. Arguments are passed to the app.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { findElectron, type FoundElectron } from './find-electron.ts';

const root = join(import.meta.dirname, '..');
const [mode = 'any', ...rest] = process.argv.slice(2);

const exitCode = await start();
process.exitCode = exitCode;

async function start(): Promise<number> {
  if (mode === 'browser') return await browserHost();
  const electron = desktopObstacle() ?? findElectron(true);
  if (!electron.ok) {
    if (mode === 'desktop') {
      console.error(
        `The desktop app cannot start: ${electron.reason}. "npm run browser" runs without Electron.`,
      );
      return 1;
    }
    console.log(`The desktop app cannot start here: ${electron.reason}. Starting the browser host instead.`);
    return await browserHost();
  }
  return await run(electron.path, [root, ...rest]);
}

/** Why Electron could not open a window even if its binary is installed; null if it could. */
function desktopObstacle(): Extract<FoundElectron, { ok: false }> | null {
  if (process.platform !== 'linux') return null;
  if (!process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY'])
    return { ok: false, reason: 'there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)' };
  if (process.getuid?.() === 0)
    return { ok: false, reason: "Electron's sandbox does not work for root; start it as an ordinary user" };
  return null;
}

function browserHost(): Promise<number> {
  return run(process.execPath, [join(root, 'out/main/browser-host.js'), ...rest]);
}

/** Runs a program in the foreground, passes SIGINT and SIGTERM on to it, and waits for it to exit. */
function run(program: string, programArguments: string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(program, programArguments, { stdio: 'inherit' });
    const passOn = (signal: NodeJS.Signals): void => {
      // In a terminal, the child receives Ctrl+C directly.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    };
    process.on('SIGINT', passOn);
    process.on('SIGTERM', passOn);
    child.once('error', (error) => {
      console.error(`${program} cannot be started: ${error.message}`);
      resolve(1);
    });
    child.once('exit', (code, signal) => {
      resolve(code ?? (signal === 'SIGINT' ? 0 : 1));
    });
  });
}
