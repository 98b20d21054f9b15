import { cleanText } from './clean-text.ts';

/** More texts, and texts that lie deeper, are not looked at. */
const MOST = 8;
const DEPTH = 4;

/**
 * The texts and numbers in a value from outside, whatever its shape, in their order on one line.
 *
 * @param value any JSON value
 * @param limit in UTF-16 units
 * @returns null if there are none
 */
export function wordsIn(value: unknown, limit: number): string | null {
  const found = new Set<string>();
  const read = (each: unknown, depth: number): void => {
    if (found.size >= MOST || depth > DEPTH) return;
    const text = cleanText(each, limit);
    if (text !== null) found.add(text);
    else if (typeof each === 'object' && each !== null)
      for (const one of Object.values(each).slice(0, MOST)) read(one, depth + 1);
  };
  read(value, 0);
  return cleanText([...found].join(': '), limit);
}
