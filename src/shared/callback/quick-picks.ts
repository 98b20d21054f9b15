import { suggestCallback, suggestDay, type CallbackTimes } from './callback-suggestion.ts';

/** A time at one press: `in` a duration (`1 h 30 min`) from now, or `at` a time (`HH:mm`), `day` days from now. */
export type QuickPick = { in: string; label?: PickLabel } | { day: number; at: string; label?: PickLabel };

/** The administrator's words for a pick: for all languages, or by language. */
type PickLabel = string | Record<string, string> | undefined;

/**
 * The times that a pick stands for when the agent presses it.
 *
 * @param now milliseconds since the epoch
 * @returns null if the runtime does not know the zone
 */
export function pickTimes(pick: QuickPick, now: number, zone: string): CallbackTimes | null {
  if ('in' in pick) return suggestCallback(now, zone, readPickDuration(pick.in) ?? 0);
  return suggestDay(now, zone, pick.day, pick.at);
}

/** How long `45 min`, `2 h` or `1 h 30 min` is, in minutes; null for anything else. */
export function readPickDuration(text: string): number | null {
  const match = /^(?:(\d{1,3}) ?h)? ?(?:(\d{1,4}) ?min)?$/.exec(text.trim());
  const minutes = Number(match?.[1] ?? 0) * 60 + Number(match?.[2] ?? 0);
  return minutes > 0 ? minutes : null;
}

/** The administrator's words for a pick in a language, such as `en-GB`; null if there are none. */
export function pickLabel({ label }: QuickPick, language: string): string | null {
  if (label === undefined || typeof label === 'string') return label ?? null;
  return label[language] ?? label[language.split('-')[0] ?? ''] ?? null;
}
