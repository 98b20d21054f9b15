import type { SubmissionKind } from '#shared/wrapup/submission-kind.ts';
import type { SubmissionView } from '#shared/wrapup/submission.ts';
import { waitsForAgent } from '#shared/wrapup/submission-actions.ts';
import type { WordKey } from '../i18n/i18n.ts';

const REFUSED: Readonly<Record<SubmissionKind, WordKey>> = {
  disposition: 'advice.refused',
  otherCampaign: 'advice.refusedOther',
  fieldEdit: 'advice.refusedFieldEdit',
  doNotCall: 'advice.refusedDoNotCall',
};

/**
 * What the agent should do about a submission that is not delivered, or why they need not do anything; null if the cause
 * on top of the outbox, or the time of the next try, says enough.
 */
export function adviceFor(item: SubmissionView): WordKey | null {
  if (item.withheld && item.state !== 'queued' && item.state !== 'sending') return 'advice.othersNeeded';
  switch (item.state) {
    case 'refused':
      return REFUSED[item.kind];
    case 'held':
      if (item.reason === 'callbackPassed') return 'advice.callbackPassed';
      if (item.reason === 'beingEdited') return 'advice.beingEdited';
      if (item.reason === 'rescued') return 'advice.rescued';
      if (item.reason === 'otherComputer') return 'advice.otherComputer';
      return item.reason === 'unreadable' ? 'advice.unreadable' : null;
    case 'queued':
      if (waitsForAgent(item)) return 'advice.waitsForAgent';
      if (item.isLetPast) return 'advice.letPast';
      if (item.unknown) return 'advice.unknown';
      return item.reason === 'busy' ? 'advice.busy' : null;
    default:
      return null;
  }
}
