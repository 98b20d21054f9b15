import { APP_VERSION } from '#main/base/app-version.ts';
import type { Clock } from '#main/base/clock.ts';
import type { Log } from '#main/base/log.ts';
import type { SystemNetwork } from '#main/lcm/link/dial.ts';
import type { LcmSession } from '#main/lcm/session.ts';
import { startMetrics, type Metrics } from '#main/metrics/metrics.ts';
import { linkUpTime } from '#main/metrics/readings.ts';
import type { OutboxFigures } from '#main/outbox/outbox-figures.ts';
import type { Outbox } from '#main/outbox/outbox.ts';
import type { Secrets } from '#main/secrets/secrets.ts';
import type { Settings } from '#main/settings/settings-schema.ts';

/** What the core tells the site's collector of itself. */
export interface SiteMetrics extends Metrics {
  /** A screen was given its state. */
  screenServed(): void;
}

/** @returns null if the site has no collector */
export function tellSite(parts: {
  readonly dataDir: string;
  readonly settings: Settings;
  readonly outboxFigures: () => OutboxFigures;
  readonly session: LcmSession;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly log: Log;
  readonly system: SystemNetwork;
  readonly secrets: Secrets;
}): SiteMetrics | null {
  const { settings, session, outbox, clock } = parts;
  if (settings.metrics.url === '') return null;
  const linkUp = linkUpTime(session, clock);
  let startMs: number | null = null;
  const metrics = startMetrics({
    ...parts,
    settings: settings.metrics,
    lcm: settings.lcm,
    version: APP_VERSION,
    readings: () => ({
      outbox: outbox.summary(),
      figures: parts.outboxFigures(),
      link: session.state().status,
      linkUpMs: linkUp(),
      startMs,
      now: clock.now(),
    }),
  });
  return {
    ...metrics,
    screenServed() {
      // Counted from the start of the process.
      startMs ??= performance.now();
    },
  };
}
