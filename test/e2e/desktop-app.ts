import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { _electron, errors, type ElectronApplication, type JSHandle, type Page } from '@playwright/test';
import type { BrowserWindow } from 'electron';
import type { TestHooks } from '#main/hosts/desktop/test-hooks.ts';
import type { AfterCallWarning, NotificationKind } from '#main/notifications/notification.ts';
import { prepareElectron } from '#test/electron/prepare-electron.ts';
import { useQuick } from './data-folder.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** In milliseconds. */
const LONGEST_START = 30_000;

/** Available in Electron's main process if AFTERWORD_E2E is set. */
declare const __afterwordTest: TestHooks;

/** The built app, running in Electron. */
export interface DesktopApp {
  readonly electron: ElectronApplication;
  readonly main: Page;
  readonly quick: Page;
  /** Errors on the pages' consoles, and what their content security policy refused. */
  readonly complaints: string[];
  tray(): Promise<ReturnType<TestHooks['trayLines']>>;
  clickTray(): Promise<void>;
  clickTrayMenu(label: string): Promise<void>;
  pressShortcut(): Promise<void>;
  notifications(): Promise<ReturnType<TestHooks['notifications']>>;
  clickNotification(kind: NotificationKind): Promise<void>;
  warnOfAfterCall(warning: AfterCallWarning): Promise<void>;
  windowOf(page: Page): Promise<JSHandle<BrowserWindow>>;
  isShown(page: Page): Promise<boolean>;
  /** Whether the page's window has the keyboard. In Electron, Playwright reports the focus differently. */
  hasKeyboard(page: Page): Promise<boolean>;
  /** Whether the process has ended. */
  hasEnded(): boolean;
  /** Closes a window as its close button does. */
  closeWindow(page: Page): Promise<void>;
  /** Starts the app again on the same folder and waits until that process ends. */
  startAgain(...words: string[]): Promise<number | null>;
  quit(): Promise<void>;
  kill(): Promise<void>;
}

/**
 * Starts the built app and does not wait for anything.
 *
 * @param words further command-line arguments
 */
export async function launchDesktop(dataDir: string, ...words: string[]): Promise<ElectronApplication> {
  const executablePath = await electronPath();
  return await launch({
    executablePath,
    args: commandLine(words),
    env: environment(dataDir),
    timeout: 20_000,
  });
}

/**
 * Starts the built app for an agent who uses the quick wrap-up, and waits for its windows.
 *
 * @param words further command-line arguments
 */
export async function startDesktop(dataDir: string, ...words: string[]): Promise<DesktopApp> {
  useQuick(dataDir);
  const electron = await launchDesktop(dataDir, ...words);
  const appProcess = electron.process();
  const complaints: string[] = [];
  const listen = (page: Page): void => {
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
  };
  electron.windows().forEach(listen);
  electron.on('window', listen);
  const main = await pageOf(electron, 'index.html');
  const quick = await pageOf(electron, 'quick.html');

  const windowOf = async (page: Page): Promise<JSHandle<BrowserWindow>> => await electron.browserWindow(page);

  return {
    electron,
    main,
    quick,
    complaints,
    tray: () => electron.evaluate(() => __afterwordTest.trayLines()),
    clickTray: () => electron.evaluate(() => __afterwordTest.clickTray()),
    clickTrayMenu: (label) =>
      electron.evaluate((_modules, chosen) => __afterwordTest.clickTrayMenu(chosen), label),
    pressShortcut: () => electron.evaluate(() => __afterwordTest.pressShortcut()),
    notifications: () => electron.evaluate(() => __afterwordTest.notifications()),
    clickNotification: (kind) =>
      electron.evaluate((_modules, chosen) => __afterwordTest.clickNotification(chosen), kind),
    warnOfAfterCall: (warning) =>
      electron.evaluate((_modules, told) => __afterwordTest.warnOfAfterCall(told), warning),
    windowOf,
    isShown: async (page) => await (await windowOf(page)).evaluate((window) => window.isVisible()),
    hasKeyboard: async (page) => await (await windowOf(page)).evaluate((window) => window.isFocused()),
    hasEnded: () => appProcess.exitCode !== null || appProcess.signalCode !== null,
    closeWindow: async (page) => {
      await (await windowOf(page)).evaluate((window) => window.close());
    },
    async startAgain(...more) {
      const second = spawn(await electronPath(), commandLine(more), {
        env: environment(dataDir),
        stdio: 'ignore',
      });
      const [code] = (await once(second, 'exit')) as [number | null];
      return code;
    },
    quit: () => electron.close(),
    async kill() {
      const gone = once(appProcess, 'exit');
      appProcess.kill('SIGKILL');
      await gone;
    },
  };
}

/**
 * About once in a hundred launches, Chromium never answers Playwright's first command, before any of our code runs, and
 * Playwright ends that process. Only this is tried again. Any error of the app itself fails at once.
 */
async function launch(options: Parameters<typeof _electron.launch>[0]): Promise<ElectronApplication> {
  try {
    return await _electron.launch(options);
  } catch (error) {
    if (!(error instanceof errors.TimeoutError)) throw error;
    return await _electron.launch(options);
  }
}

/** The Electron to test in. */
export async function electronPath(): Promise<string> {
  const told = process.env['AFTERWORD_ELECTRON'];
  if (told) return told;
  const found = await prepareElectron();
  if (!found.ok) throw new Error(`There is no Electron to test in: ${found.reason}`);
  return found.path;
}

function commandLine(words: readonly string[]): string[] {
  // Chromium's sandbox does not work for root.
  return [ROOT, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ...words];
}

function environment(dataDir: string): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[0] !== 'ELECTRON_RUN_AS_NODE',
  );
  return { ...Object.fromEntries(inherited), AFTERWORD_DATA_DIR: dataDir, AFTERWORD_E2E: '1' };
}

async function pageOf(electron: ElectronApplication, name: string): Promise<Page> {
  const until = performance.now() + LONGEST_START;
  // A window may be there already, but not yet have its page, so its event does not tell.
  for (;;) {
    const found = electron.windows().find((page) => page.url().endsWith(`/${name}`));
    if (found !== undefined) return found;
    if (performance.now() > until) throw new Error(`No window with ${name} came`);
    await pause(20);
  }
}
