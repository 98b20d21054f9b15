import { dayAround } from '#shared/callback/wall-clock.ts';
import type { MyCallback } from './my-callback.ts';

/** Under what a callback stands in the list. `later` is more than a week ahead. */
export const CALLBACK_DAYS = ['missed', 'today', 'tomorrow', 'week', 'later', 'done'] as const;
export type CallbackDay = (typeof CALLBACK_DAYS)[number];

/** How many days a week has from today on, with today. */
const WEEK = 7;

/**
 * Parts callbacks by the days of a zone, by its calendar: a day in which the clocks change is one day. Parts without a
 * callback are left out.
 *
 * @param now milliseconds since the epoch, by the clock that judges callbacks
 */
export function byDay(
  callbacks: readonly MyCallback[],
  now: number,
  zone: string,
): { readonly day: CallbackDay; readonly callbacks: readonly MyCallback[] }[] {
  const ends: number[] = [];
  for (let at = now; ends.length < WEEK; at = ends.at(-1) ?? now) ends.push(dayAround(at, zone).until);
  const [today = now, tomorrow = now] = ends;
  const week = ends.at(-1) ?? now;

  function dayOf({ at, standing }: MyCallback): CallbackDay {
    if (standing === 'missed' || standing === 'done') return standing;
    if (at < today) return 'today';
    if (at < tomorrow) return 'tomorrow';
    return at < week ? 'week' : 'later';
  }

  return CALLBACK_DAYS.map((day) => ({
    day,
    callbacks: callbacks.filter((callback) => dayOf(callback) === day),
  })).filter((part) => part.callbacks.length > 0);
}
