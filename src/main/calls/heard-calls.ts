import type { Clock } from '#main/base/clock.ts';
import type { Log } from '#main/base/log.ts';
import type { Signal } from '#main/base/signal.ts';
import { NotSavedError } from '#main/database/errors.ts';
import type { Envelope } from '#shared/lcm/envelope.ts';
import type { CallEvent } from './call-event.ts';
import type { CallLinkFault, CallLinkResult } from './call-link.ts';
import type { Calls } from './call-store.ts';
import { createCallTally } from './call-tally.ts';
import type { CallReader } from './dialects/call-reader.ts';
import { readSignedInAgent } from './dialects/signed-in.ts';
import { createKeylessEvents } from './keyless-events.ts';
import { readOutcomeSet } from './outcome-hints.ts';
import type { SoftphoneAgent } from './softphone-agent.ts';

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
  /**
   * `total` events since the start named a call without a usable call id or LCM key. Told now and then. A missing key counts
   * only for the agent's own campaign calls.
   */
  readonly unread: (total: number) => void;
}

/** Listens on the bus for calls and for outcomes that somebody set for them. */
export function hearCalls(
  deps: {
    readonly calls: Pick<Calls, 'open' | 'hear' | 'noteOutcomeSet'>;
    readonly envelopes: Pick<Signal<Envelope>, 'on'>;
    readonly read: CallReader;
    /** The agent at this desktop; calls of others are not taken. */
    readonly agent: () => string | null;
    readonly softphone: Pick<SoftphoneAgent, 'hear' | 'ownNames'>;
    readonly clock: Clock;
    readonly log: Log;
  },
  tell: HeardCallNews,
): HeardCalls {
  const { calls, envelopes, read, agent, softphone, clock, log } = deps;
  const tally = createCallTally(log, tell.unread);

  const keyless = createKeylessEvents(clock, ({ call, whose }) => {
    // LCM knows calls of its campaigns. Inbound and manual calls may have no key, and no wrap-up is lost with them.
    if (call.type === 'INBOUND' || call.type === 'MANUAL') tally.withoutKey('not of a campaign');
    else if (whose === 'nobody') tally.withoutKey('nobody’s');
    else tally.unread({ field: 'lcmKey', why: 'missing' });
  });

  /** @returns what `save` does; null if the call cannot be saved */
  function saved<T>(callId: string, save: () => T): T | null {
    try {
      return save();
    } catch (error) {
      if (!(error instanceof NotSavedError)) throw error;
      log.error('A call cannot be put on the list', { cause: error.reason });
      tell.notSaved(callId, error.reason);
      return null;
    }
  }

  function hear(event: CallEvent): void {
    if (event.unmappedType !== null) tally.unmapped(event.unmappedType);
    const whole = event.call.lcmKey === null ? event : keyless.complete(event);
    const fault = saved(event.call.callId, () => calls.hear(whole));
    if (fault?.field === 'lcmKey') keyless.keep(event);
    else if (fault !== null) tally.unread(fault);
  }

  envelopes.on((envelope) => {
    const lcmKey = readOutcomeSet(envelope);
    if (lcmKey !== null) calls.noteOutcomeSet(lcmKey, clock.now());
    const signedIn = readSignedInAgent(envelope);
    if (signedIn !== null) softphone.hear(signedIn);
    const reading = read(envelope, agent(), softphone.ownNames());
    if (reading === null) return;
    if (reading.ok) {
      tally.amended(reading.amended);
      hear(reading.event);
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
      const call = saved(link.call.callId, () => calls.open(link.call, 'link', 'ended'));
      if (call !== null) tell.linkOpened(call.callId);
    },
    stop() {
      keyless.stop();
      tally.stop();
    },
  };
}
