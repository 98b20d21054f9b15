import { createSignal, type Signal } from '#main/base/signal.ts';
import { NO_FACTS, type CallFacts } from '#shared/lcm/call-facts.ts';

/** What names a call to LCM. */
export interface FactSubject {
  readonly callId: string;
  readonly lcmKey: string;
}

/** What LCM has told about calls. */
export interface Facts {
  /** What is known about a call now. It never asks LCM and never throws. */
  of(call: FactSubject): CallFacts;
  /** The id of a call about which something new is known. */
  readonly changed: Signal<string>;
}

export function createFacts(): Facts {
  return { of: () => NO_FACTS, changed: createSignal<string>() };
}
