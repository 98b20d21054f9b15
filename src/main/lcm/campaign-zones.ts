import type { LcmSession } from './session.ts';

/** A call whose campaign's zone may be wanted. */
interface ListedCall {
  readonly callId: string;
  readonly lcmKey: string;
  readonly wrappedAt: number | null;
  readonly campaignZone: string | null;
}

/**
 * Asks LCM for the time zone of each call's campaign, once on each connection. The answer comes by the bus, where it is
 * taken whoever asked; without one the zone is unknown, which the screen can live with.
 */
export interface CampaignZones {
  /** Another connection: it may be asked again. */
  connected(): void;
  /** Asks for those of the calls that wait for their wrap-up and were not asked for yet. */
  ask(calls: readonly ListedCall[]): void;
}

export function askCampaignZones(session: Pick<LcmSession, 'askTime' | 'state'>): CampaignZones {
  const asked = new Set<string>();
  return {
    connected() {
      asked.clear();
    },
    ask(calls) {
      if (session.state().status !== 'connected') return;
      for (const { callId, lcmKey, wrappedAt, campaignZone } of calls) {
        if (wrappedAt !== null || campaignZone !== null || asked.has(callId)) continue;
        asked.add(callId);
        void session.askTime(callId, lcmKey);
      }
    },
  };
}
