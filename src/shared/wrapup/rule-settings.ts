import { z } from 'zod';
import { quickPickSchema } from '#shared/callback/callback-settings.ts';
import { MOST_BLOCKED_DAYS } from '#shared/draft/block.ts';
import type { Snippet } from '#shared/comment/snippets.ts';
import type { SettingFault } from '#shared/reasons/reason-codes.ts';
import type { OwnWords } from '#shared/text/own-words.ts';

const id = z.string().trim().min(1).max(256);

/** The fields that a rule can ask for. */
const NEEDS = ['comment', 'targetAmount', 'leadScore'] as const;

/** For which wrap-ups a rule holds: those with one outcome, or with any of a part of the tree, maybe of one campaign. */
const whenSchema = z
  .strictObject({
    businessOutcomeId: id.optional(),
    /** An outcome or a group, and all below it. */
    within: id.optional(),
    telephonyOutcomeId: id.optional(),
    /** LCM's `CampaignID`. */
    campaignId: id.optional(),
  })
  .refine(
    ({ businessOutcomeId, within, telephonyOutcomeId }) =>
      [businessOutcomeId, within, telephonyOutcomeId].filter((each) => each !== undefined).length === 1,
    'notOneOutcome' satisfies SettingFault,
  );

const NOT_WORDS: SettingFault = 'notWords';
const words = z.string().max(500);

/** The site's words. A narrower rule takes back those of a wider one with ''. */
const wordsSchema = z.union(
  [words, z.record(z.string(), words.min(1)).refine((each) => Object.keys(each).length > 0, NOT_WORDS)],
  NOT_WORDS,
) satisfies z.ZodType<OwnWords>;

/** What an outcome entails; see `entailedBy` for which rule counts. */
export const outcomeRuleSchema = z.strictObject({
  when: whenSchema,
  /** Whether the wrap-up has to have a callback, or must not have one. */
  callback: z.enum(['needed', 'none', 'optional']).optional(),
  /** The fields that must be filled in, beside those of `form.mandatory`. */
  needs: z.array(z.enum(NEEDS)).optional(),
  /** What the agent has to confirm before a submit. */
  confirm: wordsSchema.optional(),
  /** The times at one press, in place of `form.callbackQuickPicks`. */
  quickPicks: z.array(quickPickSchema).max(12).optional(),
  /** What is filled in when the outcome is chosen. */
  presets: z
    .strictObject({
      targetAmount: z.number().min(0).max(Number.MAX_SAFE_INTEGER).multipleOf(0.01).optional(),
      leadScore: z.number().int().optional(),
      /** The abbreviation of a snippet. */
      comment: z.string().optional(),
      telephonyOutcomeId: id.optional(),
    })
    .optional(),
  /**
   * Whom nobody may call any more: marked together with the wrap-up, once the agent has confirmed it. Without `days` it is
   * for ever. A narrower rule takes it back with false.
   */
  doNotCall: z
    .union([
      z.literal(false),
      z.strictObject({
        scope: z.enum(['number', 'contact', 'campaign']),
        days: z.number().int().min(1).max(MOST_BLOCKED_DAYS).optional(),
      }),
    ])
    .optional(),
  /** What the outcome means, for the agent. */
  note: wordsSchema.optional(),
});
export type OutcomeRule = z.infer<typeof outcomeRuleSchema>;

/** Tells of rules that fill in a snippet that there is not. */
export function checkSnippetsOfRules(
  form: { readonly rules: readonly OutcomeRule[]; readonly snippets: readonly Snippet[] },
  context: z.RefinementCtx,
): void {
  const known = new Set(form.snippets.map(({ abbreviation }) => abbreviation.toLowerCase()));
  for (const [at, { presets }] of form.rules.entries()) {
    const abbreviation = presets?.comment;
    if (abbreviation === undefined || known.has(abbreviation.toLowerCase())) continue;
    context.addIssue({
      code: 'custom',
      path: ['rules', at, 'presets', 'comment'],
      message: 'notASnippet' satisfies SettingFault,
      params: { abbreviation },
    });
  }
}
