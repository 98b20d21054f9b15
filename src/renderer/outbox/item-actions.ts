import type { LinkState } from '#shared/contract/app-state.ts';
import type { SubmissionView } from '#shared/wrapup/submission.ts';
import type { WordKey } from '../i18n/i18n.ts';

/** What an agent can do about a submission that is not delivered. */
export interface ItemActions {
  /** What editing it comes to here, or null where it cannot be edited. */
  readonly edit: 'correct' | 'newTime' | 'goOn' | null;
  readonly retry: boolean;
  readonly discard: boolean;
}

const NONE: ItemActions = { edit: null, retry: false, discard: false };

/** @param now milliseconds since the epoch */
export function actionsFor(item: SubmissionView, now: number): ItemActions {
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
    default:
      return { edit: own ? 'correct' : null, retry: true, discard: own };
  }
}

/** Whether it is a callback whose time has passed while it waited: the agent is asked for another. */
export function asksForTime({ state, reason }: Pick<SubmissionView, 'state' | 'reason'>): boolean {
  return state === 'held' && reason === 'callbackPassed';
}

/** What to do about it, or why nothing has to be done; null where its next try says enough. */
export function adviceFor(item: SubmissionView, link: LinkState['status']): WordKey | null {
  if (item.withheld && item.state !== 'queued' && item.state !== 'sending') return 'advice.othersNeeded';
  switch (item.state) {
    case 'refused':
      return 'advice.refused';
    case 'held':
      if (item.reason === 'callbackPassed') return 'advice.callbackPassed';
      if (item.reason === 'beingEdited') return 'advice.beingEdited';
      return item.reason === 'unreadable' ? 'advice.unreadable' : null;
    case 'queued':
      if (item.unknown) return 'advice.unknown';
      if (item.reason === 'busy') return 'advice.busy';
      return link === 'connected' ? null : 'advice.noLink';
    default:
      return null;
  }
}
