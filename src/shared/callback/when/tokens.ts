import { asciiDigits } from '#shared/text/digits.ts';
import { foldPhrase, type WhenLexicon, type WhenMeaning } from './lexicon.ts';

/** A piece of a typed time. */
export type WhenToken =
  | { readonly kind: 'meaning'; readonly meaning: WhenMeaning; readonly text: string }
  /** `digits` as typed, in ASCII; `value` has the fraction of "1.5 h". */
  | { readonly kind: 'number'; readonly digits: string; readonly value: number; readonly text: string }
  /** Two numbers with a mark between them: a time (`:`, `.`, `h`), or day and month (`/`, `.`, `-`) and perhaps a year. */
  | {
      readonly kind: 'pair';
      readonly mark: string;
      readonly first: string;
      readonly second: string;
      readonly year: string | null;
      readonly text: string;
    }
  | { readonly kind: 'isoDate'; readonly date: string; readonly text: string }
  /** A day of a month, never an hour: "24th", "24.". */
  | { readonly kind: 'ordinal'; readonly value: number; readonly text: string }
  | { readonly kind: 'dash'; readonly text: string }
  | { readonly kind: 'unknown'; readonly text: string };

const PATTERN = new RegExp(
  [
    // A T follows where another program has written the date.
    String.raw`(?<iso>\d{4}(?<gap>[-/.])\d{1,2}\k<gap>\d{1,2})(?!\d)\.?(?:t(?=\d))?`,
    // Only a whole year tells it from a range of hours.
    String.raw`(?<day>\d{1,2})-(?<month>\d{1,2})-(?<whole>\d{4})(?!\d)`,
    String.raw`(?<first>\d{1,2})(?<mark>[:/.h])(?<second>\d{1,2})(?:[/.](?<year>\d{4}|\d{2})(?!\d))?\.?(?![\d:])`,
    String.raw`(?<decimal>\d+[,\u066B]\d+)`,
    String.raw`(?<ordinal>\d{1,2})(?:(?:st|nd|rd|th)(?!\p{L})|\.)`,
    String.raw`(?<number>\d+)\.?`,
    String.raw`(?<dash>-)`,
    String.raw`(?<plus>\+)`,
    String.raw`(?<word>[\p{L}\p{M}][\p{L}\p{M}'\u2019.]*)`,
    String.raw`(?<blank>[\s,;@\u060C\u061B]+)`,
    String.raw`(?<other>.)`,
  ].join('|'),
  'gsu',
);

/** Hyphens, dashes and the minus sign. */
const DASHES = /[\u2010-\u2015\u2212]/g;

/**
 * Splits a typed time into tokens. Digits may be of any script that {@link asciiDigits} knows; case does not count.
 *
 * @param text at most one line
 */
export function whenTokens(text: string, lexicon: WhenLexicon): WhenToken[] {
  const plain = asciiDigits(text.normalize('NFKC').toLowerCase()).replace(DASHES, '-');
  const tokens: WhenToken[] = [];
  let words: string[] = [];
  const flush = (): void => {
    tokens.push(...readWords(words, lexicon));
    words = [];
  };
  for (const match of plain.matchAll(PATTERN)) {
    const { iso, day, month, whole, first, mark, second, year } = match.groups ?? {};
    const { ordinal, decimal, number, dash, plus, word, blank } = match.groups ?? {};
    const [typed] = match;
    if (word !== undefined) {
      words.push(typed);
      continue;
    }
    if (blank !== undefined) continue;
    flush();
    if (iso !== undefined) tokens.push({ kind: 'isoDate', date: padIso(iso), text: typed });
    else if (day !== undefined && month !== undefined && whole !== undefined) {
      tokens.push({ kind: 'pair', mark: '-', first: day, second: month, year: whole, text: typed });
    } else if (first !== undefined && mark !== undefined && second !== undefined) {
      tokens.push({ kind: 'pair', mark, first, second, year: year ?? null, text: typed });
    } else if (ordinal !== undefined) {
      tokens.push({ kind: 'ordinal', value: Number(ordinal), text: typed });
    } else if (decimal !== undefined) {
      tokens.push({
        kind: 'number',
        digits: decimal,
        value: Number(decimal.replace(/[,٫]/u, '.')),
        text: typed,
      });
    } else if (number !== undefined) {
      tokens.push({ kind: 'number', digits: number, value: Number(number), text: typed });
    } else if (dash !== undefined) tokens.push({ kind: 'dash', text: typed });
    else if (plus !== undefined) tokens.push({ kind: 'meaning', meaning: { kind: 'in' }, text: typed });
    else tokens.push({ kind: 'unknown', text: typed });
  }
  flush();
  return tokens;
}

/** The figures of a spelled word are not looked up as spelled words again. */
const NONE: WhenLexicon['spelled'] = new Map();

/** Tries the longest phrases first: "day after tomorrow" is not "tomorrow". */
function readWords(words: readonly string[], lexicon: WhenLexicon): WhenToken[] {
  const { meanings, spelled, longest } = lexicon;
  const tokens: WhenToken[] = [];
  for (let at = 0; at < words.length;) {
    let taken = 0;
    for (let length = Math.min(longest, words.length - at); length > 0 && taken === 0; length -= 1) {
      const text = words.slice(at, at + length).join(' ');
      const phrase = foldPhrase(text);
      const meaning = meanings.get(phrase);
      const figures = spelled.get(phrase);
      if (meaning !== undefined) tokens.push({ kind: 'meaning', meaning, text });
      else if (figures !== undefined) tokens.push(...whenTokens(figures, { ...lexicon, spelled: NONE }));
      else continue;
      taken = length;
    }
    if (taken === 0) tokens.push({ kind: 'unknown', text: words[at] ?? '' });
    at += Math.max(1, taken);
  }
  return tokens;
}

function padIso(text: string): string {
  const [year = '', month = '', day = ''] = text.split(/[-/.]/);
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}
