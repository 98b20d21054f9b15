import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect } from '@playwright/test';
import { pack, type Packed } from '#test/package/pack.ts';
import { electronPath } from './desktop-app.ts';

interface PackedOnce {
  /** A folder for what is packed. Everybody may start what is in it. */
  folder: string;
  /** The app as a release has it, with a `.deb`. It is packed once for all files of tests. */
  packed: Packed;
}

/** A test of the packed app. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- no fixture belongs to a single test
export const test = base.extend<{}, PackedOnce>({
  folder: [
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'afterword-packaged-'));
      chmodSync(folder, 0o755);
      await use(folder);
      rmSync(folder, { recursive: true });
    },
    { scope: 'worker' },
  ],
  packed: [
    async ({ folder }, use) => {
      await use(await pack(await electronPath(), folder, 'deb'));
    },
    { scope: 'worker', timeout: 180_000 },
  ],
});

export { expect };
