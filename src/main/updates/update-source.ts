import { AppUpdater, NsisUpdater, type BaseUpdater } from 'electron-updater';
import type { Clock } from '#main/base/clock.ts';
import { within } from '#main/base/within.ts';
import { readAddress, type Address } from '#main/lcm/link/address.ts';
import type { Route } from '#main/lcm/link/proxy-route.ts';
import { withAgent, type SiteWays } from '#main/lcm/link/site-ways.ts';
import { FeedExecutor } from './feed-executor.ts';
import { ImageUpdater } from './image-updater.ts';
import type { OwnInstaller } from './own-installer.ts';

/** The site's feed, and what was loaded from it. Loaded only where the settings name a feed. */
export interface UpdateSource {
  /**
   * Asks the feed.
   *
   * @returns the version that it offers to this desktop; null if that is not newer, or not for this part of the site yet
   * @throws with Node's or the library's `code`, if it cannot be asked or understood
   */
  look(): Promise<string | null>;
  /**
   * Loads what the last look found.
   *
   * @param told hears how much is there, 0 to 100
   * @throws with a `code`, if it does not come whole, or is not what the feed says
   */
  load(told: (percent: number) => void): Promise<void>;
  /** Puts what was loaded in the place of this program, and starts it. @returns false if that did not work */
  install(): boolean;
  /** Ends what is under way. */
  stop(): void;
}

/** How a program replaces itself, and where its build has said what belongs to that (`app-update.yml`). */
export interface OwnInstall {
  readonly kind: OwnInstaller;
  readonly configPath: string;
}

/** What the library asks about the program. */
type Program = NonNullable<ConstructorParameters<typeof NsisUpdater>[1]>;

const INSTALLERS = { appImage: ImageUpdater, nsis: NsisUpdater };

/** Only looks. */
class FeedReader extends AppUpdater {
  constructor(app: Program) {
    super(null, app);
  }

  protected override doDownloadUpdate(): never {
    throw new Error('Nothing is loaded here');
  }

  override quitAndInstall(): void {}
}

export function createUpdateSource(deps: {
  readonly url: string;
  readonly version: string;
  /** Where the share of this desktop in a roll-out by percentage is kept, and what is loaded. */
  readonly dataDir: string;
  /** Null if this program cannot replace itself. */
  readonly own: OwnInstall | null;
  readonly ways: SiteWays;
  readonly clock: Clock;
  /** How long one way to the feed may take, in milliseconds. */
  readonly timeLimitMs: number;
}): UpdateSource {
  const { url, version, dataDir, own, ways, clock, timeLimitMs } = deps;
  const executor = new FeedExecutor(new URL(url).origin);
  const app: Program = {
    version,
    name: 'afterword',
    isPackaged: true,
    appUpdateConfigPath: own?.configPath ?? '',
    userDataPath: dataDir,
    // The folder is the user's alone, so nobody else puts another file in the place of what was loaded.
    baseCachePath: dataDir,
    whenReady: () => Promise.resolve(),
    // When to quit is not the library's to decide.
    relaunch() {},
    quit() {},
    onQuit() {},
  };
  const installer: BaseUpdater | null = own === null ? null : new INSTALLERS[own.kind](null, app);
  const updater: AppUpdater = installer ?? new FeedReader(app);
  updater.logger = null;
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = false;
  updater.allowDowngrade = false;
  // The parts that have not changed are not taken from the old file: a whole file is what the feed's hash is of.
  updater.disableDifferentialDownload = true;
  // Without an app of Electron's, the library has no way to a server. Its own tests set it like this.
  Object.assign(updater, { httpExecutor: executor });
  updater.setFeedURL({ provider: 'generic', url });

  const address = addressOf(url);
  /** The way over which the feed was read last. */
  let way: Route = null;

  const over = <T>(route: Route, work: () => Promise<T>): Promise<T> =>
    withAgent(ways.agent(address, route, null), (agent) => {
      executor.agent = agent;
      return work();
    });

  async function ask(): Promise<string | null> {
    const result = await within(
      clock,
      timeLimitMs,
      updater.checkForUpdates().then((told) => ({ told })),
      () => null,
    );
    if (result === null) throw Object.assign(new Error('The feed is slow'), { code: 'ETIMEDOUT' });
    return result.told?.isUpdateAvailable === true ? result.told.updateInfo.version : null;
  }

  return {
    look: () =>
      ways.firstOf(address, async (route) => {
        const found = await over(route, ask);
        way = route;
        return found;
      }),
    async load(told) {
      const onProgress = ({ percent }: { readonly percent: number }): void => told(percent);
      updater.on('download-progress', onProgress);
      try {
        await over(way, () => updater.downloadUpdate());
      } finally {
        updater.off('download-progress', onProgress);
      }
    },
    install: () => installer?.install(true, true) ?? false,
    stop() {
      executor.agent?.destroy();
    },
  };
}

/** The address has passed the settings' schema, so it can be read. */
function addressOf(url: string): Address {
  const reading = readAddress(new URL(url).origin);
  if (!reading.ok) throw new Error(reading.reason.code);
  return reading.address;
}
