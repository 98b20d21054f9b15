import { reportLater } from './signal.ts';

/** How long to wait after `send` threw, in milliseconds. */
const RETRY_MS = 1_000;

/**
 * Calls `send` once for all changes within one turn of the event loop, so that the screen gets a burst of transitions
 * as one state.
 *
 * @param send may throw; then `onError` gets the error, and `send` is called again a second later
 * @param restMs milliseconds to pause after each call; changes during the pause are sent when it ends
 */
export function coalesce(
  send: () => void,
  restMs = 0,
  onError: (error: unknown) => void = reportLater,
): { readonly changed: () => void; readonly stop: () => void } {
  let cancel: (() => void) | null = null;
  let restsUntil = 0;
  let isStopped = false;

  function run(): void {
    cancel = null;
    restsUntil = performance.now() + restMs;
    try {
      send();
    } catch (error) {
      restsUntil = performance.now() + RETRY_MS;
      changed();
      onError(error);
    }
  }

  function changed(): void {
    if (cancel !== null || isStopped) return;
    const rest = restsUntil - performance.now();
    if (rest > 0) {
      const timer = setTimeout(run, rest);
      cancel = () => clearTimeout(timer);
    } else {
      const immediate = setImmediate(run);
      cancel = () => clearImmediate(immediate);
    }
  }

  return {
    changed,
    stop() {
      isStopped = true;
      cancel?.();
      cancel = null;
    },
  };
}
