import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '#main/base/clock.ts';
import type { Log } from '#main/base/log.ts';
import type { KeyProtector } from '#main/database/key-file.ts';
import { openStoreAtStart, type StartedStore } from '#main/database/store.ts';
import { chooseLcm, type ChosenLcm } from '#main/lcm/choose-lcm.ts';
import type { SystemNetwork } from '#main/lcm/link/dial.ts';
import type { Secrets } from '#main/secrets/secrets.ts';
import { loadSettings, type LoadedSettings } from '#main/settings/settings-file.ts';
import type { Settings } from '#main/settings/settings-schema.ts';
import type { SettingsSource } from '#main/site/source.ts';
import { reasonWords } from '#main/words/reason-words.ts';

/** Reads the settings, and logs what is wrong with them. */
export function readSettings(dataDir: string, site: readonly SettingsSource[], log: Log): LoadedSettings {
  const loaded = loadSettings(dataDir, site);
  const { faults, retired, keptAs } = loaded;
  for (const path of retired) log.warn('a setting that no longer has a say is ignored', { path });
  for (const { path, reason, origin } of faults)
    log.warn('settings fault', { path, place: origin.name, keptAs, reason: reasonWords(reason, 'en') });
  return loaded;
}

/**
 * Opens the database and the way to LCM. If the second fails, the first is closed again.
 *
 * @throws what `openStoreAtStart` throws
 */
export async function openStoreAndLcm(
  {
    dataDir,
    keyProtector,
    log,
    clock,
    secrets,
    network = {},
  }: {
    readonly dataDir: string;
    readonly keyProtector: KeyProtector;
    readonly log: Log;
    readonly clock: Clock;
    readonly secrets: Secrets;
    readonly network?: SystemNetwork;
  },
  settings: Settings,
  demo: boolean,
  agent: () => string | null,
): Promise<{ readonly store: StartedStore; readonly lcm: ChosenLcm }> {
  // Wrap-ups of the demo must never reach a real LCM that is configured later. So they have their own folder.
  const store = await openStoreAtStart(demo ? join(dataDir, 'demo') : dataDir, keyProtector, { log, clock });
  try {
    await nextTurn();
    return {
      store,
      lcm: await chooseLcm(settings.lcm, { demo, agent, clock, log, secrets, system: network }),
    };
  } catch (error) {
    store.database.close();
    throw error;
  }
}
