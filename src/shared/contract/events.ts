import type { ViewName } from './app-state.ts';
import type { ConnectStatus } from './connect.ts';
import type { StatePatch } from './state-patch.ts';
import { type, type TypeOf } from './type-only.ts';

/** The events that the screen can hear, with the type of their payload. */
export const events = {
  /** What changed in the state. A screen that has another version than `from` asks for the whole state. */
  state: type<StatePatch>(),
  /** The list with this key changed, so the screen asks again. */
  outcomes: type<{ readonly listKey: string }>(),
  /** LCM told something new about this call, so the screen asks for its facts again. */
  callFacts: type<{ readonly callId: string }>(),
  /** An agent's usage or favourites changed. */
  outcomeUsage: type<undefined>(),
  /** Something in the outbox or the history changed. */
  outbox: type<undefined>(),
  /** The agent's callbacks, or what LCM told of them, changed. */
  callbacks: type<undefined>(),
  /** Show this call: the agent chose its notification. */
  focusCall: type<{ readonly callId: string }>(),
  /** A link or a second start named this call. It is shown unless the agent is at work on something else. */
  callArrived: type<{ readonly callId: string }>(),
  navigate: type<{ readonly view: ViewName }>(),
  /** The quick wrap-up's window was shown or hidden. Only that window hears it. */
  quickShown: type<{ readonly shown: boolean }>(),
  /** What Connect has found so far, at most four times a second. */
  connect: type<ConnectStatus>(),
  /** The session of the user ends: save now what was typed in the last moment. */
  saveDrafts: type<undefined>(),
};

export type EventName = keyof typeof events;
export type EventPayload<N extends EventName> = TypeOf<(typeof events)[N]>;

/** An event on its way to the screen. */
export type ContractEvent = {
  readonly [N in EventName]: { readonly name: N; readonly payload: EventPayload<N> };
}[EventName];
