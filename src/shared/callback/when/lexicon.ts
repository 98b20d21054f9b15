import { foldText } from '#shared/text/search-text.ts';

/** Hours on the 24-hour clock, both included. */
export interface HourSpan {
  readonly from: number;
  readonly to: number;
}

/** What a word of a typed time means. Weekday 0 is Monday, month 1 is January. */
export type WhenMeaning =
  | { readonly kind: 'weekday' | 'month'; readonly index: number }
  /** Minutes to add to the hour beside it. */
  | { readonly kind: 'fraction'; readonly minutes: number }
  | { readonly kind: 'partOfDay'; readonly hours: HourSpan }
  | { readonly kind: WhenWord };

/** The meanings that need nothing else. */
export const WHEN_WORDS = [
  'in',
  'after',
  'between',
  'and',
  'at',
  'next',
  'coming',
  'nextOrComing',
  'until',
  'today',
  'tomorrow',
  'dayAfter',
  'yesterday',
  'dayBefore',
  'ago',
  'minutes',
  'hours',
  'days',
  'weeks',
  'one',
  'half',
  'noon',
  'midnight',
  'oclock',
  'past',
  'unclear',
] as const;
export type WhenWord = (typeof WHEN_WORDS)[number];

/**
 * A language's words for times, as its locale file lists them: for each meaning all its spellings, separated by commas.
 * Case, diacritics and dots do not count. Weekdays begin with Monday.
 */
export type WhenWordList = Readonly<Record<WhenWord, string>> & {
  readonly weekdays: readonly string[];
  readonly months: readonly string[];
  /** Minutes after an hour, or before it: `half past = 30, quarter to = -15`. */
  readonly fractions: string;
  /** The hours that each part of the day has: `pm = 12-23, in the morning = 1-11`. */
  readonly partsOfDay: string;
  /** Words for what can also be written in figures: `two = 2, a fortnight = 2 weeks`. */
  readonly spelled: string;
};

/** Looks up what a word or phrase means. */
export interface WhenLexicon {
  /** Meanings by folded phrase. */
  readonly meanings: ReadonlyMap<string, WhenMeaning>;
  /** Text in figures by folded phrase. */
  readonly spelled: ReadonlyMap<string, string>;
  /** Length of the longest phrase, in words. */
  readonly longest: number;
}

export function buildLexicon(list: WhenWordList): WhenLexicon {
  const meanings = new Map<string, WhenMeaning>();
  let longest = 1;
  const learn = (words: string, meaning: WhenMeaning): void => {
    for (const each of words.split(',')) {
      const phrase = foldPhrase(each);
      if (phrase === '' || meanings.has(phrase)) continue;
      meanings.set(phrase, meaning);
      longest = Math.max(longest, phrase.split(' ').length);
    }
  };
  for (const kind of WHEN_WORDS) learn(list[kind], { kind });
  for (const [index, words] of list.weekdays.entries()) learn(words, { kind: 'weekday', index });
  for (const [index, words] of list.months.entries()) learn(words, { kind: 'month', index: index + 1 });
  for (const [words, minutes] of pairs(list.fractions)) {
    learn(words, { kind: 'fraction', minutes: Number(minutes) });
  }
  for (const [words, hours] of pairs(list.partsOfDay)) {
    const [from = NaN, to = NaN] = hours.split('-').map(Number);
    learn(words, { kind: 'partOfDay', hours: { from, to } });
  }
  const spelled = new Map<string, string>();
  for (const [words, figures] of pairs(list.spelled)) {
    const phrase = foldPhrase(words);
    if (phrase === '' || meanings.has(phrase)) continue;
    spelled.set(phrase, figures);
    longest = Math.max(longest, phrase.split(' ').length);
  }
  return { meanings, spelled, longest };
}

/** The two sides of each `words = value`. */
function pairs(list: string): [words: string, value: string][] {
  return list.split(',').map((each) => {
    const [words = '', value = ''] = each.split('=');
    return [words, value.trim()];
  });
}

/** Folds a phrase as search does: "Übermorgen" equals "ubermorgen", "a. m." equals "a m". */
export function foldPhrase(text: string): string {
  return foldText(text).folded.trim();
}
