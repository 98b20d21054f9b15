import type { CallFacts } from '#shared/lcm/call-facts.ts';
import { type } from '../type-only.ts';
import { ofCall, type RequestRows } from './row.ts';

export const factRequests = {
  /**
   * What LCM has told about a call so far, from memory or from the cache on disk. It asks LCM nothing: the core asks by
   * itself, and the event `callFacts` says when something new is known.
   */
  getCallFacts: { input: ofCall, output: type<CallFacts>() },
} as const satisfies RequestRows;
