import { z } from 'zod';
import type { SettingFault } from '#shared/contract/reason-codes.ts';
import { suggestCallback, suggestDay, type CallbackTimes } from './callback-suggestion.ts';
import { readTime } from './wall-clock.ts';

/** What stands on a pick, for all languages or by language, such as `{ "en": "After lunch", "es": "Después" }`. */
const labelSchema = z.union([z.string().min(1), z.record(z.string(), z.string().min(1))]).optional();

/** How long `45 min`, `2 h` or `1 h 30 min` is, in minutes; null for anything else. */
export function readPickDuration(text: string): number | null {
  const match = /^(?:(\d{1,3}) ?h)? ?(?:(\d{1,4}) ?min)?$/.exec(text.trim());
  const minutes = Number(match?.[1] ?? 0) * 60 + Number(match?.[2] ?? 0);
  return minutes > 0 ? minutes : null;
}

/** A time at one press: so long from now, or at a time of day so many days from now. */
export const quickPickSchema = z.union(
  [
    z.strictObject({
      in: z.string().refine((text) => readPickDuration(text) !== null, 'notADuration' satisfies SettingFault),
      label: labelSchema,
    }),
    z.strictObject({
      day: z.number().int().min(0).max(365),
      at: z.string().refine((text) => readTime(text) !== null, 'notATime' satisfies SettingFault),
      label: labelSchema,
    }),
  ],
  'notAQuickPick' satisfies SettingFault,
);
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
