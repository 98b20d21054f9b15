/**
 * Runs `send` once after any number of changes in the same turn of the event loop, so that a burst of transitions
 * reaches the screen as one state.
 *
 * @param restMs how long to rest after each time, in milliseconds: what changes meanwhile is sent at the end of it
 */
export function coalesce(
  send: () => void,
  restMs = 0,
): { readonly changed: () => void; readonly stop: () => void } {
  let cancel: (() => void) | null = null;
  let restsUntil = 0;

  function run(): void {
    cancel = null;
    restsUntil = performance.now() + restMs;
    send();
  }

  return {
    changed() {
      if (cancel !== null) return;
      const rest = restsUntil - performance.now();
      if (rest > 0) {
        const timer = setTimeout(run, rest);
        cancel = () => {
          clearTimeout(timer);
        };
      } else {
        const immediate = setImmediate(run);
        cancel = () => {
          clearImmediate(immediate);
        };
      }
    },
    stop() {
      cancel?.();
      cancel = null;
    },
  };
}
