import { test as base, expect } from '@playwright/test';
import { makeDataFolder, removeDataFolder } from './data-folder.ts';
import { startDesktop, type DesktopApp } from './desktop-app.ts';
import { startLcm, type TestLcm } from './lcm.ts';

interface Options {
  /** Whether the pages' consoles may show errors and what their content security policy refuses. */
  complaintsAllowed: boolean;
  /** Whether LCM tells each contact's own hours and zone. */
  tellsHours: boolean;
}

interface Fixtures {
  lcm: TestLcm;
  dataDir: string;
  /** Starts the app on the test's data folder. After the test, it is ended if it still runs. */
  start: (...words: string[]) => Promise<DesktopApp>;
  /** The app, started and connected. */
  app: DesktopApp;
}

/** A test of the app in Electron with its own LCM. It fails if a page's console shows errors, unless they are allowed. */
export const test = base.extend<Options & Fixtures>({
  complaintsAllowed: [false, { option: true }],
  tellsHours: [false, { option: true }],
  lcm: async ({ tellsHours }, use) => {
    const lcm = await startLcm(undefined, tellsHours);
    await use(lcm);
    await lcm.stop();
  },
  dataDir: async ({ lcm }, use) => {
    const folder = makeDataFolder(lcm);
    await use(folder);
    removeDataFolder(folder);
  },
  start: async ({ dataDir, complaintsAllowed }, use) => {
    const started: DesktopApp[] = [];
    await use(async (...words) => {
      const app = await startDesktop(dataDir, ...words);
      started.push(app);
      return app;
    });
    for (const app of started) {
      if (!app.hasEnded()) await app.quit();
    }
    if (!complaintsAllowed) expect(started.flatMap((app) => app.complaints)).toEqual([]);
  },
  app: async ({ start }, use) => {
    const app = await start();
    await expect(app.main.locator('[data-status=connected]')).toBeAttached();
    await use(app);
  },
});

export { expect };
