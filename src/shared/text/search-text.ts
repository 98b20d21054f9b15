import { asciiDigits } from './digits.ts';

/**
 * Text as search compares it: words without case and diacritics, digits in ASCII, one blank before and after each. For each
 * UTF-16 unit of `folded`, `from` and `to` say where its character starts and ends in the original.
 */
export interface FoldedText {
  readonly folded: string;
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** Letters that Unicode does not decompose, and how people type them on a keyboard that lacks them or without care. */
const TYPED_AS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
  ς: 'σ',
  ٱ: 'ا',
  ى: 'ي',
  ی: 'ي',
  ک: 'ك',
  ة: 'ه',
  'ँ': 'ं',
};

/** Inside a word: "dont" finds "Don't". */
const APOSTROPHES = /['\u2018\u2019\u02bc]/u;

/** Characters that separate words. Symbols such as € or + do not, since people search for them. */
const SEPARATOR = /[\p{P}\p{Z}\p{Cc}]/u;

/**
 * Invisible formatting, the marks above and below letters of Latin, Greek, Cyrillic, Hebrew and Arabic, Arabic's stroke that
 * only widens a word, and Devanagari's dot below, which people often leave out. Vowel signs, such as Devanagari's, stay, since they
 * make different words.
 */
const IGNORED =
  /[\p{Cf}\u{300}-\u{36f}\u{591}-\u{5bd}\u{5bf}\u{5c1}\u{5c2}\u{5c4}\u{5c5}\u{5c7}\u{610}-\u{61a}\u{640}\u{64b}-\u{65f}\u{670}\u{93c}\u{1ab0}-\u{1aff}\u{1dc0}-\u{1dff}\u{20d0}-\u{20ff}\u{fe00}-\u{fe0f}\u{fe20}-\u{fe2f}]/u;

/** Folds one code point at a time, so that each place in the result has its place in the original. */
export function foldText(text: string): FoldedText {
  let folded = ' ';
  const from = [0];
  const to = [0];
  let at = 0;
  for (const character of text) {
    const end = at + character.length;
    const units = foldCharacter(character);
    if (units === '') {
      // A combining mark belongs to the letter before it.
      const last = to.length - 1;
      if (folded[last] !== ' ') to[last] = end;
    }
    for (const unit of units.split('')) {
      if (unit === ' ' && folded.endsWith(' ')) continue;
      folded += unit;
      from.push(at);
      to.push(end);
    }
    at = end;
  }
  if (!folded.endsWith(' ')) {
    folded += ' ';
    from.push(at);
    to.push(at);
  }
  return { folded, from, to };
}

const ASCII = /^[\u0000-\u007f]*$/u;
/** The ASCII characters that separate words: control characters, the blank and punctuation, not symbols such as $ or +. */
const ASCII_SEPARATORS = /[\u0000- !"#%&()*,\-./:;?@[\\\]_{}\u007f]+/gu;

/** Only {@link FoldedText.folded}: faster, for callers that need no places in the original. */
export function foldPlain(text: string): string {
  if (!ASCII.test(text)) return foldText(text).folded;
  return ` ${text} `.toLowerCase().replaceAll("'", '').replace(ASCII_SEPARATORS, ' ');
}

/** More words than people type. The rest of a long pasted text is ignored. */
const QUERY_WORDS = 12;

/** The distinct words of a query, folded. */
export function foldWords(query: string): string[] {
  const words = foldPlain(query).split(' ');
  return [...new Set(words.filter((word) => word !== ''))].slice(0, QUERY_WORDS);
}

/**
 * What a query asks for, folded: each part between blanks is one term, so that `10:24` finds that time and not any 10 and
 * 24. A folded text has the term if it includes it.
 */
export function foldTerms(query: string): string[] {
  const terms = query.split(/\s+/u).map((part) => foldPlain(part).trim());
  return [...new Set(terms.filter((term) => term !== ''))].slice(0, QUERY_WORDS);
}

const known = new Map<string, string>();
const KNOWN_LIMIT = 5_000;

function foldCharacter(character: string): string {
  let units = known.get(character);
  if (units === undefined) {
    units = '';
    for (const part of asciiDigits(character).normalize('NFKD').toLowerCase().normalize('NFKD')) {
      if (APOSTROPHES.test(part) || IGNORED.test(part)) continue;
      if (SEPARATOR.test(part)) units += ' ';
      else units += TYPED_AS[part] ?? part;
    }
    if (known.size < KNOWN_LIMIT) known.set(character, units);
  }
  return units;
}
