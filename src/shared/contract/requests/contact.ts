import { z } from 'zod';
import type { EarlierWrapUps, SubmissionView } from '#shared/wrapup/submission.ts';
import { type } from '../type-only.ts';
import { ofCall, type RequestRows } from './row.ts';

/** At most this many fields in one correction; a contact has some tens. */
const MOST_FIELDS = 500;

/** It guards against runaway input. What LCM's type and format allow is checked by `checkFieldValue`. */
const typed = z.string().max(20_000);

export const contactRequests = {
  /**
   * Corrects business fields of the contact of a call, all in one submission. Their types and formats, and whether they
   * may be corrected, are those that LCM has told (`getCallFacts`). Resolves once the submission is on disk. Error
   * `invalid` carries problems, whose param `name` is the field's.
   */
  correctContactFields: {
    input: ofCall.extend({
      fields: z
        .array(z.strictObject({ name: typed, value: typed }))
        .min(1)
        .max(MOST_FIELDS),
    }),
    output: type<{ readonly submissionId: string }>(),
  },
  /** The field edits of a call that were neither replaced nor discarded, oldest first; the event `outbox` tells of changes. */
  listFieldEdits: { input: ofCall, output: type<{ readonly items: SubmissionView[] }>() },
  /**
   * What was wrapped up before with the contact of a call, from the history of this desktop, at most twenty calls; see
   * `EarlierWrapUps`. If the call itself was wrapped up before, it is the newest, unless the agent is correcting that. The
   * events `outbox` and `callFacts` tell that more may be known.
   */
  earlierWrapUps: { input: ofCall, output: type<EarlierWrapUps>() },
} as const satisfies RequestRows;
