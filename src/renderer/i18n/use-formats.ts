import { useWords } from './i18n.ts';
import { tags } from './region.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What `write` makes of a wall time, taken as one of UTC; null if it is none. */
function ifWallTime(text: string, write: (at: number) => string): string | null {
  const at = Date.parse(`${text}Z`);
  return Number.isNaN(at) ? null : write(at);
}

/** The most decimals that every runtime of `Intl.NumberFormat` takes. */
const MOST_DECIMALS = 20;

/** What was made for each language and options: making one takes as long as a hundred uses, and each call shows dozens. */
const made = new Map<string, unknown>();

function kept<Options, Format>(
  kind: new (locale: string, options: Options) => Format,
  locale: string,
  options: Options,
): Format {
  // A format keeps the zone that the computer had when it was made.
  const key = JSON.stringify([kind.name, locale, options, new Date().getTimezoneOffset()]);
  const known = made.get(key) as Format | undefined;
  const format = known ?? new kind(locale, options);
  if (known === undefined) made.set(key, format);
  return format;
}

export type Formats = ReturnType<typeof useFormats>;

/**
 * Formats dates, times and numbers for the agent's language and region. Instants are milliseconds since the epoch. Call in a
 * component's setup.
 */
export function useFormats() {
  const { t } = useWords();

  const formatter = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    kept(Intl.DateTimeFormat, tags.value.words, options);
  const figures = (options: Intl.NumberFormatOptions = {}): Intl.NumberFormat =>
    kept(Intl.NumberFormat, tags.value.figures, options);

  const format = (at: number, options: Intl.DateTimeFormatOptions): string => formatter(options).format(at);

  const inZone = (zone: string | undefined): Intl.DateTimeFormatOptions =>
    zone === undefined ? {} : { timeZone: zone };
  const clock = { hour: 'numeric', minute: '2-digit' } as const;
  const day = { weekday: 'short', day: 'numeric', month: 'short' } as const;

  /** Only the time of day. */
  const time = (at: number, zone?: string): string => format(at, { ...clock, ...inZone(zone) });
  /** Weekday, date and time, such as "Tue, 24 Nov, 10:00". */
  const dateTime = (at: number, zone?: string): string => format(at, { ...day, ...clock, ...inZone(zone) });

  /**
   * The times of a callback, like `dateTime`: with the end if that is later, and the year if it is not this year or `year`
   * is true.
   */
  function span(from: number, until: number | null, zone?: string, year = false): string {
    const yearOf = (at: number): string => format(at, { year: 'numeric', ...inZone(zone) });
    const end = until !== null && until > from ? until : null;
    const isNamed = year || [from, end ?? from].some((at) => yearOf(at) !== yearOf(Date.now()));
    const options = { ...day, ...clock, ...(isNamed && ({ year: 'numeric' } as const)), ...inZone(zone) };
    return end === null ? format(from, options) : formatter(options).formatRange(from, end);
  }

  return {
    /** The language tag that all but plain numbers follow, with calendar, clock and digits, such as `en-GB-u-hc-h23`. */
    locale: (): string => tags.value.words,
    time,
    dateTime,
    /** How `dateTime` writes, for the core, which searches in it. */
    dateTimeStyle: () => formatter({ ...day, ...clock }).resolvedOptions(),
    /** The time of day, with the date if it is not today. */
    moment(at: number, now: number, zone?: string) {
      const dayOf = (instant: number): string =>
        format(instant, { year: 'numeric', month: '2-digit', day: '2-digit', ...inZone(zone) });
      return dayOf(at) === dayOf(now) ? time(at, zone) : dateTime(at, zone);
    },
    /** A time of day, `HH:mm`, on the agent's clock. */
    clockTime: (hour: string) => ifWallTime(`1970-01-01T${hour}`, (at) => time(at, 'UTC')) ?? hour,
    /** A `YYYY-MM-DD` date in words. */
    date: (date: string) =>
      ifWallTime(`${date}T00:00`, (at) => format(at, { ...day, timeZone: 'UTC' })) ?? date,
    /** A `YYYY-MM-DD` date with its year, without the weekday. */
    calendarDay: (date: string) =>
      ifWallTime(`${date}T00:00`, (at) =>
        format(at, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }),
      ) ?? date,
    span,
    /** A wall time, `YYYY-MM-DD` and `HH:mm`, as `span` writes it. */
    wallTime: (date: string, hour: string) =>
      ifWallTime(`${date}T${hour}:00`, (at) => span(at, null, 'UTC')) ?? `${date} ${hour}`,
    /** The day of an instant, in words. */
    day: (at: number) => format(at, day),
    /** A duration: `4:05`, or `1:02:09`. */
    duration(ms: number) {
      const seconds = Math.max(0, Math.floor(ms / SECOND));
      const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map((part) =>
        String(part).padStart(2, '0'),
      );
      const hours = Math.floor(seconds / 3600);
      return hours > 0 ? `${hours}:${parts.join(':')}` : parts.join(':').replace(/^0(?=\d:)/, '');
    },
    /** The time since, roughly: "3 min ago". */
    ago(ms: number) {
      if (ms < MINUTE) return t('time.justNow');
      const relative = kept(Intl.RelativeTimeFormat, tags.value.words, { style: 'short' });
      if (ms < HOUR) return relative.format(-Math.floor(ms / MINUTE), 'minute');
      if (ms < DAY) return relative.format(-Math.floor(ms / HOUR), 'hour');
      return relative.format(-Math.floor(ms / DAY), 'day');
    },
    /** A zone and its offset at an instant, such as "Europe/Madrid (GMT+1)". */
    zone(zone: string, at: number) {
      const parts = formatter({ timeZone: zone, timeZoneName: 'shortOffset' }).formatToParts(at);
      const offset = parts.find((part) => part.type === 'timeZoneName')?.value ?? '';
      return t('time.zone', { zone: zone.replaceAll('_', ' '), offset });
    },
    number: (value: number) => figures().format(value),
    /** A number in decimal digits with a point, however long, with as many decimals as it has. */
    digits(digits: string) {
      const decimals = (digits.split('.')[1] ?? '').length;
      if (decimals > MOST_DECIMALS) return digits;
      const exact = figures({ minimumFractionDigits: decimals, maximumFractionDigits: decimals });
      return exact.format(digits as `${number}`);
    },
    /** A whole number of per cent, such as "125%". */
    percent: (value: number) => figures({ style: 'percent' }).format(value / 100),
  };
}
