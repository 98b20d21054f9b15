import { z } from 'zod';

/** An outcome that can be chosen for a call: one of LCM's, or one of the settings' telephony outcomes. */
export const outcomeRefSchema = z.strictObject({
  kind: z.enum(['business', 'telephony']),
  id: z.string().min(1).max(256),
});
