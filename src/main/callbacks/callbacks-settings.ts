import { z } from 'zod';

/** What the administrator says about the agents' callbacks. */
export const callbacksSchema = z.strictObject({
  /** How many minutes before a personal callback its agent is reminded, unless they prefer otherwise; 0 for no reminder. */
  remindMinutes: z.number().int().min(0).max(120).default(5),
  /** Whether LCM is asked for the agent's personal callbacks (vendor page get-personal-callback-list). */
  askLcm: z.boolean().default(true),
  /** How many minutes pass between two questions, while LCM can be reached. */
  askMinutes: z.number().int().min(1).max(1_440).default(5),
  /** The number of the first record of LCM's list. The page does not say whether LCM counts from 1 or from 0. */
  firstRecord: z.union([z.literal(0), z.literal(1)]).default(1),
});
export type CallbacksSettings = z.infer<typeof callbacksSchema>;
