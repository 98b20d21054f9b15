import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';
import { REQUEST_NAMES } from './src/shared/contract/requests/index.ts';

export default defineConfig({
  // The same as in electron.vite.config.ts.
  define: { __REQUEST_NAMES__: JSON.stringify(REQUEST_NAMES) },
  test: {
    // Most tests wait for disks, sockets and processes, so every core gets a worker.
    maxWorkers: '100%',
    // An unusual zone with a half-hour DST step, so that code that assumes the machine's zone fails.
    env: { TZ: 'Australia/Lord_Howe' },
    // A busy machine may take more than the second that is waited by default.
    expect: { poll: { timeout: 10_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          exclude: ['test/unit/renderer/**'],
          // Thousands of generated inputs take long on a busy machine.
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        plugins: [vue()],
        test: {
          name: 'renderer',
          include: ['test/unit/renderer/**/*.test.ts'],
          environment: 'happy-dom',
          setupFiles: 'test/support/patient-screen.ts',
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: { name: 'integration', include: ['test/integration/**/*.test.ts'], testTimeout: 30_000 },
      },
      {
        extends: true,
        test: {
          name: 'model',
          include: ['test/model/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: { name: 'faults', include: ['test/faults/**/*.test.ts'], testTimeout: 60_000 },
      },
      {
        extends: true,
        test: { name: 'power', include: ['test/power/**/*.test.ts'], testTimeout: 60_000 },
      },
      {
        extends: true,
        test: { name: 'day', include: ['test/day/**/*.test.ts'] },
      },
      {
        extends: true,
        test: { name: 'crash', include: ['test/crash/**/*.test.ts'], testTimeout: 600_000 },
      },
    ],
  },
});
