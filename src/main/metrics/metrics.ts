import type { Clock } from '#main/base/clock.ts';
import type { Log } from '#main/base/log.ts';
import { within } from '#main/base/within.ts';
import type { SystemNetwork } from '#main/lcm/link/dial.ts';
import type { LcmOptions } from '#main/lcm/link/options.ts';
import type { Secrets } from '#main/secrets/secrets.ts';
import { machineName } from './machine-name.ts';
import type { MetricsSettings } from './metrics-settings.ts';
import type { OtlpSender } from './otlp-sender.ts';
import type { Readings } from './readings.ts';

/** Tells the site's collector how this desktop is, now and then. Whatever the collector does, nothing waits for it. */
export interface Metrics {
  /** Searches took so many milliseconds each, from a key until the list was painted. */
  searchesTook(milliseconds: readonly number[]): void;
  /** Tells the figures a last time, for a second at most, unless the collector did not answer before. */
  stop(): Promise<void>;
}

export interface MetricsDeps {
  readonly settings: MetricsSettings;
  /** What the link to LCM uses: its private authority, and its proxy unless the metrics have their own. */
  readonly lcm: Pick<LcmOptions, 'caFile' | 'proxy' | 'proxySignIn'>;
  /** The data folder, where a machine without a name keeps its id. */
  readonly dataDir: string;
  readonly version: string;
  readonly readings: () => Readings;
  readonly clock: Clock;
  readonly log: Log;
  readonly system: SystemNetwork;
  readonly secrets: Secrets;
  /** How long one way to the collector may take, in milliseconds. */
  readonly timeLimitMs?: number;
}

/** When the figures are told first, in milliseconds after the start: the library is loaded long after the first frame. */
const FIRST_MS = 15_000;
/** How long a quit waits at most. */
const LAST_MS = 1_000;
/** How many searches are kept until the library is there. */
const MOST_KEPT = 500;

/** @param deps the settings name a collector */
export function startMetrics(deps: MetricsDeps): Metrics {
  const { settings, lcm, clock, log, timeLimitMs = 10_000 } = deps;
  let sender: OtlpSender | null = null;
  let kept: readonly number[] = [];
  let isWell = false;
  let stopped = false;
  let cancel = clock.after(FIRST_MS, run);

  async function load(): Promise<OtlpSender> {
    const { createOtlpSender } = await import('./otlp-sender.ts');
    const { createSiteWays } = await import('#main/lcm/link/site-ways.ts');
    const proxy = settings.proxy === '' ? lcm.proxy : settings.proxy;
    const ways = createSiteWays({ ...deps, options: { ...lcm, proxy }, timeLimitMs });
    return createOtlpSender({
      ...deps,
      ...settings,
      machine: machineName(deps.dataDir, settings.machine),
      headers,
      ways,
      timeLimitMs,
    });
  }

  /** With their secrets, which may have been renewed. */
  async function headers(): Promise<Readonly<Record<string, string>> | null> {
    const found: Record<string, string> = {};
    for (const [name, secret] of Object.entries(settings.headers)) {
      const read = await deps.secrets.read(`metrics.headers.${name}`, secret);
      if (!read.ok) return null;
      found[name] = read.text;
    }
    return found;
  }

  async function tell(): Promise<void> {
    sender ??= await load();
    for (const each of kept) sender.searchTook(each);
    kept = [];
    const failure = await sender.send();
    isWell = failure === null;
    if (failure !== null) log.warn('the collector was not told the metrics', { reason: failure });
  }

  function run(): void {
    void tell().finally(() => {
      if (!stopped) cancel = clock.after(settings.everySeconds * 1_000, run);
    });
  }

  return {
    searchesTook(milliseconds) {
      kept = [...kept, ...milliseconds].slice(-MOST_KEPT);
    },
    async stop() {
      stopped = true;
      cancel();
      if (isWell) await within(clock, LAST_MS, tell(), () => {});
    },
  };
}
