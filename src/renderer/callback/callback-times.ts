import type { CallbackDraft } from '#shared/draft/draft.ts';

export type CallbackStart = Pick<CallbackDraft, 'startDate' | 'startTime' | 'startFold'>;

/**
 * A callback with another start. The end goes with it as long as the agent has not set one of its own, that is, while
 * it is empty or equal to the start.
 */
export function withStart(callback: CallbackDraft, start: Partial<CallbackStart>): CallbackDraft {
  const { startDate, startTime, endDate, endTime } = callback;
  const follows = (endDate === '' || endDate === startDate) && (endTime === '' || endTime === startTime);
  // Which of two instants was meant says nothing about another time.
  const next = { ...callback, startFold: null, ...start };
  if (!follows) return next;
  return { ...next, endDate: next.startDate, endTime: next.startTime, endFold: next.startFold };
}
