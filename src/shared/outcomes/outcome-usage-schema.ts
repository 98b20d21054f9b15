import { z } from 'zod';

/** What can be chosen for a call: one of LCM's outcomes, or one of the telephony outcomes of the settings. */
export const outcomeRefSchema = z.strictObject({
  kind: z.enum(['business', 'telephony']),
  id: z.string().min(1).max(256),
});

/**
 * How one agent uses an outcome on one campaign. `weight` grows with each use and says how often and how lately it was
 * used, in one number (`addUse`); null where it never was.
 */
export const outcomeUseSchema = z.strictObject({
  ...outcomeRefSchema.shape,
  favourite: z.boolean(),
  weight: z.number().nullable(),
});
