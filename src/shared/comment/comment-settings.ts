import { z } from 'zod';
import type { SettingFault } from '#shared/reasons/reason-codes.ts';
import { COMMENT_COUNTS, type CommentRule } from './comment.ts';
import type { Snippet } from './snippets.ts';

const snippetSchema = z.strictObject({
  abbreviation: z.string().regex(/^\S{1,32}$/u, 'notAnAbbreviation' satisfies SettingFault),
  text: z.string().min(1).max(2_000),
}) satisfies z.ZodType<Snippet>;

/** Each abbreviation may occur once; case does not count. */
const snippetsSchema = z
  .array(snippetSchema)
  .max(500)
  .superRefine((snippets, context) => {
    const seen = new Set<string>();
    for (const [at, { abbreviation }] of snippets.entries()) {
      const name = abbreviation.toLowerCase();
      if (seen.has(name))
        context.addIssue({
          code: 'custom',
          path: [at, 'abbreviation'],
          message: 'isThereTwice' satisfies SettingFault,
        });
      seen.add(name);
    }
  });

/** How long a comment may be, and the snippets for it. Part of the settings of the form. */
export const commentSettingsSchema = z.strictObject({
  /** The longest comment that LCM takes, and the unit in which LCM counts. */
  commentLimit: z.number().int().min(1).max(20_000).default(4_000),
  commentCount: z.enum(COMMENT_COUNTS).default('utf16'),
  /** Texts that agents insert by typing an abbreviation. */
  snippets: snippetsSchema.default([]),
}) satisfies z.ZodType<CommentRule>;
