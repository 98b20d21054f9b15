import { z } from 'zod';
import type { OutcomeList } from '#shared/outcomes/outcome-list.ts';
import { outcomeRefSchema } from '#shared/outcomes/outcome-usage-schema.ts';
import type { OutcomeUse } from '#shared/outcomes/outcome-usage.ts';
import { type } from '../type-only.ts';
import { callIdSchema, noOutput, type RequestRows } from './row.ts';

export const outcomeRequests = {
  /** Answers at once from the cache; with `refresh`, asks LCM behind and reports by the event `outcomes`. */
  listOutcomes: {
    input: z.strictObject({ callId: callIdSchema, refresh: z.boolean() }),
    output: type<OutcomeList>(),
  },
  /**
   * How this agent uses the outcomes of a call's campaign: favourites as they were pinned, then the others, the one used
   * last first. The event `outcomeUsage` tells of changes.
   */
  getOutcomeUsage: { input: z.strictObject({ callId: callIdSchema }), output: type<OutcomeUse[]>() },
  /** Pins an outcome for this agent and the call's campaign, or takes the pin off. */
  setFavourite: {
    input: z.strictObject({ callId: callIdSchema, outcome: outcomeRefSchema, favourite: z.boolean() }),
    output: noOutput,
  },
} as const satisfies RequestRows;
