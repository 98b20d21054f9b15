import { z } from 'zod';
import { outcomeRowSchema } from '#shared/lcm/outcome-row.ts';
import { draftSchema, fieldProblemSchema } from '#shared/draft/draft-schema.ts';
import { outcomeRefSchema, outcomeUseSchema } from '#shared/outcomes/outcome-usage-schema.ts';
import {
  historyEntrySchema,
  submissionStateSchema,
  submissionViewSchema,
} from '#shared/wrapup/submission.ts';
import { isIanaZone } from '#shared/callback/wall-clock.ts';
import { appStateSchema } from './app-state.ts';
import type { EventName, RequestName } from './names.ts';
import { preferenceChangeSchema } from './preferences-schema.ts';
import { reasonSchema } from '#shared/reasons/reason.ts';

/** Ids from outside: not empty, bounded, without control characters; their inside is LCM's business. */
const idSchema = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[^\u0000-\u001f\u007f]*$/u, 'has control characters');

/**
 * A call's id. Case tells calls apart; blanks around it do not, since replies are read without them: two calls that
 * differ in these alone could be settled by each other's replies.
 */
const callIdSchema = z.string().trim().pipe(idSchema);

export const viewSchema = z.enum(['wrapUp', 'outbox', 'history']);
export type ViewName = z.infer<typeof viewSchema>;

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
  contact: z
    .string()
    .trim()
    .max(120)
    .regex(/^[^\u0000-\u001f\u007f]*$/u, 'has control characters')
    .nullish(),
  /** IANA time zone of the contact, where somebody says. */
  zone: z.string().trim().refine(isIanaZone, 'is not an IANA time zone, such as Europe/Madrid').nullish(),
});
export type CallReference = z.infer<typeof callReferenceSchema>;

/**
 * An outcome list for a call. `fetchedAt` is when LCM last gave it (null: never yet), `refreshing` whether LCM is being
 * asked, `failure` why it last did not answer. `assumed` says that LCM has not been asked for this very call and the
 * list is the one of the last campaign. `ignored` counts rows that were unreadable.
 */
export const outcomeListSchema = z.strictObject({
  listKey: z.string(),
  rows: z.array(outcomeRowSchema),
  fetchedAt: z.number().nullable(),
  refreshing: z.boolean(),
  assumed: z.boolean(),
  failure: z.string().nullable(),
  ignored: z.number().int(),
});
export type OutcomeList = z.infer<typeof outcomeListSchema>;

/** CSV by RFC 4180 with a byte order mark, as spreadsheets read it, or one JSON array. */
export const exportFormatSchema = z.enum(['csv', 'json']);
export type ExportFormat = z.infer<typeof exportFormatSchema>;

/** Where an export of the history stands: the row it is at, the row it ends with, how many of how many are done. */
export const exportCursorSchema = z.strictObject({
  after: z.number().int().min(0),
  until: z.number().int().min(0),
  done: z.number().int().min(0),
  total: z.number().int().min(0),
});
export type ExportCursor = z.infer<typeof exportCursorSchema>;

const none = z.undefined();

/**
 * Whatever the screen can ask: the schema of each input and output. Main checks every input against it; the
 * preload and the screen's client are derived from it.
 */
