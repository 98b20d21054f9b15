/** A date and a time of day, as far as a text has them. */
export interface FieldMoment {
  /** `YYYY-MM-DD`; null if there is only a time. */
  readonly date: string | null;
  /** `HH:mm`; null if there is only a date. */
  readonly time: string | null;
}

type Unit = 'year' | 'month' | 'day' | 'hour' | 'halfHour' | 'minute' | 'second' | 'fraction' | 'half';

interface Part {
  readonly unit: Unit;
  readonly pattern: string;
}

/** The parts of a format in order: a unit, or the text between two. */
type Parts = readonly (Part | string)[];

/** No format that people write is longer. */
const LONGEST_FORMAT = 64;

/** What a run of one letter stands for, as .NET and moment.js write formats; null for what neither has, or for a name. */
function partOf(run: string): Part | null {
  const digits = run.length === 1 ? '\\d{1,2}' : '\\d{2}';
  if (/^(yyyy|YYYY)$/.test(run)) return { unit: 'year', pattern: '\\d{4}' };
  if (/^MM?$/.test(run)) return { unit: 'month', pattern: digits };
  if (/^(dd?|DD?)$/.test(run)) return { unit: 'day', pattern: digits };
  if (/^HH?$/.test(run)) return { unit: 'hour', pattern: digits };
  if (/^hh?$/.test(run)) return { unit: 'halfHour', pattern: digits };
  if (/^mm?$/.test(run)) return { unit: 'minute', pattern: digits };
  if (/^(ss?|SS?)$/.test(run)) return { unit: 'second', pattern: digits };
  if (/^(fff|SSS)$/.test(run)) return { unit: 'fraction', pattern: '\\d{3}' };
  if (/^(tt|a|A)$/.test(run)) return { unit: 'half', pattern: '[AaPp][Mm]' };
  return null;
}

/** `mm` is a month where no time is near, since people write `dd/mm/yyyy`. */
function isMonth(parts: Parts, at: number): boolean {
  const units = parts
    .map((part) => (typeof part === 'string' ? null : part.unit))
    .filter((unit) => unit !== null);
  if (units.includes('month')) return false;
  const own = parts.slice(0, at).filter((part) => typeof part !== 'string').length;
  const before = units[own - 1];
  return before !== 'hour' && before !== 'halfHour' && units[own + 1] !== 'second';
}

/** Returns null for a format that is not fully understood, or that fixes neither a day nor a time of day. */
function readFormat(format: string): Parts | null {
  if (format.length > LONGEST_FORMAT) return null;
  const parts: (Part | string)[] = [];
  for (const [run] of format.trim().matchAll(/([A-Za-z])\1*|[^A-Za-z]+/g)) {
    const isText = /^[^A-Za-z]/.test(run) || run === 'T' || run === 'Z';
    const part = isText ? run : partOf(run);
    if (part === null) return null;
    parts.push(part);
  }
  const read = parts.map((part, at): Part | string =>
    typeof part !== 'string' && part.unit === 'minute' && isMonth(parts, at)
      ? { ...part, unit: 'month' }
      : part,
  );
  const units = read.flatMap((part) => (typeof part === 'string' ? [] : [part.unit]));
  const has = (...all: Unit[]): boolean => all.every((unit) => units.includes(unit));
  const isDay = has('day', 'month', 'year');
  const isTime = has('minute') && (has('hour') || has('halfHour', 'half'));
  const isOnce = new Set(units).size === units.length && !has('hour', 'halfHour');
  return isOnce && (isDay || isTime) ? read : null;
}

export function isMomentFormat(format: string): boolean {
  return readFormat(format) !== null;
}

const ESCAPED = /[.*+?^${}()|[\]\\]/g;

/**
 * Reads a text by a format such as `DD/MM/YYYY`, `MM/dd/yyyy hh:mm tt` or `yyyy-MM-ddTHH:mm:ss`.
 *
 * @returns null if the text is not of that format or names no day or time that exists, or if the format is not understood
 */
export function readMoment(text: string, format: string): FieldMoment | null {
  const parts = readFormat(format);
  if (parts === null) return null;
  const units = parts.flatMap((part) => (typeof part === 'string' ? [] : [part.unit]));
  const pattern = parts.map((part) =>
    typeof part === 'string' ? part.replace(ESCAPED, '\\$&') : `(${part.pattern})`,
  );
  const match = new RegExp(`^${pattern.join('')}$`).exec(text.trim());
  if (match === null) return null;
  const value = (unit: Unit): number | null =>
    units.includes(unit) ? Number(match[units.indexOf(unit) + 1]) : null;
  const half = units.includes('half') ? (match[units.indexOf('half') + 1] ?? '').toLowerCase() : null;

  const date = dateOf(value('year'), value('month'), value('day'));
  const time = timeOf(value('hour') ?? fullHour(value('halfHour'), half), value('minute'), value('second'));
  return date === undefined || time === undefined ? null : { date, time };
}

/** Null if there is none, undefined if it does not exist. */
function dateOf(year: number | null, month: number | null, day: number | null): string | null | undefined {
  if (year === null || month === null || day === null) return null;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && year > 0;
  return exists ? `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}` : undefined;
}

function timeOf(
  hour: number | null,
  minute: number | null,
  second: number | null,
): string | null | undefined {
  if (hour === null || minute === null) return null;
  const exists = hour >= 0 && hour < 24 && minute < 60 && (second ?? 0) < 60;
  return exists ? `${pad(hour, 2)}:${pad(minute, 2)}` : undefined;
}

/** The hour of the day for one of a half day; NaN if there is no such hour. Without a half it may be either. */
function fullHour(hour: number | null, half: string | null): number | null {
  if (hour === null || half === null) return null;
  return hour >= 1 && hour <= 12 ? (hour % 12) + (half === 'pm' ? 12 : 0) : NaN;
}

const pad = (value: number, length: number): string => String(value).padStart(length, '0');
