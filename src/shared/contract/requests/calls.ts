import { z } from 'zod';
import { isIanaZone } from '#shared/callback/wall-clock.ts';
import { draftSchema } from '#shared/draft/draft-schema.ts';
import type { UnwrappedCall } from '../app-state.ts';
import { CALL_TYPE } from '../call-type.ts';
import { type } from '../type-only.ts';
import { callIdSchema, idSchema, noControlCharacters, noOutput, ofCall, type RequestRows } from './row.ts';

/** A call as a link, a command line, the bus or the agent names it. `type` is upper-cased by the schema. */
export const callReferenceSchema = z.strictObject({
  callId: callIdSchema,
  lcmKey: idSchema,
  type: z.string().trim().toUpperCase().regex(CALL_TYPE, 'is not a call type, such as OUTBOUND'),
  /** Whom the call is with, if known: a name or a number. */
  contact: z.string().trim().max(120).check(noControlCharacters).nullish(),
  /** IANA time zone of the contact, if known. */
  zone: z.string().trim().refine(isIanaZone, 'is not an IANA time zone, such as Europe/Madrid').nullish(),
});
export type CallReference = z.infer<typeof callReferenceSchema>;

export const callRequests = {
  openCall: { input: callReferenceSchema, output: type<{ readonly callId: string }>() },
  /** Removes a call from the list without a wrap-up, with its draft. */
  closeCall: { input: ofCall, output: noOutput },
  /** Says that a call is over whose end was missed. */
  endCall: { input: ofCall, output: noOutput },
  /** Answers whether a call has the LCM key and the type that a link says, as the agent has read them. */
  answerLink: {
    input: callReferenceSchema.pick({ callId: true, lcmKey: true, type: true }).extend({ take: z.boolean() }),
    output: noOutput,
  },
  /** Answers whether an offered call is the agent's. If it is not, it leaves the list. */
  answerOffer: { input: ofCall.extend({ take: z.boolean() }), output: noOutput },
  /** Calls that left the list without a wrap-up; the one that left last comes first. */
  listNotWrappedUp: {
    input: z.strictObject({ limit: z.number().int().min(1).max(1_000) }),
    output: type<{ readonly calls: UnwrappedCall[] }>(),
  },
  saveDraft: { input: ofCall.extend({ draft: draftSchema }), output: noOutput },
  /**
   * Extends the after-call limit of a call, if the settings allow that once more and it has not passed. Error `notAllowed`
   * says why not.
   */
  moreTime: { input: ofCall, output: noOutput },
  /** Says that the agent is working on a call, even if they entered nothing, so that the after-call limit waits. */
  noteWork: { input: ofCall, output: noOutput },
} as const satisfies RequestRows;
