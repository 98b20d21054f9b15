import { lcmOptionsSchema } from '#main/lcm/link/options.ts';
import { settingsSchema } from '#main/settings/settings-schema.ts';
import type { Outage, Policy } from './simulate.ts';
import type { Capacity } from './virtual-lcm.ts';

const { retry, maxInFlight } = settingsSchema.parse({}).outbox;
const reconnect = lcmOptionsSchema.parse({}).reconnect;

/** The default settings. */
export const DEFAULTS: Policy = {
  name: `the defaults: full jitter, ${reconnect.baseMs / 1_000} s to ${reconnect.capMs / 1_000} s`,
  reconnect: { base: reconnect.baseMs, cap: reconnect.capMs },
  retry: { base: retry.baseMs, cap: retry.capMs },
  maxInFlight,
  jitter: (chance) => chance,
};

/** Full jitter with other bounds, in seconds. */
export function bounded(base: number, cap: number): Policy {
  const reconnect = { base: base * 1_000, cap: cap * 1_000 };
  return { ...DEFAULTS, name: `full jitter, ${base} s to ${cap} s`, reconnect };
}

/** The default bounds, always waited in full. */
export const NO_JITTER: Policy = { ...DEFAULTS, name: 'no jitter, same bounds', jitter: () => 1 };

const HOUR = 3_600_000;

/** Each outbox holds the wrap-ups of a working hour. */
export const CLOSED = {
  name: 'LCM closed',
  door: 'closed',
  ms: HOUR,
  submissions: [5, 20],
} as const satisfies Outage;
export const HUNG = {
  name: 'LCM hung',
  door: 'hung',
  ms: HOUR,
  submissions: [5, 20],
} as const satisfies Outage;
export const CUT = {
  name: 'links cut, LCM there',
  door: 'open',
  ms: 0,
  submissions: [1, 1],
} as const satisfies Outage;

/**
 * An LCM that could accept all desktops within 20 seconds, and serve one set of each within ten: about forty times
 * what agents at work need.
 */
export function capacityFor(desktops: number, secondsPerSetOfAll = 10): Capacity {
  return { connectionsPerSecond: desktops / 20, setsPerSecond: desktops / secondsPerSetOfAll };
}
