import { z } from 'zod';
import type { OutcomeList } from '#shared/outcomes/outcome-list.ts';
import { outcomeRefSchema } from '#shared/outcomes/outcome-usage-schema.ts';
import type { OutcomeUse } from '#shared/outcomes/outcome-usage.ts';
import { type } from '../type-only.ts';
import { noOutput, ofCall, type RequestRows } from './row.ts';

export const outcomeRequests = {
  /**
   * Answers at once from the cache. With `refresh`, also asks LCM, or only if no list of the call's own is known; the event `outcomes`
   * reports the new list. If there is none to answer with, the answer waits a moment for LCM's. `known` are the versions that the screen
   * has: their rows need not cross again.
   */
  listOutcomes: {
    input: ofCall.extend({
      refresh: z.union([z.boolean(), z.literal('unlessKnown')]),
      known: z.array(z.string().max(64)).max(64).default([]),
    }),
    output: type<OutcomeList>(),
  },
  /**
   * How this agent uses the outcomes of a call's campaign: first the favourites in the order they were pinned, then the
   * others, most recently used first. The event `outcomeUsage` reports changes.
   */
  getOutcomeUsage: { input: ofCall, output: type<OutcomeUse[]>() },
  /** Pins or unpins an outcome for this agent and the call's campaign. */
  setFavourite: {
    input: ofCall.extend({ outcome: outcomeRefSchema, favourite: z.boolean() }),
    output: noOutput,
  },
} as const satisfies RequestRows;
