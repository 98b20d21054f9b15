import { z } from 'zod';
import { FIELD_LIMIT } from './field-limit.ts';

const typed = z.string().max(FIELD_LIMIT);

/** `regular` goes to any available agent of the campaign, `personal` back to this one (vendor page 001). */
export const callbackKindSchema = z.enum(['regular', 'personal']);

/**
 * The callback part of a draft, as the agent typed it: dates `YYYY-MM-DD`, times `HH:mm`, both in `zone` (IANA), or in
 * the zone of the settings where that is null, `''` where nothing is entered yet. `startFold` and `endFold` tell which
 * of the two instants is meant when a clock that goes back shows the time twice; null means "not asked". `when` is
 * what was typed in words and not yet taken as times, such as "tomorrow 10".
 */
export const callbackDraftSchema = z.strictObject({
  kind: callbackKindSchema,
  startDate: typed,
  startTime: typed,
  endDate: typed,
  endTime: typed,
  startFold: z.enum(['earlier', 'later']).nullable(),
  endFold: z.enum(['earlier', 'later']).nullable(),
  modeId: typed.nullable(),
  zone: typed.nullable().default(null),
  when: typed.default(''),
});

/**
 * What the agent has entered for a call, complete or not. Amount and score stay as typed, so that a slip of the
 * finger is kept and can be shown, not silently turned into a number.
 */
export const draftSchema = z.strictObject({
  businessOutcomeId: typed.nullable(),
  telephonyOutcomeId: typed.nullable(),
  callback: callbackDraftSchema.nullable(),
  comment: typed,
  targetAmount: typed,
  leadScore: typed,
});
