import { z } from 'zod';
import { draftSchema } from '#shared/draft/draft-schema.ts';
import { formSettingsSchema } from '#shared/wrapup/form-settings.ts';
import { submissionViewSchema } from '#shared/wrapup/submission.ts';
import { preferencesSchema } from './preferences-schema.ts';
import { reasonSchema } from '#shared/reasons/reason.ts';

/**
 * The link to LCM. `unreachable` is retried for ever; `refused` means LCM (or its certificate) said no and a person
 * has to act. `since` is when this state began, in milliseconds since the epoch.
 */
export const linkStateSchema = z.strictObject({
  status: z.enum(['connecting', 'connected', 'unreachable', 'refused']),
  since: z.number(),
  reason: reasonSchema.nullable(),
  nextTryAt: z.number().nullable(),
});
export type LinkState = z.infer<typeof linkStateSchema>;

/** What waits in the outbox, by count. */
export const outboxSummarySchema = z.strictObject({
  waiting: z.number().int(),
  sending: z.number().int(),
  refused: z.number().int(),
  held: z.number().int(),
  /** When the oldest of them was saved, or null where nothing waits. */
  oldestAt: z.number().nullable(),
});
export type OutboxSummary = z.infer<typeof outboxSummarySchema>;

/**
 * The clock of a call's after-call work. Instants are milliseconds since the epoch; `endsAt` and `warnAt` are null where
 * no limit is set. `atEnd` is what is done at the end.
 */
export const afterCallViewSchema = z.strictObject({
  startedAt: z.number(),
  endsAt: z.number().nullable(),
  warnAt: z.number().nullable(),
  show: z.enum(['up', 'down']),
  atEnd: z.enum(['nothing', 'notify', 'submit']),
});
export type AfterCallView = z.infer<typeof afterCallViewSchema>;

/** A call the agent has to wrap up, or has lately wrapped up. */
export const callViewSchema = z.strictObject({
  callId: z.string(),
  lcmKey: z.string(),
  /** Upper case, such as OUTBOUND, MANUAL, INBOUND. OUTBOUND lists come from page 004, the others from page 003. */
  type: z.string(),
  /** Whom it was with, where known. */
  contact: z.string().nullable(),
  /** IANA time zones of the contact and of the campaign, where known. */
  contactZone: z.string().nullable(),
  campaignZone: z.string().nullable(),
  origin: z.enum(['bus', 'link', 'hand']),
  phase: z.enum(['ringing', 'talking', 'ended']),
  openedAt: z.number(),
  /** When after-call work began; null while the call is up. */
  endedAt: z.number().nullable(),
  /** Null while the call is up, and once it is wrapped up. */
  afterCall: afterCallViewSchema.nullable(),
  /** When it was submitted; null while it waits for its wrap-up. */
  wrappedAt: z.number().nullable(),
  /** What the agent who is signed in has entered so far. */
  draft: draftSchema.nullable(),
  /** Another agent who has begun to wrap it up; what they entered stays theirs. */
  draftBy: z.string().nullable(),
  /** Its latest submission, if any. */
  submission: submissionViewSchema.nullable(),
  /** When LCM announced that somebody set an outcome for this contact: a hint, no proof. */
  outcomeSetAt: z.number().nullable(),
});
export type CallView = z.infer<typeof callViewSchema>;

/** Something the agent has to know that belongs to no single field: `notice.<code>` in the locale files words it. */
export const noticeSchema = z.strictObject({
  id: z.string(),
  level: z.enum(['info', 'warning', 'error']),
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  at: z.number(),
});
export type Notice = z.infer<typeof noticeSchema>;

/** Everything the screen shows all the time. Sent whole on every change; it stays small. */
export const appStateSchema = z.strictObject({
  agent: z.string().nullable(),
  demo: z.boolean(),
  lcmHost: z.string(),
  link: linkStateSchema,
  outbox: outboxSummarySchema,
  /** To wrap up first, newest first; then the lately wrapped up. */
  calls: z.array(callViewSchema),
  /** The call a quick wrap-up is about: the newest that is not wrapped up. */
  currentCallId: z.string().nullable(),
  notices: z.array(noticeSchema),
  form: formSettingsSchema,
  /** The keys of the quick wrap-up that the settings give, as `keysSchema` has them. */
  quickWrapUpKeys: z.string(),
  /** Of the agent who is signed in. */
  preferences: preferencesSchema,
});
export type AppState = z.infer<typeof appStateSchema>;
