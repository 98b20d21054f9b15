import { APP_VERSION } from '#main/base/app-version.ts';
import type { Clock } from '#main/base/clock.ts';
import type { Log } from '#main/base/log.ts';
import type { SystemNetwork } from '#main/lcm/link/dial.ts';
import type { Secrets } from '#main/secrets/secrets.ts';
import type { Settings } from '#main/settings/settings-schema.ts';
import type { Unquiet } from '#main/updates/quiet-moment.ts';
import { triedVersion } from '#main/updates/tried-version.ts';
import type { OwnInstall } from '#main/updates/update-source.ts';
import { createUpdates, type Updates } from '#main/updates/updates.ts';

/** How the host replaces the program, if it can. */
export interface Replacing extends OwnInstall {
  /** Ends the program in order, as a quit does, and then installs. If that is false, starts the same program again. */
  readonly quitAnd: (install: () => boolean) => void;
}

/** How long one way to the feed may take, in milliseconds. */
const FEED_MS = 20_000;

/** @returns null if the site has no feed, or wants none to be asked */
export function followUpdates(parts: {
  readonly dataDir: string;
  readonly settings: Settings;
  readonly replacing: Replacing | null;
  readonly usersOwn: boolean;
  readonly unquiet: () => Unquiet | null;
  readonly untouchedMs: () => number;
  readonly system: SystemNetwork;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly log: Log;
}): Updates | null {
  const { dataDir, settings, replacing, clock } = parts;
  const { url, mode } = settings.updates;
  if (url === '' || mode === 'off') return null;
  return createUpdates({
    ...parts,
    mode,
    async source() {
      const { createUpdateSource } = await import('#main/updates/update-source.ts');
      const { createSiteWays } = await import('#main/lcm/link/site-ways.ts');
      const ways = createSiteWays({ ...parts, options: settings.lcm, timeLimitMs: FEED_MS });
      return createUpdateSource({
        url,
        version: APP_VERSION,
        dataDir,
        own: replacing,
        ways,
        clock,
        timeLimitMs: FEED_MS,
      });
    },
    quitAnd: replacing?.quitAnd ?? null,
    tried: triedVersion(dataDir),
    random: Math.random,
  });
}
