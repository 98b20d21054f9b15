import { inject, onScopeDispose, type InjectionKey } from 'vue';
import type { EventName, EventPayload } from '#shared/contract/events.ts';
import type { AfterwordApi } from '#shared/contract/index.ts';

/** The screen's way to the core, whichever carrier brings it. */
export interface Core {
  readonly api: AfterwordApi;
  /** Whether this is the desktop app, which has windows, a tray and notifications of its own. */
  readonly desktop: boolean;
  /**
   * Tells whether the core can be reached: at once, and on every change until the returned function is called.
   * In Electron it always can.
   */
  readonly onPresence: (listener: (present: boolean) => void) => () => void;
}

export const coreKey: InjectionKey<Core> = Symbol('core');

/** The core the window was started with. Call in a component's or store's setup. */
export function useCore(): Core {
  const core = inject(coreKey);
  if (core === undefined) throw new Error('The window was mounted without a core.');
  return core;
}

/** Hears an event of the core as long as the component or store is there. Call in its setup. */
export function useCoreEvent<N extends EventName>(
  name: N,
  listener: (payload: EventPayload<N>) => void,
): void {
  onScopeDispose(useCore().api.on(name, listener));
}
