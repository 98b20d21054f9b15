import type { EventName, EventPayload } from '#shared/contract/events.ts';
import type { AfterwordApi } from '#shared/contract/index.ts';
import type { Core } from './core.ts';

/** How long a state of the core waits while the window is hidden, in milliseconds. */
const REST_MS = 1_000;

/**
 * The core of the quick wrap-up. While that is hidden, what a new state makes its page do waits until the main window, which shows
 * the same, has had its turn. All that waits comes at once when the window is shown.
 */
export function waitWhileHidden(core: Core): Core {
  let hidden = core.desktop;
  let waiting: (() => void)[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  function deliver(): void {
    clearTimeout(timer);
    timer = undefined;
    const due = waiting;
    waiting = [];
    for (const take of due) take();
  }

  core.api.on('quickShown', ({ shown }) => {
    hidden = !shown;
    if (shown) deliver();
  });

  function on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void {
    if (name !== 'state') return core.api.on(name, listener);
    return core.api.on(name, (payload) => {
      if (!hidden) {
        listener(payload);
        return;
      }
      waiting.push(() => listener(payload));
      timer ??= setTimeout(deliver, REST_MS);
    });
  }

  return { ...core, api: { ...core.api, on } satisfies AfterwordApi };
}
