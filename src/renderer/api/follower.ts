/** The pause between two loads of a list, in milliseconds. A draining outbox changes hundreds of times a second. */
const REST_MS = 300;
/** The pause is at least this many times as long as the load, so that searching a long history does not block the core. */
const REST_SHARE = 4;

/** Keeps a shown list current, however often it changes. */
export interface Follower {
  /** Loads now and follows changes until the returned function is called. Several callers may follow at once. */
  readonly follow: () => () => void;
  /** The list changed: load it again if anyone follows. */
  readonly changed: () => void;
}

/** @param load never runs twice at the same time; there is a pause between two calls */
export function createFollower(load: () => Promise<void>, restMs = REST_MS): Follower {
  let followers = 0;
  let loading = false;
  let stale = false;

  async function run(): Promise<void> {
    if (loading) {
      stale = true;
      return;
    }
    loading = true;
    stale = false;
    const begun = performance.now();
    try {
      await load();
    } finally {
      const took = performance.now() - begun;
      setTimeout(rested, Math.max(restMs, took * REST_SHARE));
    }
  }

  function rested(): void {
    loading = false;
    if (stale && followers > 0) void run();
  }

  return {
    follow() {
      followers += 1;
      void run();
      return () => {
        followers -= 1;
      };
    },
    changed() {
      if (followers > 0) void run();
    },
  };
}
