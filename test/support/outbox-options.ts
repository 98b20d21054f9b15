import type { Viewer } from '#main/base/viewer.ts';

/** Shows what every agent wrote. For tests that are not about different agents. */
export const everybody: Viewer = { agent: () => '', mayRead: () => true };

/** The core's default options for an outbox, with everything shown to everybody. */
export const OUTBOX_OPTIONS = {
  policy: { base: 1_000, cap: 60_000 },
  maxInFlight: 4,
  viewer: everybody,
};
