import type { z } from 'zod';
import { suggestCallback, suggestDay, type CallbackTimes } from './callback-suggestion.ts';
import { readPickDuration } from './pick-duration.ts';
import type { quickPickSchema } from './quick-picks-schema.ts';

export type QuickPick = z.infer<typeof quickPickSchema>;

/**
 * The times of a pick, taken now.
 *
 * @param now milliseconds since the epoch
 * @returns null where the runtime does not know the zone
 */
export function pickTimes(pick: QuickPick, now: number, zone: string): CallbackTimes | null {
  if ('in' in pick) return suggestCallback(now, zone, readPickDuration(pick.in) ?? 0);
  return suggestDay(now, zone, pick.day, pick.at);
}

/** The administrator's own words for a pick in a language, such as `en-GB`; null where there are none. */
export function pickLabel({ label }: QuickPick, language: string): string | null {
  if (label === undefined || typeof label === 'string') return label ?? null;
  return label[language] ?? label[language.split('-')[0] ?? ''] ?? null;
}
