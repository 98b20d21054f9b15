/** Between two loads of a list that is followed, in milliseconds: a draining outbox moves hundreds of times a second. */
const REST_MS = 300;
/** And this many times what a load took: a search through a long history must not keep the core busy. */
const REST_SHARE = 4;

/** Keeps what is shown of a list current, however often the list changes. */
export interface Follower {
  /** Loads now and follows changes until the returned function is called. Several may follow at once. */
  readonly follow: () => () => void;
  /** The list changed: it is loaded once more, if anybody follows. */
  readonly changed: () => void;
}

/** @param load is never called twice at once, and rests between two calls */
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
