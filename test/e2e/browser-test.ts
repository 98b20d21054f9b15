import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { test as base, expect, type Page } from '@playwright/test';
import type { PreferenceChange } from '#shared/contract/preferences.ts';
import { makeDataFolder, removeDataFolder } from './data-folder.ts';
import { startLcm, type TestLcm } from './lcm.ts';

const HOST = resolve(import.meta.dirname, '../../out/main/browser-host.js');

interface Options {
  /** The campaign's zone in LCM's reply. */
  campaignZone: string;
  /** How many outcomes LCM generates instead of the built-in campaign. */
  generateRows: number | undefined;
}

interface Fixtures {
  /** The agent's preferences when the app starts. */
  preferences: PreferenceChange;
  lcm: TestLcm;
  /** Changes to the settings file, by section. */
  settings: Readonly<Record<string, object>>;
  /** The address that the browser host printed. */
  address: string;
  app: Page;
}

/**
 * A test of the same core and screen without Electron: in the browser host and a Chromium. Each test has its own host,
 * LCM and browser context. The tests of a worker share the Chromium.
 */
export const test = base.extend<Options & Fixtures>({
  campaignZone: ['Europe/Madrid', { option: true }],
  generateRows: [undefined, { option: true }],
  lcm: async ({ campaignZone, generateRows }, use) => {
    const lcm = await startLcm(campaignZone, false, generateRows);
    await use(lcm);
    await lcm.stop();
  },
  preferences: [{}, { option: true }],
  settings: [{}, { option: true }],
  address: async ({ lcm, preferences, settings }, use) => {
    const dataDir = makeDataFolder(lcm, preferences, settings);
    const host = await startHost(dataDir);
    await use(host.address);
    await host.end();
    removeDataFolder(dataDir);
  },
  app: async ({ address, browser, locale }, use) => {
    const context = await browser.newContext({
      viewport: { width: 1_180, height: 780 },
      ...(locale !== undefined && { locale }),
    });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(address);
    await expect(page.locator('[data-status=connected]')).toBeVisible();
    await use(page);
    await context.close();
    expect(complaints).toEqual([]);
  },
});

export { expect };
export { expectAccessible, expectAccessibleInEveryLook } from './accessible.ts';

/** A browser host that runs. */
export interface RunningHost {
  /** The address that it printed. */
  readonly address: string;
  end(): Promise<void>;
}

/** Starts the built browser host on a free port. */
export function startHost(dataDir: string, ...more: string[]): Promise<RunningHost> {
  return startProgram([HOST, '--port', '0', '--data-dir', dataDir, ...more]);
}

/** Starts a browser host whose machine has this file of the site. */
export function startManagedHost(dataDir: string, machineFile: string): Promise<RunningHost> {
  return startProgram([resolve(import.meta.dirname, 'managed-child.ts'), dataDir, machineFile]);
}

async function startProgram(line: readonly string[]): Promise<RunningHost> {
  const host = spawn(process.execPath, line, { stdio: ['ignore', 'pipe', 'inherit'] });
  return {
    address: await addressOf(host),
    async end() {
      const gone = once(host, 'exit');
      host.kill('SIGINT');
      expect(await gone).toEqual([0, null]);
    },
  };
}

/** Returns the address that the host prints, or throws an error with what it printed instead. */
async function addressOf(host: ChildProcess): Promise<string> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: host.stdout! })) {
    lines.push(line);
    const address = /http:\/\/127\.0\.0\.1:\d+\/#token=\S+/.exec(line)?.[0];
    if (address !== undefined) return address;
  }
  throw new Error(`The browser host ended without an address: ${lines.join(' | ')}`);
}
