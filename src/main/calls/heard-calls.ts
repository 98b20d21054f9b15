import type { Clock } from '#main/base/clock.ts';
import type { Log } from '#main/base/log.ts';
import type { Signal } from '#main/base/signal.ts';
import { NotSavedError } from '#main/database/errors.ts';
import type { Envelope } from '#shared/lcm/envelope.ts';
import { phaseOf, type CallEvent } from './call-event.ts';
import type { CallLinkFault, CallLinkResult } from './call-link.ts';
import type { CallRecord, Calls } from './call-store.ts';
import { createCallTally } from './call-tally.ts';
import type { CallReader } from './dialects/call-reader.ts';
import type { NamedCall } from './named-call.ts';
import { readOutcomeSet } from './outcome-hints.ts';

/** The calls that come from outside the screen: off the bus, or by a link. */
export interface HeardCalls {
  /** Takes what a link or a command line named: puts its call on the list, or tells why it was refused. */
  readonly takeLink: (link: CallLinkResult) => void;
  /** Tells what was counted. */
  readonly stop: () => void;
}

/** What the listener tells. Nobody at the screen asked for these calls, so nobody there would hear an error. */
export interface HeardCallNews {
  /** A link put this call on the list. */
  linkOpened(callId: string): void;
  linkRefused(reason: CallLinkFault): void;
  notSaved(callId: string, why: NotSavedError['reason']): void;
  /** `total` events since the start named a call without a usable call id or LCM key. Told now and then. */
  readonly unread: (total: number) => void;
}

/** Listens on the bus for calls and for outcomes that somebody set for them. */
export function hearCalls(
  deps: {
    readonly calls: Pick<Calls, 'open' | 'get' | 'noteOutcomeSet'>;
    readonly envelopes: Pick<Signal<Envelope>, 'on'>;
    readonly read: CallReader;
    /** The agent at this desktop; calls of others are not taken. */
    readonly agent: () => string | null;
    readonly clock: Clock;
    readonly log: Log;
  },
  tell: HeardCallNews,
): HeardCalls {
  const { calls, envelopes, read, agent, clock, log } = deps;
  const tally = createCallTally(log, tell.unread);

  /** Puts a call on the list. @returns its id; null if it cannot be saved */
  function open(call: NamedCall, origin: 'bus' | 'link', phase: CallRecord['phase'] | null): string | null {
    try {
      return calls.open(call, origin, phase).callId;
    } catch (error) {
      if (!(error instanceof NotSavedError)) throw error;
      log.error('A call cannot be put on the list', { cause: error.reason });
      tell.notSaved(call.callId, error.reason);
      return null;
    }
  }

  /** A leg gets no wrap-up. An event without an LCM key can only change a call that is on the list. */
  function take({ call, moment, isLeg }: CallEvent): void {
    if (isLeg) return;
    const lcmKey = call.lcmKey ?? calls.get(call.callId)?.lcmKey;
    if (lcmKey === undefined) tally.unread({ field: 'lcmKey', why: 'missing' });
    else open({ ...call, lcmKey }, 'bus', moment === null ? null : phaseOf(moment));
  }

  envelopes.on((envelope) => {
    const lcmKey = readOutcomeSet(envelope);
    if (lcmKey !== null) calls.noteOutcomeSet(lcmKey, clock.now());
    const reading = read(envelope, agent());
    if (reading === null) return;
    if (reading.ok) {
      tally.amended(reading.amended);
      take(reading.event);
    } else tally.unread(reading.fault);
  });

  return {
    takeLink(link) {
      if (!link.ok) {
        log.warn('a link or a command line was refused', { code: link.code, detail: link.detail });
        tell.linkRefused(link.code);
        return;
      }
      tally.amended(link.amended);
      const callId = open(link.call, 'link', 'ended');
      if (callId !== null) tell.linkOpened(callId);
    },
    stop: tally.stop,
  };
}
