import { defineConfig } from '@playwright/test';

/**
 * End-to-end tests of the built app (`npm run build`). Those in Electron run one at a time, because windows compete for
 * the keyboard. Each page of a browser has a keyboard of its own. On Linux without a display, run them under `xvfb-run -a`.
 */
export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-output/e2e',
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  projects: [
    { name: 'electron', testMatch: '*.electron.test.ts', workers: 1 },
    { name: 'browser', testMatch: '*.browser.test.ts' },
  ],
});
