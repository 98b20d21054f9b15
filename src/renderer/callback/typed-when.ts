import { CalendarDate, getDayOfWeek } from '@internationalized/date';
import { computed } from 'vue';
import { buildLexicon } from '#shared/callback/when/lexicon.ts';
import { readWhen, type WhenReading } from '#shared/callback/when/read-when.ts';
import { i18n, type WordKey } from '../i18n/i18n.ts';
import { tags } from '../i18n/region.ts';

const MONDAY = new CalendarDate(2026, 11, 23);

const words = (key: WordKey): string => i18n.global.t(key);

/** The words for times in the agent's language, from its locale file. */
const lexicon = computed(() =>
  buildLexicon({
    in: words('when.in'),
    at: words('when.at'),
    next: words('when.next'),
    until: words('when.until'),
    today: words('when.today'),
    tomorrow: words('when.tomorrow'),
    dayAfter: words('when.dayAfter'),
    minutes: words('when.minutes'),
    hours: words('when.hours'),
    days: words('when.days'),
    weeks: words('when.weeks'),
    one: words('when.one'),
    half: words('when.half'),
    halfPast: words('when.halfPast'),
    halfTo: words('when.halfTo'),
    quarterPast: words('when.quarterPast'),
    quarterTo: words('when.quarterTo'),
    am: words('when.am'),
    pm: words('when.pm'),
    noon: words('when.noon'),
    midnight: words('when.midnight'),
    past: words('when.past'),
    oclock: words('when.oclock'),
    weekdays: [
      words('when.monday'),
      words('when.tuesday'),
      words('when.wednesday'),
      words('when.thursday'),
      words('when.friday'),
      words('when.saturday'),
      words('when.sunday'),
    ],
    months: [
      words('when.january'),
      words('when.february'),
      words('when.march'),
      words('when.april'),
      words('when.may'),
      words('when.june'),
      words('when.july'),
      words('when.august'),
      words('when.september'),
      words('when.october'),
      words('when.november'),
      words('when.december'),
    ],
    spelled: words('when.spelled'),
  }),
);

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
