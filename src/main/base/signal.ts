/** A typed list of listeners. Parts of the core tell each other what happened through signals only. */
export interface Signal<T> {
  /** Calls `listener` with each value until the returned function is called. */
  on(listener: (value: T) => void): () => void;
  emit(value: T): void;
}

/** If a listener throws, `onError` gets the error and the other listeners are still called. */
export function createSignal<T>(onError: (error: unknown) => void = reportLater): Signal<T> {
  const listeners = new Set<(value: T) => void>();
  return {
    on(listener) {
      const entry = (value: T): void => listener(value);
      listeners.add(entry);
      return () => listeners.delete(entry);
    },
    emit(value) {
      for (const listener of [...listeners]) {
        try {
          listener(value);
        } catch (error) {
          onError(error);
        }
      }
    },
  };
}

/** Throws the error outside of what is running. The hosts log it (see `openLog`). */
export function reportLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
