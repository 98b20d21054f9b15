import { z } from 'zod';
import { BLOCK_PERIODS, BLOCK_SCOPES, MOST_BLOCKED_DAYS } from '#shared/draft/block.ts';

/** Whom an agent may have blocked and for how long, and what page set-dnc leaves open of the request. */
export const doNotCallSettingsSchema = z.strictObject({
  /** When it is offered: where LCM has told the campaign's period for it, always, or never. */
  offered: z.enum(['whereTold', 'always', 'never']).default('whereTold'),
  /** The first one is chosen at the beginning. */
  scopes: z
    .array(z.enum(BLOCK_SCOPES))
    .min(1)
    .default([...BLOCK_SCOPES]),
  /** Used where LCM has told no period, or leaves it to the agent. The first one is chosen at the beginning. */
  periods: z
    .array(z.enum(BLOCK_PERIODS))
    .min(1)
    .default([...BLOCK_PERIODS]),
  /** How many days are proposed. */
  days: z.number().int().min(1).max(MOST_BLOCKED_DAYS).default(30),
  /** The telephony outcome that means do not call: `OutcomeID` of page set-dnc. */
  outcomeId: z.string().min(1).default('5'),
  /** The business outcome that goes with it, since LCM requires one: `BusinessOutcome` of page set-dnc. */
  businessOutcomeId: z.string().min(1).default('0'),
  /** What `BlockedBy` says for a number and for a business field; '' leaves it out. */
  blockedBy: z
    .strictObject({
      number: z.string().max(64).default('PhoneNumber'),
      field: z.string().max(64).default('BusinessField'),
    })
    .prefault({}),
});
export type DoNotCallSettings = z.infer<typeof doNotCallSettingsSchema>;
