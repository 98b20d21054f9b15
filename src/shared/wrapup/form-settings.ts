import { z } from 'zod';
import { callbackSettingsSchema } from '#shared/callback/callback-settings.ts';
import { commentSettingsSchema } from '#shared/comment/comment-settings.ts';
import { MANDATORY_FIELDS, type Mandatory } from '#shared/draft/mandatory.ts';
import { namedIdsSchema, type NamedId } from '#shared/lcm/outcome-row.ts';
import { doNotCallSettingsSchema } from './do-not-call-settings.ts';
import { checkSnippetsOfRules, outcomeRuleSchema } from './rule-settings.ts';

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

const fieldsSchema = z.array(z.enum(MANDATORY_FIELDS));

const mandatorySchema = z.strictObject({
  default: fieldsSchema.default([]),
  byCampaign: z.record(z.string(), fieldsSchema).default({}),
}) satisfies z.ZodType<Mandatory>;

/** The wrap-up form's settings: lists that LCM does not send, limits, and callback rules. */
export const formSettingsSchema = z
  .strictObject({
    telephonyOutcomes: namedIdsSchema.default(TELEPHONY_OUTCOMES),
    /** The telephony outcome that means callback: `OutcomeId` of page 000, 4 in its sample. */
    callbackOutcomeId: z.string().min(1).default('4'),
    ...callbackSettingsSchema.shape,
    ...commentSettingsSchema.shape,
    /** The fields that must be filled in before a wrap-up can be submitted. */
    mandatory: mandatorySchema.prefault({}),
    /**
     * How the form shows target amount and lead score: in a line that unfolds, unfolded, or only where one of them is
     * mandatory, has a problem or holds a value.
     */
    figures: z.enum(['line', 'open', 'hidden']).default('line'),
    /** Whether a lead score may have decimals. LCM keeps it as a whole number. */
    leadScoreDecimals: z.boolean().default(false),
    /** Whether the contact's numbers are hidden but for their ends until the agent asks to see them. */
    maskNumbers: z.boolean().default(true),
    /** The longest user ID that LCM keeps, in UTF-16 units. */
    userIdLimit: z.number().int().min(1).max(256).default(32),
    /** Whether an outcome that has children can be chosen itself. */
    parentsChoosable: z.boolean().default(true),
    /** Names, by id, of the outcome groups that LCM's list refers to without listing them. */
    groupNames: z.record(z.string(), z.string().min(1)).default({}),
    doNotCall: doNotCallSettingsSchema.prefault({}),
    otherCampaigns: z
      .strictObject({
        /** Whether LCM is asked in which other campaigns the contact is open, so that the agent can tick them. */
        offered: z.boolean().default(false),
      })
      .prefault({}),
    /** What an outcome entails: what it needs, allows, offers and fills in. */
    rules: z.array(outcomeRuleSchema).max(1_000).default([]),
  })
  .superRefine(checkSnippetsOfRules);
export type FormSettings = z.infer<typeof formSettingsSchema>;
