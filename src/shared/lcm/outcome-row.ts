import { z } from 'zod';
import type { SettingFault } from '#shared/reasons/reason-codes.ts';

/**
 * One row of a business outcome list (vendor pages 003 and 004) as the app keeps it. Ids are trimmed strings,
 * `parentId` is null for a root, `leadScore` is null if LCM gave none.
 */
export const outcomeRowSchema = z.strictObject({
  id: z.string().min(1),
  description: z.string(),
  campaignId: z.string().nullable(),
  leadScore: z.number().nullable(),
  parentId: z.string().nullable(),
});
export type OutcomeRow = z.infer<typeof outcomeRowSchema>;

/** An entry of a list that the settings hold because LCM does not send it. */
const namedIdSchema = z.strictObject({ id: z.string().trim().min(1), name: z.string().min(1) });
/** Such a list: each id may occur once. */
export const namedIdsSchema = z.array(namedIdSchema).superRefine((entries, context) => {
  const message: SettingFault = 'isThereTwice';
  for (const [at, { id }] of entries.entries()) {
    if (entries.findIndex((each) => each.id === id) < at)
      context.addIssue({ code: 'custom', path: [at, 'id'], message });
  }
});
export type NamedId = z.infer<typeof namedIdSchema>;
