import { z } from 'zod';
import type { SettingFault } from '#shared/reasons/reason-codes.ts';

/** A text that an abbreviation stands for in comments. */
export const snippetSchema = z.strictObject({
  abbreviation: z.string().regex(/^\S{1,32}$/u, 'notAnAbbreviation' satisfies SettingFault),
  text: z.string().min(1).max(2_000),
});

export const snippetsSchema = z
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
