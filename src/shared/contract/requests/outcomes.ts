import { z } from 'zod';
import type { ComingRows, OutcomeList } from '#shared/outcomes/outcome-list.ts';
import { outcomeRefSchema } from '#shared/outcomes/outcome-usage-schema.ts';
import type { OutcomeUse } from '#shared/outcomes/outcome-usage.ts';
import { type } from '../type-only.ts';
import { callIdSchema, noOutput, type RequestRows } from './row.ts';

export const outcomeRequests = {
  /**
   * Answers at once from the cache. With `refresh`, also asks LCM, or only if no list of the call's own is known; the event `outcomes`
   * reports the new list. If there is none to answer with, the answer waits a moment for LCM's. `known` are the versions that the screen
   * has: their rows need not cross again. With `apart`, neither do those for which the answer waits: the screen asks `comingOutcomes`.
   */
  listOutcomes: {
    input: z.strictObject({
      callId: callIdSchema,
      refresh: z.union([z.boolean(), z.literal('unlessKnown')]),
      known: z.array(z.string().max(64)).max(64).default([]),
      apart: z.boolean().default(false),
    }),
    output: type<OutcomeList>(),
  },
  /**
   * The lines of a list after the first `from`, while LCM is being asked for it: the answer comes once there are some. Null if LCM is not being asked,
   * gave no list, or gave another one than the lines before were from.
   */
  comingOutcomes: {
    input: z.strictObject({ callId: callIdSchema, from: z.int().min(0) }),
    output: type<ComingRows | null>(),
  },
  /**
   * How this agent uses the outcomes of a call's campaign: first the favourites in the order they were pinned, then the
   * others, most recently used first. The event `outcomeUsage` reports changes.
   */
  getOutcomeUsage: { input: z.strictObject({ callId: callIdSchema }), output: type<OutcomeUse[]>() },
  /** Pins or unpins an outcome for this agent and the call's campaign. */
  setFavourite: {
    input: z.strictObject({ callId: callIdSchema, outcome: outcomeRefSchema, favourite: z.boolean() }),
    output: noOutput,
  },
} as const satisfies RequestRows;
