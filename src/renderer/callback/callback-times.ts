import { readDate } from '#shared/callback/wall-clock.ts';
import type { CallbackDraft } from '#shared/draft/draft.ts';

export type CallbackStart = Pick<CallbackDraft, 'startDate' | 'startTime' | 'startFold'>;

/** Whether the callback is a range: its end is not its start. */
export function hasEnd({ startDate, startTime, endDate, endTime }: CallbackDraft): boolean {
  return (endDate !== '' && endDate !== startDate) || (endTime !== '' && endTime !== startTime);
}

/** Sets another start. The end becomes equal to it unless the agent has set an end. */
export function withStart(callback: CallbackDraft, start: Partial<CallbackStart>): CallbackDraft {
  // The answer about a fold does not apply to another time.
  const next = { ...callback, startFold: null, ...start };
  if (hasEnd(callback)) return next;
  return { ...next, endDate: next.startDate, endTime: next.startTime, endFold: next.startFold };
}

/** The same times on another day: the end moves by as many days as the start. */
export function onDay(callback: CallbackDraft, startDate: string): CallbackDraft {
  const [from, to, end] = [callback.startDate, startDate, callback.endDate].map(readDate);
  const days = from && to ? to.compare(from) : 0;
  const endDate = end?.add({ days }).toString() ?? startDate;
  return { ...callback, startDate, startFold: null, endDate, endFold: null };
}
