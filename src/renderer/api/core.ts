import { inject, onScopeDispose, type InjectionKey } from 'vue';
import type { EventName, EventPayload } from '#shared/contract/events.ts';
import type { AfterwordApi } from '#shared/contract/index.ts';
import type { Reason } from '#shared/reasons/reason.ts';

/** The screen's access to the core, over either carrier. */
export interface Core {
  readonly api: AfterwordApi;
  /** Whether this is the desktop app, which has its own windows, tray and notifications. */
  readonly desktop: boolean;
  /**
   * Reports at once whether the core can be reached, then every change until the returned function is called. In
   * Electron it always can. If the core refuses this page, it says why.
   */
  readonly onPresence: (listener: (present: boolean, refusal?: Reason) => void) => () => void;
}

export const coreKey: InjectionKey<Core> = Symbol('core');

/** The core of this window. Call in a component's or store's setup. */
export function useCore(): Core {
  const core = inject(coreKey);
  if (core === undefined) throw new Error('The window was mounted without a core.');
  return core;
}

/** Listens to an event of the core for the life of the component or store. Call in its setup. */
export function useCoreEvent<N extends EventName>(
  name: N,
  listener: (payload: EventPayload<N>) => void,
): void {
  onScopeDispose(useCore().api.on(name, listener));
}
