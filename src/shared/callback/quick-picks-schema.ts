import { z } from 'zod';
import type { SettingFault } from '#shared/reasons/reason-codes.ts';
import { readPickDuration } from './pick-duration.ts';
import { readTime } from './wall-clock.ts';

/** What stands on a pick, for all languages or by language, such as `{ "en": "After lunch", "es": "Después" }`. */
const labelSchema = z.union([z.string().min(1), z.record(z.string(), z.string().min(1))]).optional();

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
