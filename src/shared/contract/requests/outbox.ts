import { z } from 'zod';
import { SUBMISSION_STATES, type ListedSubmission } from '#shared/wrapup/submission.ts';
import { type } from '../type-only.ts';
import { idSchema, noOutput, type RequestRows } from './row.ts';

/** What an agent says of what was saved on another computer: send it from this one, or it was sent there. */
export const ELSEWHERE_ANSWERS = ['sendFromHere', 'sentThere'] as const;
export type ElsewhereAnswer = (typeof ELSEWHERE_ANSWERS)[number];

export const outboxRequests = {
  listOutbox: {
    input: z.strictObject({
      states: z.array(z.enum(SUBMISSION_STATES)).max(SUBMISSION_STATES.length),
      offset: z.number().int().min(0),
      limit: z.number().int().min(1).max(200),
    }),
    output: type<{ readonly total: number; readonly items: ListedSubmission[] }>(),
  },
  /** Sends one submission now, or with null all that wait. A refused one returns to the queue unchanged. */
  retryOutbox: { input: z.strictObject({ submissionId: idSchema.nullable() }), output: noOutput },
  /** Opens a waiting, refused or held wrap-up for a correction, as `beginCorrection` does. */
  editSubmission: {
    input: z.strictObject({ submissionId: idSchema }),
    output: type<{ readonly callId: string }>(),
  },
  discardSubmission: {
    input: z.strictObject({ submissionId: idSchema, reason: z.string().trim().min(1).max(500) }),
    output: noOutput,
  },
  /** Answers for all of the agent's submissions that are held because they were saved on another computer. */
  answerElsewhere: { input: z.strictObject({ answer: z.enum(ELSEWHERE_ANSWERS) }), output: noOutput },
} as const satisfies RequestRows;
