import { defineConfig } from '@playwright/test';
import { findChromium } from './test/e2e/find-chromium.ts';

/** The machine's Chromium, if it has one. Its sandbox does not work for root. */
const chromium = process.env['AFTERWORD_CHROMIUM'] ?? findChromium();
const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/**
 * End-to-end tests of the built app (`npm run build`). Those in Electron run one at a time, because windows compete for
 * the keyboard. Each page of a browser has a keyboard of its own. The two projects may run at once, so each has its own
 * folder. On Linux without a display, run them under `xvfb-run -a`.
 */
export default defineConfig({
  testDir: 'test/e2e',
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  projects: [
    { name: 'electron', outputDir: 'test-output/e2e/electron', testMatch: '*.electron.test.ts', workers: 1 },
    {
      name: 'browser',
      outputDir: 'test-output/e2e/browser',
      testMatch: '*.browser.test.ts',
      use: { launchOptions: { args, ...(chromium !== null && { executablePath: chromium }) } },
    },
  ],
});
