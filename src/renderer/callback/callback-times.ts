import type { CallbackDraft } from '#shared/draft/draft.ts';

export type CallbackStart = Pick<CallbackDraft, 'startDate' | 'startTime' | 'startFold'>;

/**
 * Sets another start. The end becomes equal to it unless the agent has set an end, that is, if the end is empty or
 * equal to the old start.
 */
export function withStart(callback: CallbackDraft, start: Partial<CallbackStart>): CallbackDraft {
  const { startDate, startTime, endDate, endTime } = callback;
  const follows = (endDate === '' || endDate === startDate) && (endTime === '' || endTime === startTime);
  // The answer about a fold does not apply to another time.
  const next = { ...callback, startFold: null, ...start };
  if (!follows) return next;
  return { ...next, endDate: next.startDate, endTime: next.startTime, endFold: next.startFold };
}
