import { z } from 'zod';
import type { SettingFault } from '#shared/reasons/reason-codes.ts';
import { COMMENT_COUNTS } from '#shared/comment/comment.ts';
import { mandatorySchema } from '#shared/draft/mandatory-schema.ts';
import { quickPickSchema } from '#shared/callback/quick-picks-schema.ts';
import type { QuickPick } from '#shared/callback/quick-picks.ts';
import { snippetsSchema } from '#shared/comment/snippets-schema.ts';
import { readDate } from '#shared/callback/wall-clock.ts';

/** An entry of a list that the five calls do not carry and the settings therefore name. */
export const namedIdSchema = z.strictObject({ id: z.string().min(1), name: z.string().min(1) });
export type NamedId = z.infer<typeof namedIdSchema>;

/** Telephony outcomes as the vendor documents them (SetCallOutComeOffline's rows). */
const TELEPHONY_OUTCOMES: NamedId[] = [
  { id: '0', name: 'Success' },
  { id: '2', name: 'Invalid' },
  { id: '3', name: 'Busy' },
  { id: '4', name: 'Callback' },
  { id: '5', name: 'Do not call' },
  { id: '6', name: 'Fax' },
  { id: '7', name: 'Answering machine' },
  { id: '8', name: 'No answer' },
  { id: '9', name: 'Reject' },
];

/** Callback modes; the samples of pages 000 and 001 use 1, GetCallBackModes documents 3 as Mobile. */
const CALLBACK_MODES: NamedId[] = [
  { id: '1', name: 'Home' },
  { id: '2', name: 'Office' },
  { id: '3', name: 'Mobile' },
];

const QUICK_PICKS: QuickPick[] = [
  { in: '30 min' },
  { in: '1 h' },
  { day: 1, at: '10:00' },
  { day: 7, at: '10:00' },
];

const dateSchema = z.string().refine((text) => readDate(text) !== null, 'notADate' satisfies SettingFault);

/** A day on which nobody is called: a date, with its name where the screen is to say it. */
const holidaySchema = z.union(
  [dateSchema, z.strictObject({ date: dateSchema, name: z.string().min(1) })],
  'notAHoliday' satisfies SettingFault,
);

/** `warn` says it and submits all the same, `forbid` does not submit. */
const guardSchema = z.enum(['warn', 'forbid']);

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** What shapes the wrap-up form: lists LCM does not send, limits, and the zone of callbacks. Part of the settings. */
export const formSettingsSchema = z.strictObject({
  telephonyOutcomes: z.array(namedIdSchema).default(TELEPHONY_OUTCOMES),
  /** The telephony outcome that means callback: `OutcomeId` of page 000, 4 in its sample. */
  callbackOutcomeId: z.string().min(1).default('4'),
  callbackModes: z.array(namedIdSchema).min(1).default(CALLBACK_MODES),
  defaultCallbackModeId: z.string().min(1).default('1'),
  /** IANA zone in which LCM reads callback times; '' stands for the zone of this machine. */
  callbackZone: z
    .string()
    .refine((zone) => zone === '' || isZone(zone), 'notAZone' satisfies SettingFault)
    .default(''),
  /** How far ahead a callback may start, in days. */
  callbackMaxDays: z.number().int().min(1).max(365).default(30),
  /**
   * Hours in which a callback may start, by the contact's clock where its zone is known, else the campaign's, else in
   * the callback zone; equal values switch the check off.
   */
  callingHours: z
    .strictObject({
      from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'notATime' satisfies SettingFault),
      to: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'notATime' satisfies SettingFault),
    })
    .default({ from: '08:00', to: '21:00' }),
  /** Days on which no callback may start, by the same clock as calling hours. */
  holidays: z.array(holidaySchema).max(1_000).default([]),
  /** What becomes of a callback at a time that is not to be. */
  callbackGuards: z
    .strictObject({
      past: guardSchema.default('forbid'),
      endBeforeStart: guardSchema.default('forbid'),
      tooFar: guardSchema.default('forbid'),
      outsideHours: guardSchema.default('forbid'),
      holiday: guardSchema.default('warn'),
    })
    .prefault({}),
  /** Times that are asked for most, at one press. */
  callbackQuickPicks: z.array(quickPickSchema).max(12).default(QUICK_PICKS),
  /** Longest comment LCM takes, and what LCM counts. */
  commentLimit: z.number().int().min(1).max(20_000).default(2_000),
  commentCount: z.enum(COMMENT_COUNTS).default('utf16'),
  /** Texts that abbreviations stand for in comments. */
  snippets: snippetsSchema.default([]),
  /** What has to be filled in before a wrap-up can be submitted. */
  mandatory: mandatorySchema.prefault({}),
  /** Whether an outcome that has outcomes below it can be chosen itself. */
  parentsChoosable: z.boolean().default(true),
  /** Names of outcome groups that LCM's list refers to without listing them, by id. */
  groupNames: z.record(z.string(), z.string().min(1)).default({}),
});
export type FormSettings = z.infer<typeof formSettingsSchema>;