export const requests = {
  getState: { input: none, output: appStateSchema },
  /** Names the agent (`UserID`); submissions made from then on carry it. */
  signIn: { input: z.strictObject({ userId: idSchema }), output: none },
  openCall: { input: callReferenceSchema, output: z.strictObject({ callId: z.string() }) },
  /** Takes a call off the list without a wrap-up; its draft goes with it. */
  closeCall: { input: z.strictObject({ callId: callIdSchema }), output: none },
  saveDraft: { input: z.strictObject({ callId: callIdSchema, draft: draftSchema }), output: none },
  /** The agent is at work in a call just now, entered anything or not: nothing is submitted under their hands. */
  noteWork: { input: z.strictObject({ callId: callIdSchema }), output: none },
  /** Resolves once the submission is on disk. Error `invalid` carries problems, `notSaved` keeps the form. */
  submitWrapUp: {
    input: z.strictObject({ callId: callIdSchema, draft: draftSchema }),
    output: z.strictObject({ submissionId: z.string(), savedAt: z.number() }),
  },
  /** Answers at once from the cache; with `refresh`, asks LCM behind and reports by the event `outcomes`. */
  listOutcomes: {
    input: z.strictObject({ callId: callIdSchema, refresh: z.boolean() }),
    output: outcomeListSchema,
  },
  /**
   * How this agent uses the outcomes of a call's campaign: favourites as they were pinned, then the others, the one used
   * last first. The event `outcomeUsage` tells of changes.
   */
  getOutcomeUsage: {
    input: z.strictObject({ callId: callIdSchema }),
    output: z.array(outcomeUseSchema),
  },
  /** Pins an outcome for this agent and the call's campaign, or takes the pin off. */
  setFavourite: {
    input: z.strictObject({ callId: callIdSchema, outcome: outcomeRefSchema, favourite: z.boolean() }),
    output: none,
  },
  listOutbox: {
    input: z.strictObject({
      states: z.array(submissionStateSchema).max(7),
      offset: z.number().int().min(0),
      limit: z.number().int().min(1).max(200),
    }),
    output: z.strictObject({ total: z.number().int(), items: z.array(submissionViewSchema) }),
  },
  /** Tries now: one submission, or with null all that wait. A refused one is put back in the queue as it is. */
  retryOutbox: { input: z.strictObject({ submissionId: idSchema.nullable() }), output: none },
  /** Turns a waiting, refused or held submission into the call's draft; what is submitted then supersedes it. */
  editSubmission: {
    input: z.strictObject({ submissionId: idSchema }),
    output: z.strictObject({ callId: z.string() }),
  },
  discardSubmission: {
    input: z.strictObject({ submissionId: idSchema, reason: z.string().trim().min(1).max(500) }),
    output: none,
  },
  /** Newest first; `before` is the `seq` to go on from. */
  listHistory: {
    input: z.strictObject({
      query: z.string().max(200),
      before: z.number().int().nullable(),
      limit: z.number().int().min(1).max(200),
    }),
    output: z.strictObject({ entries: z.array(historyEntrySchema) }),
  },
  /**
   * A piece of the whole history as a text file, oldest first: the pieces in their order make the file. `cursor` is
   * null for the first and then `next` of the piece before, until that is null. `done` of `total` rows tells how far
   * it is. What happens while it is made is not in it.
   */
  exportHistory: {
    input: z.strictObject({ format: exportFormatSchema, cursor: exportCursorSchema.nullable() }),
    output: z.strictObject({
      text: z.string(),
      done: z.number().int(),
      total: z.number().int(),
      next: exportCursorSchema.nullable(),
    }),
  },
  retryLink: { input: none, output: none },
  dismissNotice: { input: z.strictObject({ id: idSchema }), output: none },
  /** Changes what the agent who is signed in prefers; what is left out stays. Error `notSaved` changes nothing. */
  setPreferences: { input: preferenceChangeSchema, output: none },
  showMain: { input: z.strictObject({ view: viewSchema }), output: none },
  hideQuick: { input: none, output: none },
} as const satisfies Record<RequestName, { input: z.ZodType; output: z.ZodType }>;

/** Whatever the screen can hear. */
export const events = {
  state: appStateSchema,
  /** The list with this key changed: ask again. */
  outcomes: z.strictObject({ listKey: z.string() }),
  /** What an agent uses or has pinned changed. */
  outcomeUsage: none,
  /** Something in the outbox or the history moved. */
  outbox: none,
  /** Show this call: a link, a second start or a notification asked for it. */
  focusCall: z.strictObject({ callId: z.string() }),
  navigate: z.strictObject({ view: viewSchema }),
  /** The quick wrap-up's window was shown or hidden. Told to that window alone. */
  quickShown: z.strictObject({ shown: z.boolean() }),
} as const satisfies Record<EventName, z.ZodType>;

export type RequestInput<N extends RequestName> = z.input<(typeof requests)[N]['input']>;
export type RequestOutput<N extends RequestName> = z.output<(typeof requests)[N]['output']>;
export type EventPayload<N extends EventName> = z.output<(typeof events)[N]>;

/**
 * Errors are values: `code` picks the words (`error.<code>`), `detail` is for those who want to know more.
 */
export const contractErrorSchema = z.strictObject({
  code: z.enum(['badRequest', 'invalid', 'notSaved', 'notFound', 'notAllowed', 'unavailable', 'failed']),
  detail: reasonSchema.nullable(),
  problems: z.array(fieldProblemSchema),
});
export type ContractError = z.infer<typeof contractErrorSchema>;

export type Answer<T> = { ok: true; value: T } | { ok: false; error: ContractError };

/** The screen's side of the contract: one method a request, and one subscription a kind of event. */
export type AfterwordApi = {
  readonly [N in RequestName]: (
    ...input: RequestInput<N> extends undefined ? [] : [RequestInput<N>]
  ) => Promise<Answer<RequestOutput<N>>>;
} & {
  /** Calls `listener` with each event of that name until the returned function is called. */
  readonly on: <N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void) => () => void;
};
