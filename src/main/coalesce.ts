/**
 * Runs `send` once after any number of changes in the same turn of the event loop, so that a burst of transitions
 * reaches the screen as one state.
 */
export function coalesce(send: () => void): { changed(): void; stop(): void } {
  let pending: NodeJS.Immediate | null = null;
  return {
    changed() {
      pending ??= setImmediate(() => {
        pending = null;
        send();
      });
    },
    stop() {
      if (pending !== null) clearImmediate(pending);
      pending = null;
    },
  };
}
