import { CalendarDate, getDayOfWeek } from '@internationalized/date';
import { computed } from 'vue';
import type { CallbackTimes } from '#shared/callback/callback-suggestion.ts';
import type { WallTime } from '#shared/callback/wall-clock.ts';
import { buildLexicon, WHEN_WORDS, type WhenWord } from '#shared/callback/when/lexicon.ts';
import { readWhen, type WhenReading } from '#shared/callback/when/read-when.ts';
import { i18n, type WordKey } from '../i18n/i18n.ts';
import { tags } from '../i18n/region.ts';

const MONDAY = new CalendarDate(2026, 11, 23);

const words = (key: WordKey): string => i18n.global.t(key);

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
const MONTHS = [
  ...(['january', 'february', 'march', 'april', 'may', 'june'] as const),
  ...(['july', 'august', 'september', 'october', 'november', 'december'] as const),
];

/** The words for times in the agent's language, from its locale file. */
const lexicon = computed(() => {
  const listed = Object.fromEntries(WHEN_WORDS.map((word) => [word, words(`when.${word}`)]));
  return buildLexicon({
    ...(listed as Record<WhenWord, string>),
    weekdays: WEEKDAYS.map((day) => words(`when.${day}`)),
    months: MONTHS.map((month) => words(`when.${month}`)),
    fractions: words('when.fractions'),
    partsOfDay: words('when.partsOfDay'),
    spelled: words('when.spelled'),
  });
});

const monthFirst = computed(() => {
  const { figures } = tags.value;
  const parts = new Intl.DateTimeFormat(figures, { day: 'numeric', month: 'numeric' }).formatToParts();
  const place = (type: string): number => parts.findIndex((part) => part.type === type);
  return place('month') < place('day');
});

/** 0 is Monday. */
const weekStart = computed(() => (7 - getDayOfWeek(MONDAY, tags.value.words)) % 7);

/**
 * Reads a callback time that the agent typed in their language, with days and months in their region's order
 * and its weeks.
 *
 * @param zone IANA zone of the time
 * @param now milliseconds since the epoch
 */
export function readTypedWhen(text: string, zone: string, now: number): WhenReading {
  return readWhen(text, {
    now,
    zone,
    lexicon: lexicon.value,
    monthFirst: monthFirst.value,
    weekStart: weekStart.value,
  });
}

/**
 * Reads the end of a callback: "11:30", "sat 12", or "1 h" from its start. An end without a day is on the start's day, or
 * in the night after it.
 *
 * @param start what the clock shows at the start, and its instant
 * @returns the date and time, or null if the text is not understood
 */
export function readTypedEnd(
  text: string,
  start: WallTime & { readonly at: number },
  zone: string,
): Pick<CallbackTimes, 'endDate' | 'endTime' | 'endFold'> | null {
  const alone = readTypedWhen(text, zone, start.at);
  const after = readTypedWhen(`${start.date} ${start.time} - ${text}`, zone, start.at);
  if (after.kind === 'times' && !(alone.kind === 'times' && alone.counted)) {
    const { endDate, endTime, endFold } = after.times;
    return { endDate, endTime, endFold };
  }
  if (alone.kind !== 'times') return null;
  const { startDate: endDate, startTime: endTime, startFold: endFold } = alone.times;
  return { endDate, endTime, endFold };
}

/** A day as text that {@link readTypedWhen} reads as that day: in figures, as the agent's region writes it. */
export function typedDay(date: string, zone: string, now: number): string {
  const figures = new Intl.DateTimeFormat(tags.value.figures, {
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    timeZone: 'UTC',
  });
  const text = figures.format(Date.parse(date));
  const read = readTypedWhen(text, zone, now);
  return 'date' in read && read.date === date ? text : date;
}
