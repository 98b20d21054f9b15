/** How well a word of a query is matched by a word of a name; more is better. */
export const MATCH = {
  none: 0,
  /** The beginning of the name's word, but for one slip. */
  slipInPrefix: 1,
  /** All of it, but for one slip. */
  slip: 2,
  inside: 3,
  prefix: 4,
  whole: 5,
} as const;

/** From this many letters on, a slip is forgiven: below, it would make any word of any other. */
const LONG_ENOUGH = 4;

/** A query's word to a name's word, both folded, without slips. */
export function literalMatch(word: string, sought: string): number {
  const at = word.indexOf(sought);
  if (at < 0) return MATCH.none;
  if (at > 0) return MATCH.inside;
  return word.length === sought.length ? MATCH.whole : MATCH.prefix;
}

/** Whether a slip in it is forgiven: in a long enough word without digits, since another number is another thing. */
export function mayHaveSlip(sought: string): boolean {
  return Array.from(sought).length >= LONG_ENOUGH && !/\p{N}/u.test(sought);
}

/**
 * How many UTF-16 units of the beginning of `word` are what was sought but for one slip: a letter too many, one
 * missing, one wrong, or two that changed places. All of the word where it can be. 0 where one slip does not explain
 * it, and where there is none.
 */
export function slipLength(word: string, sought: string): number {
  let at = 0;
  while (at < sought.length && word.charCodeAt(at) === sought.charCodeAt(at)) at += 1;
  // In a run of equal letters the slip may be any of them, so the first difference is as good as where it happened.
  if (at === sought.length) return 0;
  const rest = sought.length - at;
  const goesOn = (from: number, to: number): boolean => {
    const left = sought.length - from;
    if (word.length - to < left) return false;
    for (let step = 0; step < left; step += 1) {
      if (sought.charCodeAt(from + step) !== word.charCodeAt(to + step)) return false;
    }
    return true;
  };
  const isMissing = at < word.length && goesOn(at, at + 1);
  const isWrong = at < word.length && goesOn(at + 1, at + 1);
  const isTooMany = goesOn(at + 1, at);
  const areSwapped =
    rest >= 2 &&
    word.charCodeAt(at) === sought.charCodeAt(at + 1) &&
    word.charCodeAt(at + 1) === sought.charCodeAt(at) &&
    goesOn(at + 2, at + 2);
  const lengths = [
    isMissing ? sought.length + 1 : 0,
    isWrong || areSwapped ? sought.length : 0,
    isTooMany ? sought.length - 1 : 0,
  ];
  return lengths.includes(word.length) ? word.length : Math.max(...lengths);
}

/** {@link literalMatch}, and where that finds nothing, with one slip. */
export function forgivingMatch(word: string, sought: string): number {
  const literal = literalMatch(word, sought);
  if (literal !== MATCH.none) return literal;
  const length = slipLength(word, sought);
  if (length === 0) return MATCH.none;
  return length === word.length ? MATCH.slip : MATCH.slipInPrefix;
}
