import type { z } from 'zod';
import type { outcomeRefSchema } from './outcome-usage-schema.ts';

export type OutcomeRef = z.infer<typeof outcomeRefSchema>;

/**
 * How one agent uses an outcome on one campaign. `weight` grows with each use and says in one number how often and how
 * recently it was used (`addUse`); null where it never was.
 */
export interface OutcomeUse extends Readonly<OutcomeRef> {
  readonly favourite: boolean;
  readonly weight: number | null;
}

/** A use counts half as much after this time. */
const HALF_LIFE = 7 * 86_400_000;

/** One text for a reference, to look it up by. */
export function refKey({ kind, id }: OutcomeRef): string {
  return `${kind}:${id}`;
}

/**
 * The weight after one more use. It is the binary logarithm of all uses, each counted 2^(time / half-life): its order
 * is that of the decayed counts at any time, so that nothing has to be counted down as time passes.
 *
 * @param at when it was used, in milliseconds since the epoch
 */
export function addUse(weight: number | null, at: number): number {
  const one = at / HALF_LIFE;
  if (weight === null) return one;
  return Math.max(weight, one) + Math.log2(1 + 2 ** -Math.abs(weight - one));
}

/**
 * Numbers that order outcomes by usage, from 1, by {@link refKey}: favourites above all others, and within each the
 * weightier above. What was neither used nor pinned has none.
 */
export function usageRanks(uses: readonly OutcomeUse[]): ReadonlyMap<string, number> {
  const rising = [...uses].sort(
    (a, b) =>
      Number(a.favourite) - Number(b.favourite) || (a.weight ?? -Infinity) - (b.weight ?? -Infinity) || 0,
  );
  return new Map(rising.map((use, at) => [refKey(use), at + 1]));
}
