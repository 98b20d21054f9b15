import { buildLexicon, WHEN_WORDS, type WhenLexicon, type WhenWord } from '#shared/callback/when/lexicon.ts';
import ar from '../../../../../src/renderer/i18n/locales/ar.json';
import en from '../../../../../src/renderer/i18n/locales/en.json';
import hi from '../../../../../src/renderer/i18n/locales/hi.json';

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
const MONTHS = [
  ...(['january', 'february', 'march', 'april', 'may', 'june'] as const),
  ...(['july', 'august', 'september', 'october', 'november', 'december'] as const),
];

/** The words of time of a locale file. */
export const lexiconOf = (words: typeof en.when): WhenLexicon =>
  buildLexicon({
    ...(Object.fromEntries(WHEN_WORDS.map((word) => [word, words[word]])) as Record<WhenWord, string>),
    weekdays: WEEKDAYS.map((day) => words[day]),
    months: MONTHS.map((month) => words[month]),
    fractions: words.fractions,
    partsOfDay: words.partsOfDay,
    spelled: words.spelled,
  });

/** The words as the locale files have them. */
export const ENGLISH: WhenLexicon = lexiconOf(en.when);
export const ARABIC: WhenLexicon = lexiconOf(ar.when);
export const HINDI: WhenLexicon = lexiconOf(hi.when);

/** A language that differs in everything: phrases, diacritics, words after their numbers. */
export const GERMAN: WhenLexicon = buildLexicon({
  in: 'in',
  after: 'nach',
  between: '',
  and: '',
  at: 'um, am, den, der',
  next: 'nächsten, nächste, nächster',
  coming: '',
  nextOrComing: '',
  until: 'bis',
  today: 'heute',
  tomorrow: 'morgen',
  dayAfter: 'übermorgen',
  yesterday: 'gestern',
  dayBefore: 'vorgestern',
  ago: 'vor',
  minutes: 'min, minuten, minute',
  hours: 'std, stunden, stunde, h',
  days: 'tagen, tage, tag',
  weeks: 'wochen, woche',
  one: 'einer, einem, eine',
  half: 'halben',
  fractions: '',
  partsOfDay: '',
  spelled: '',
  noon: 'mittags',
  midnight: 'mitternacht',
  past: 'letzten',
  unclear: '',
  oclock: 'uhr',
  weekdays: [
    'montag, mo',
    'dienstag, di',
    'mittwoch, mi',
    'donnerstag, do',
    'freitag, fr',
    'samstag, sa',
    'sonntag, so',
  ],
  months: [
    'januar',
    'februar',
    'märz',
    'april',
    'mai',
    'juni',
    'juli',
    'august',
    'september',
    'oktober',
    'november',
    'dezember',
  ],
});
