/**
 * Calls `send` once for all changes within one turn of the event loop, so that the screen gets a burst of transitions
 * as one state.
 *
 * @param restMs milliseconds to pause after each call; changes during the pause are sent when it ends
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
