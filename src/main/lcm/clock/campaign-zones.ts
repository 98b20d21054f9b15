import type { LcmSession } from '../session.ts';

/** A call whose campaign's zone may be wanted. */
interface ListedCall {
  readonly callId: string;
  readonly lcmKey: string;
  readonly wrappedAt: number | null;
  readonly campaignZone: string | null;
}

/** An LCM that has not told its time so often in a row is not asked any more on this connection. */
const ENOUGH = 3;

/**
 * Asks LCM for the time zone of each call's campaign, once on each connection. The answer comes by the bus, where it is
 * taken whoever asked; without one the zone is unknown, which the screen can live with.
 */
export interface CampaignZones {
  /** Another connection: it may be asked again. */
  connected(): void;
  /**
   * Asks for those of the calls that wait for their wrap-up and were not asked for yet.
   *
   * @param askedFor the call that was asked for just now for another reason, by the same request
   */
  ask(calls: readonly ListedCall[], askedFor?: string): void;
}

export function askCampaignZones(session: Pick<LcmSession, 'askTime' | 'state'>): CampaignZones {
  const asked = new Set<string>();
  let silences = 0;
  return {
    connected() {
      asked.clear();
      silences = 0;
    },
    ask(calls, askedFor) {
      if (session.state().status !== 'connected') return;
      if (askedFor !== undefined) asked.add(askedFor);
      for (const { callId, lcmKey, wrappedAt, campaignZone } of calls) {
        if (wrappedAt !== null || campaignZone !== null || asked.has(callId)) continue;
        if (silences >= ENOUGH) return;
        asked.add(callId);
        void session.askTime(callId, lcmKey).then((at) => {
          silences = at === null ? silences + 1 : 0;
        });
      }
    },
  };
}
