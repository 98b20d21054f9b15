import { z } from 'zod';
import { isIanaZone } from '#shared/callback/wall-clock.ts';
import { draftSchema } from '#shared/draft/draft-schema.ts';
import { type } from '../type-only.ts';
import { callIdSchema, idSchema, noControlCharacters, noOutput, type RequestRows } from './row.ts';

/** A call as a link, a command line, the bus or the agent names it. `type` is upper-cased by the schema. */
export const callReferenceSchema = z.strictObject({
  callId: callIdSchema,
  lcmKey: idSchema,
  type: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z][A-Z0-9_-]{0,31}$/, 'is not a call type, such as OUTBOUND'),
  /** Whom the call is with, as the agent knows them: a name or a number, where somebody says. */
  contact: z.string().trim().max(120).check(noControlCharacters).nullish(),
  /** IANA time zone of the contact, where somebody says. */
  zone: z.string().trim().refine(isIanaZone, 'is not an IANA time zone, such as Europe/Madrid').nullish(),
});
export type CallReference = z.infer<typeof callReferenceSchema>;

export const callRequests = {
  openCall: { input: callReferenceSchema, output: type<{ readonly callId: string }>() },
  /** Takes a call off the list without a wrap-up; its draft goes with it. */
  closeCall: { input: z.strictObject({ callId: callIdSchema }), output: noOutput },
  saveDraft: { input: z.strictObject({ callId: callIdSchema, draft: draftSchema }), output: noOutput },
  /** The agent works in a call just now, even if nothing was entered: the after-call limit waits for them. */
  noteWork: { input: z.strictObject({ callId: callIdSchema }), output: noOutput },
} as const satisfies RequestRows;
