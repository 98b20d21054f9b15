import type { Clock } from '#main/base/clock.ts';
import { refKey, type OutcomeRef, type OutcomeUse } from '#shared/outcomes/outcome-usage.ts';

/**
 * The numbers by which agents choose outcomes (Alt+1 to Alt+9). They are given when an agent's outcomes on a campaign are
 * first asked for after the sign-in: the pinned ones first, then those used most. From then on a number keeps its outcome,
 * so that it means the same all day. Nothing of this is stored.
 */
export interface OutcomeNumbers {
  /**
   * The numbers, from 1, by `refKey`.
   *
   * @param whose names the agent and the campaign
   * @param uses the pinned ones in the order in which they were pinned, then the others; asked for if the numbers are to
   *   be given now
   */
  of(whose: string, uses: () => readonly Omit<OutcomeUse, 'number'>[]): ReadonlyMap<string, number>;
  /**
   * An outcome was pinned or used: it gets the lowest free number, if it has none. If none is free, a pinned one gets the
   * highest number of one that is not pinned.
   */
  take(whose: string, outcome: OutcomeRef, how: 'pinned' | 'used'): void;
  /** An outcome was unpinned: its number is free, and no other moves. */
  free(whose: string, outcome: OutcomeRef): void;
  /** Somebody signed in: all numbers are given anew. */
  reset(): void;
}

const MOST = 9;
/** As many get a number by use alone, so that some are free for pinning. Beyond these, typing is as quick as reading. */
const MOST_USED = 6;
/** If nobody asked for the numbers for so long, in milliseconds, it is another shift. */
const BETWEEN_SHIFTS = 6 * 3_600_000;

interface Place {
  readonly key: string;
  readonly pinned: boolean;
}
/** By number. */
type Places = Map<number, Place>;

export function createOutcomeNumbers(clock: Pick<Clock, 'now'>): OutcomeNumbers {
  const given = new Map<string, Places>();
  let askedAt = clock.now();

  function give(places: Places, key: string, pinned: boolean): void {
    const numbers = Array.from({ length: MOST }, (_, at) => at + 1);
    const taken = numbers.find((number) => places.get(number)?.key === key);
    if (taken !== undefined) {
      places.set(taken, { key, pinned: pinned || places.get(taken)?.pinned === true });
      return;
    }
    const used = numbers.filter((number) => places.get(number)?.pinned === false);
    if (!pinned && used.length >= MOST_USED) return;
    const number = numbers.find((each) => !places.has(each)) ?? (pinned ? used.at(-1) : undefined);
    if (number !== undefined) places.set(number, { key, pinned });
  }

  return {
    of(whose, uses) {
      if (clock.now() - askedAt > BETWEEN_SHIFTS) given.clear();
      askedAt = clock.now();
      let places = given.get(whose);
      if (places === undefined) {
        places = new Map<number, Place>();
        given.set(whose, places);
        const known = uses();
        const pinned = known.filter(({ favourite }) => favourite);
        const used = known.filter(({ favourite }) => !favourite);
        used.sort((a, b) => (b.weight ?? 0) - (a.weight ?? 0));
        for (const use of [...pinned, ...used]) give(places, refKey(use), use.favourite);
      }
      return new Map([...places].map(([number, { key }]) => [key, number]));
    },
    take(whose, outcome, how) {
      const places = given.get(whose);
      if (places !== undefined) give(places, refKey(outcome), how === 'pinned');
    },
    free(whose, outcome) {
      const places = given.get(whose) ?? new Map<number, Place>();
      for (const [number, { key }] of places) if (key === refKey(outcome)) places.delete(number);
    },
    reset: () => given.clear(),
  };
}
