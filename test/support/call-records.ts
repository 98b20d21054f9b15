import type { CallView } from '#shared/contract/app-state.ts';

/** What the core keeps of a call: a campaign call in after-call work, on which nobody has worked. */
export function callRecord(
  change: Partial<CallView> = {},
): Omit<CallView, 'submission' | 'afterCall' | 'number'> {
  return {
    callId: 'a',
    lcmKey: '5|3|1|0|0|44|1',
    type: 'OUTBOUND',
    contact: null,
    contactZone: null,
    campaignZone: null,
    origin: 'bus',
    phase: 'ended',
    openedAt: 0,
    endedAt: 0,
    wrappedAt: null,
    draft: null,
    draftBy: null,
    correcting: null,
    outcomeSetAt: null,
    moment: null,
    unmappedType: null,
    neverAnswered: false,
    moreTime: [],
    endMissed: false,
    heardAt: null,
    linkSays: null,
    ...change,
  };
}

/** The same call as the screen sees it. */
export function callView(change: Partial<CallView> = {}): CallView {
  return { ...callRecord(), number: null, afterCall: null, submission: null, ...change };
}
