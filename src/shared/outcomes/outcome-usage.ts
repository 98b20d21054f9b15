import type { z } from 'zod';
import type { outcomeRefSchema } from './outcome-usage-schema.ts';

export type OutcomeRef = z.infer<typeof outcomeRefSchema>;

/**
 * How one agent uses an outcome on one campaign. `weight` combines how often and how recently they used it (`addUse`);
 * null if never. `number` is the one that chooses it (Alt+1 to Alt+9), which stays until the next sign-in; null if it has
 * none.
 */
export interface OutcomeUse extends Readonly<OutcomeRef> {
  readonly favourite: boolean;
  readonly weight: number | null;
  readonly number: number | null;
}

/** After this time, in milliseconds, a use counts half as much. */
const HALF_LIFE = 7 * 86_400_000;

/** A reference as one string, for lookups. */
export function refKey({ kind, id }: OutcomeRef): string {
  return `${kind}:${id}`;
}

/**
 * The weight after one more use: the binary logarithm of the sum of 2^(time / half-life) over all uses. Weights order
 * outcomes like decayed counts do, at any time, so that stored weights need no update as time passes.
 *
 * @param at when it was used, in milliseconds since the epoch
 */
export function addUse(weight: number | null, at: number): number {
  const one = at / HALF_LIFE;
  if (weight === null) return one;
  return Math.max(weight, one) + Math.log2(1 + 2 ** -Math.abs(weight - one));
}

/**
 * Ranks outcomes by usage; keys are {@link refKey}s and the lowest rank is 1. Favourites rank above all others; within
 * each group, a larger weight ranks higher. Outcomes that were never used or pinned have no rank.
 */
export function usageRanks(uses: readonly Omit<OutcomeUse, 'number'>[]): ReadonlyMap<string, number> {
  const rising = [...uses].sort(
    (a, b) =>
      Number(a.favourite) - Number(b.favourite) || (a.weight ?? -Infinity) - (b.weight ?? -Infinity) || 0,
  );
  return new Map(rising.map((use, at) => [refKey(use), at + 1]));
}
