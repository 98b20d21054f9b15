/** How well a word of a name matches a word of the query; a larger number is better. */
export const MATCH = {
  none: 0,
  /** With one slip, the beginning of the name's word. */
  slipInPrefix: 1,
  /** With one slip, the whole word. */
  slip: 2,
  inside: 3,
  prefix: 4,
  whole: 5,
} as const;

/** The shortest word in which a slip is allowed. In shorter ones, a slip could match almost any word. */
const LONG_ENOUGH = 4;

/** The UTF-16 units of a text as a set in 32 bits; several units share a bit. */
export function lettersOf(text: string): number {
  let letters = 0;
  for (let at = 0; at < text.length; at += 1) letters |= 1 << (text.charCodeAt(at) & 31);
  return letters;
}

/** Whether a word with these letters may match the sought ones at all: a slip costs one letter at most. */
export function mayMatch(letters: number, sought: number, forgiving: boolean): boolean {
  const missing = sought & ~letters;
  return missing === 0 || (forgiving && (missing & (missing - 1)) === 0);
}

/** Matches a query's word with a name's word, both folded, without slips. */
export function literalMatch(word: string, sought: string): number {
  const at = word.indexOf(sought);
  if (at < 0) return MATCH.none;
  if (at > 0) return MATCH.inside;
  return word.length === sought.length ? MATCH.whole : MATCH.prefix;
}

/** Whether a word may have a slip: if it is long enough and has no digits, since a changed digit changes the meaning. */
export function mayHaveSlip(sought: string): boolean {
  return Array.from(sought).length >= LONG_ENOUGH && !/\p{N}/u.test(sought);
}

/**
 * How many UTF-16 units at the beginning of `word` differ from `sought` by exactly one slip: an extra letter, a missing
 * one, a wrong one, or two swapped. Prefers the whole word if that is possible. 0 if there is no slip or more than one.
 */
export function slipLength(word: string, sought: string): number {
  let at = 0;
  while (at < sought.length && word.charCodeAt(at) === sought.charCodeAt(at)) at += 1;
  // In a run of equal letters any of them may be the slip, so the first difference will do.
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

/** Like {@link literalMatch}; if that finds nothing, allows one slip. */
export function forgivingMatch(word: string, sought: string): number {
  const literal = literalMatch(word, sought);
  if (literal !== MATCH.none) return literal;
  const length = slipLength(word, sought);
  if (length === 0) return MATCH.none;
  return length === word.length ? MATCH.slip : MATCH.slipInPrefix;
}
