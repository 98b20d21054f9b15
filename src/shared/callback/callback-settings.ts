import { z } from 'zod';
import { namedIdsSchema, type NamedId } from '#shared/lcm/outcome-row.ts';
import type { SettingFault } from '#shared/reasons/reason-codes.ts';
import { readPickDuration, type QuickPick } from './callback-suggestion.ts';
import { isKnownZone, readDate, readTime } from './wall-clock.ts';

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

/** The label of a pick, for all languages or by language, such as `{ "en": "After lunch", "es": "Después" }`. */
const labelSchema = z.union([z.string().min(1), z.record(z.string(), z.string().min(1))]).optional();

/** A callback time at one press: a duration from now, or a time of day a number of days from now. */
export const quickPickSchema = z.union(
  [
    z.strictObject({
      in: z.string().refine((text) => readPickDuration(text) !== null, 'notADuration' satisfies SettingFault),
      label: labelSchema,
    }),
    z.strictObject({
      day: z.number().int().min(0).max(365),
      at: z.string().refine((text) => readTime(text) !== null, 'notATime' satisfies SettingFault),
      label: labelSchema,
    }),
  ],
  'notAQuickPick' satisfies SettingFault,
) satisfies z.ZodType<QuickPick>;

const dateSchema = z.string().refine((text) => readDate(text) !== null, 'notADate' satisfies SettingFault);

/** A day on which nobody is called: a date, and the name that the screen shows if there is one. */
const holidaySchema = z.union(
  [dateSchema, z.strictObject({ date: dateSchema, name: z.string().min(1) })],
  'notAHoliday' satisfies SettingFault,
);

const hourSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'notATime' satisfies SettingFault);

/** `warn` shows a warning and lets the agent submit; `forbid` does not. */
const guardSchema = z.enum(['warn', 'forbid']);

/** When and how a contact may be called back. Part of the settings of the form. */
export const callbackSettingsSchema = z.strictObject({
  callbackModes: namedIdsSchema.min(1).default(CALLBACK_MODES),
  defaultCallbackModeId: z.string().min(1).default('1'),
  /** IANA zone in which LCM reads callback times; '' means the zone of this machine. */
  callbackZone: z
    .string()
    .refine((zone) => zone === '' || isKnownZone(zone), 'notAZone' satisfies SettingFault)
    .default(''),
  /** How far ahead a callback may start, in days. */
  callbackMaxDays: z.number().int().min(1).max(365).default(30),
  /**
   * Hours in which a callback may start, by the clock of the contact's zone if it is known, else the campaign's, else
   * the callback zone. Equal values switch the check off.
   */
  callingHours: z.strictObject({ from: hourSchema, to: hourSchema }).default({ from: '08:00', to: '21:00' }),
  /** Days on which no callback may start, in the same zone as calling hours. */
  holidays: z.array(holidaySchema).max(1_000).default([]),
  /** Whether each kind of unsuitable time is forbidden or only warned of. */
  callbackGuards: z
    .strictObject({
      past: guardSchema.default('forbid'),
      endBeforeStart: guardSchema.default('forbid'),
      tooFar: guardSchema.default('forbid'),
      outsideHours: guardSchema.default('forbid'),
      holiday: guardSchema.default('warn'),
    })
    .prefault({}),
  /** When the agent is told that another callback is booked for the same time. It never stops a submit. */
  callbackClash: z
    .strictObject({
      warn: z.enum(['personal', 'all', 'none']).default('personal'),
      minutes: z.number().int().min(1).max(240).default(10),
      /** Whether LCM is asked, too: it knows what was booked elsewhere. */
      askLcm: z.boolean().default(true),
    })
    .prefault({}),
  /** The times that agents need most, at one press. */
  callbackQuickPicks: z.array(quickPickSchema).max(12).default(QUICK_PICKS),
});
export type CallbackSettings = z.infer<typeof callbackSettingsSchema>;
