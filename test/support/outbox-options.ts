import type { Viewer } from '#main/base/viewer.ts';

/** Shows all that anybody wrote: for tests that do not tell agents apart. */
export const everybody: Viewer = { agent: () => '', mayRead: () => true };

/** What the core gives an outbox by default, seen by everybody. */
export const OUTBOX_OPTIONS = {
  policy: { base: 1_000, cap: 60_000 },
  maxInFlight: 4,
  viewer: everybody,
};
