import { z } from 'zod';

/** What can be chosen for a call: one of LCM's outcomes, or one of the telephony outcomes of the settings. */
export const outcomeRefSchema = z.strictObject({
  kind: z.enum(['business', 'telephony']),
  id: z.string().min(1).max(256),
});
