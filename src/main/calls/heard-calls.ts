import type { Clock } from '#main/base/clock.ts';
import type { Log } from '#main/base/log.ts';
import type { Signal } from '#main/base/signal.ts';
import { NotSavedError } from '#main/database/errors.ts';
import type { BusEventMapping } from './bus-event-mapping.ts';
import type { CallReference } from '#shared/contract/requests/calls.ts';
import type { Envelope } from '#shared/lcm/envelope.ts';
import { readBusCall, readOutcomeSet } from './bus-calls.ts';
import type { CallRecord, Calls } from './call-store.ts';

/** The calls that come from outside the screen: off the bus, or by a link. */
export interface HeardCalls {
  /**
   * Puts a call on the list. Nobody at the screen asked for it, so nobody there would hear an error.
   *
   * @returns its id; null where it cannot be saved, which `notSaved` was told
   */
  open(reference: CallReference, origin: 'bus' | 'link', phase: CallRecord['phase']): string | null;
}

/** Listens on the bus for calls, by the mappings of the settings, and for outcomes that somebody set for them. */
export function hearCalls(deps: {
  readonly calls: Pick<Calls, 'open' | 'noteOutcomeSet'>;
  readonly envelopes: Pick<Signal<Envelope>, 'on'>;
  readonly mappings: readonly BusEventMapping[];
  /** The agent at this desktop; calls of others are not taken. */
  readonly agent: () => string | null;
  readonly clock: Clock;
  readonly log: Log;
  readonly notSaved: (callId: string, why: NotSavedError['reason']) => void;
}): HeardCalls {
  const { calls, envelopes, mappings, agent, clock, log, notSaved } = deps;

  const heard: HeardCalls = {
    open(reference, origin, phase) {
      try {
        return calls.open(reference, origin, phase).callId;
      } catch (error) {
        if (!(error instanceof NotSavedError)) throw error;
        log.error('A call cannot be put on the list', { cause: error.reason });
        notSaved(reference.callId, error.reason);
        return null;
      }
    },
  };
  envelopes.on((envelope) => {
    const lcmKey = readOutcomeSet(envelope);
    if (lcmKey !== null) calls.noteOutcomeSet(lcmKey, clock.now());
    const call = readBusCall(envelope, mappings, agent());
    if (call !== null) heard.open(call.reference, 'bus', call.phase);
  });
  return heard;
}
