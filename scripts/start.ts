/**
 * `npm start` opens the desktop app. If that is not possible, it says why in one line and starts the browser host.
 * `npm run desktop` and `npm run browser` start one or the other. Arguments are passed to the app.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { sandboxObstacle, type SandboxObstacle } from '#main/hosts/desktop/security/sandbox-obstacle.ts';
import { findElectron, type FoundElectron } from './find-electron.ts';

const root = join(import.meta.dirname, '..');
const [mode = 'any', ...rest] = process.argv.slice(2);

/** How Chromium ends itself if it cannot make its sandbox, before anything of the app has run. */
const CRASHES: readonly (NodeJS.Signals | null)[] = ['SIGTRAP', 'SIGABRT', 'SIGILL'];

const SANDBOX_WORDS: Readonly<Record<SandboxObstacle, string>> = {
  root: "Electron's sandbox does not work for root; start it as an ordinary user",
  appArmorForbidsNamespaces:
    "Electron's sandbox needs user namespaces, which this system's AppArmor forbids" +
    ' (kernel.apparmor_restrict_unprivileged_userns is 1)',
  noNamespaces: "Electron's sandbox needs user namespaces, which this system does not allow",
};

const exitCode = await start();
process.exitCode = exitCode;

async function start(): Promise<number> {
  if (mode === 'browser') return await browserHost();
  const electron = desktopObstacle() ?? findElectron(true);
  if (!electron.ok) return await withoutDesktop(electron.reason);
  const { code, signal } = await run(electron.path, [root, ...rest]);
  const obstacle = CRASHES.includes(signal) ? sandboxObstacle(electron.path) : null;
  return obstacle === null ? code : await withoutDesktop(SANDBOX_WORDS[obstacle]);
}

/** Says in one line why there is no desktop app. Starts the browser host instead, unless only the app was asked for. */
async function withoutDesktop(why: string): Promise<number> {
  if (mode === 'desktop') {
    console.error(`The desktop app cannot start: ${why}. "npm run browser" runs without Electron.`);
    return 1;
  }
  console.log(`The desktop app cannot start here: ${why}. Starting the browser host instead.`);
  return await browserHost();
}

/** Why Electron could not open a window even if its binary is installed; null if it could. */
function desktopObstacle(): Extract<FoundElectron, { ok: false }> | null {
  if (process.platform !== 'linux') return null;
  if (!process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY'])
    return { ok: false, reason: 'there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)' };
  if (process.getuid?.() === 0) return { ok: false, reason: SANDBOX_WORDS.root };
  return null;
}

async function browserHost(): Promise<number> {
  return (await run(process.execPath, [join(root, 'out/main/browser-host.js'), ...rest])).code;
}

/** How a program ended. The code is 1 if a signal ended it, and 0 if that was Ctrl+C. */
interface Ending {
  readonly code: number;
  readonly signal: NodeJS.Signals | null;
}

/** Runs a program in the foreground, passes SIGINT and SIGTERM on to it, and waits for it to exit. */
function run(program: string, programArguments: string[]): Promise<Ending> {
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
      resolve({ code: 1, signal: null });
    });
    child.once('exit', (code, signal) => {
      resolve({ code: code ?? (signal === 'SIGINT' ? 0 : 1), signal });
    });
  });
}
