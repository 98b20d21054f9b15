import type { AppState, ViewName } from './app-state.ts';
import { type, type TypeOf } from './type-only.ts';

/** Whatever the screen can hear, with what each event tells. */
export const events = {
  state: type<AppState>(),
  /** The list with this key changed: ask again. */
  outcomes: type<{ readonly listKey: string }>(),
  /** What an agent uses or has pinned changed. */
  outcomeUsage: type<undefined>(),
  /** Something in the outbox or the history moved. */
  outbox: type<undefined>(),
  /** Show this call: a link, a second start or a notification asked for it. */
  focusCall: type<{ readonly callId: string }>(),
  navigate: type<{ readonly view: ViewName }>(),
  /** The quick wrap-up's window was shown or hidden. Told to that window alone. */
  quickShown: type<{ readonly shown: boolean }>(),
};

export type EventName = keyof typeof events;
export type EventPayload<N extends EventName> = TypeOf<(typeof events)[N]>;

/** An event on its way to the screen. */
export type ContractEvent = {
  readonly [N in EventName]: { readonly name: N; readonly payload: EventPayload<N> };
}[EventName];
