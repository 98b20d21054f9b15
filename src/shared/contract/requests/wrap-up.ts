import { z } from 'zod';
import { draftSchema } from '#shared/draft/draft-schema.ts';
import { type } from '../type-only.ts';
import { callIdSchema, type RequestRows } from './row.ts';

export const wrapUpRequests = {
  /** Resolves once the submission is on disk. Error `invalid` carries problems, `notSaved` keeps the form. */
  submitWrapUp: {
    input: z.strictObject({ callId: callIdSchema, draft: draftSchema }),
    output: type<{ readonly submissionId: string; readonly savedAt: number }>(),
  },
} as const satisfies RequestRows;
