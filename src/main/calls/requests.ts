import type { callRequests } from '#shared/contract/requests/calls.ts';
import type { HandlersOf } from '#shared/contract/requests/row.ts';
import type { Calls } from './call-store.ts';

export function callHandlers(parts: {
  readonly calls: Calls;
  /** The agent is working in this call now. */
  worked(callId: string): void;
  /** Extends the call's after-call limit. @throws if it may not be extended */
  moreTime(callId: string): void;
}): HandlersOf<typeof callRequests> {
  const { calls } = parts;
  return {
    openCall: (reference) => ({ callId: calls.open(reference, 'hand', 'ended').callId }),
    closeCall: ({ callId }) => calls.close(calls.known(callId).callId),
    endCall: ({ callId }) => calls.end(callId),
    answerLink: ({ take, ...asked }) => calls.answerLink(asked, take),
    answerOffer: ({ callId, take }) => calls.answerOffer(callId, take),
    listNotWrappedUp: ({ limit }) => ({ calls: calls.notWrappedUp(limit) }),
    saveDraft: ({ callId, draft }) => {
      calls.saveDraft(callId, draft);
      parts.worked(callId);
    },
    moreTime: ({ callId }) => parts.moreTime(callId),
    noteWork: ({ callId }) => parts.worked(callId),
  };
}
