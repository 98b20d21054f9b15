import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * The parts of the core that take long to be compiled and run, each with what it imports; those before it are there. The
 * first brings the library of the schemas. The build makes a file of each (electron.vite.config.ts).
 */
const PARTS: readonly (() => Promise<unknown>)[] = [
  () => import('#main/updates/updates-settings.ts'),
  () => import('#main/settings/settings-schema.ts'),
  () => import('#main/core/features.ts'),
  () => import('#main/core/core.ts'),
];

/** Loads the core's code in parts, so that the page of the first window gets its files and its turns meanwhile. */
export async function loadCore(): Promise<void> {
  for (const load of PARTS) {
    await load();
    await nextTurn();
  }
}
