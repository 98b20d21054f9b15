import type { SubmissionView } from './submission.ts';

/** What an agent can do with a submission that is not delivered. */
export interface SubmissionActions {
  /** What editing would do now, or null if it cannot be edited. */
  readonly edit: 'correct' | 'newTime' | 'goOn' | null;
  readonly retry: boolean;
  readonly discard: boolean;
}

const NONE: SubmissionActions = { edit: null, retry: false, discard: false };

/** @param now milliseconds since the epoch */
export function actionsFor(item: SubmissionView, now: number): SubmissionActions {
  if (item.state === 'sending') return NONE;
  const own = !item.withheld;
  switch (item.state === 'held' ? item.reason : null) {
    case 'beingEdited':
      return { edit: own ? 'goOn' : null, retry: false, discard: own };
    case 'callbackPassed': {
      // The machine's clock may have been wrong when it was held.
      const isAhead = item.callbackAt !== null && item.callbackAt > now;
      return { edit: own ? 'newTime' : null, retry: isAhead, discard: own };
    }
    case 'unreadable':
      return { ...NONE, discard: own };
    default: {
      // Nothing replaces a do-not-call, so it cannot be corrected: the agent says it anew.
      const canCorrect = own && item.kind !== 'doNotCall';
      return { edit: canCorrect ? 'correct' : null, retry: !waitsForAgent(item), discard: own };
    }
  }
}

/** Whether it waits until its agent signs in: no try sends it before. */
export function waitsForAgent({ state, reason }: Pick<SubmissionView, 'state' | 'reason'>): boolean {
  return state === 'queued' && reason === 'waitsForAgent';
}

/** Whether a callback's time passed while it waited, so that the agent must choose another. */
export function asksForTime({ state, reason }: Pick<SubmissionView, 'state' | 'reason'>): boolean {
  return state === 'held' && reason === 'callbackPassed';
}
