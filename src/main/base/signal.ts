/** A typed list of listeners: the one way in which parts of the core tell each other that something happened. */
export interface Signal<T> {
  /** Calls `listener` with each value until the returned function is called. */
  on(listener: (value: T) => void): () => void;
  emit(value: T): void;
}

/** A signal whose listeners cannot disturb each other: what one throws goes to `onError`, the others still hear. */
export function createSignal<T>(onError: (error: unknown) => void = reportLater): Signal<T> {
  const listeners = new Set<(value: T) => void>();
  return {
    on(listener) {
      const entry = (value: T): void => {
        listener(value);
      };
      listeners.add(entry);
      return () => {
        listeners.delete(entry);
      };
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

function reportLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
