import { CalendarDateTime, fromAbsolute, parseDate, toCalendarDate } from '@internationalized/date';
import type { CalendarDate, ZonedDateTime } from '@internationalized/date';

/** What a calendar and a clock on the wall show: `YYYY-MM-DD` and `HH:mm`. Its zone is named elsewhere. */
export interface WallTime {
  readonly date: string;
  readonly time: string;
}

/** The instant (milliseconds since the epoch) that a wall time stands for, or why it is not one instant. */
export type WallReading =
  | { readonly kind: 'instant'; readonly at: number }
  /** The clock skips it: `before` is the last minute shown before the gap, `after` the first after it. */
  | { readonly kind: 'gap'; readonly before: WallTime; readonly after: WallTime }
  /** The clock shows it twice. */
  | { readonly kind: 'fold'; readonly earlier: number; readonly later: number };

const MINUTE = 60_000;

/** Answers of `isKnownZone`, since a formatter costs the runtime more than the rest of a row of the history. */
const knownZones = new Map<string, boolean>();
/** More than the time zone database has, so that made-up names cannot fill the memory. */
const MOST_ZONES = 1_000;

/** The IANA zone of this machine. Where it cannot be told, it is `Etc/Unknown` (see `isKnownZone`). */
export function machineZone(): string {
  // The types leave out that there is none where `TZ` is none, such as `:/etc/localtime`.
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone as string | undefined;
  return zone ?? 'Etc/Unknown';
}

/** Whether this runtime knows the rules of a zone. Some machines call their own zone `Etc/Unknown`. */
export function isKnownZone(zone: string): boolean {
  const known = knownZones.get(zone);
  if (known !== undefined) return known;
  const found = zone !== '' && hasRules(zone);
  if (knownZones.size < MOST_ZONES) knownZones.set(zone, found);
  return found;
}

function hasRules(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

const DAY = 24 * 60 * MINUTE;

/** Answers of `isSameZone`, by both names. */
const sameZones = new Map<string, boolean>();

/**
 * Whether two names stand for one zone, such as Asia/Kolkata and Asia/Calcutta, or GMT and Etc/UTC: their clocks, looked
 * at every month from 1970 to 2040, agree. That they agree since 1970 makes a zone in the database itself (source:
 * data.iana.org/time-zones/theory.html). Zones that agree only in recent years, such as Europe/Madrid and Europe/Paris, are
 * two.
 *
 * The runtime's name of a zone, `resolvedOptions().timeZone`, cannot be compared: newer runtimes keep the name that they
 * were given (source: tc39.es/proposal-canonical-tz).
 */
export function isSameZone(one: string, other: string): boolean {
  if (one === other) return true;
  if (!isKnownZone(one) || !isKnownZone(other)) return false;
  const names = [one, other].sort().join(' ');
  const known = sameZones.get(names);
  if (known !== undefined) return known;
  const same = haveSameClocks(one, other);
  if (sameZones.size < MOST_ZONES) sameZones.set(names, same);
  return same;
}

function haveSameClocks(one: string, other: string): boolean {
  // In steps of 31 days, every part of the year is looked at in the course of the years.
  for (let at = 0; at < Date.UTC(2040, 0); at += 31 * DAY) {
    if (fromAbsolute(at, one).offset !== fromAbsolute(at, other).offset) return false;
  }
  return true;
}

/**
 * Whether a name from outside is certainly one of the IANA database, such as `Europe/Madrid`. Windows' names, offsets
 * and bare abbreviations are not: IANA's `EST` is a fixed offset, but others mean New York's clock by it.
 */
export function isIanaZone(name: string): boolean {
  return /^(?:UTC|[A-Za-z_]+(?:\/[A-Za-z0-9_+-]+)+)$/.test(name) && isKnownZone(name);
}

/** A date that exists, as `YYYY-MM-DD`; null for anything else, such as 30 February. */
export function readDate(text: string): CalendarDate | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith('0000')) return null;
  try {
    return parseDate(text);
  } catch {
    return null;
  }
}

/** Reads a time from 0:00 to 23:59, with or without a leading zero, as `HH:mm`; null for anything else. */
export function readTime(text: string): string | null {
  const match = /^(\d|[01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  return match ? `${(match[1] ?? '').padStart(2, '0')}:${match[2] ?? ''}` : null;
}

/**
 * Reads a wall time by the rules of a zone (the runtime's copy of the IANA time zone database).
 *
 * @param time `HH:mm` as {@link readTime} gives it
 * @param zone a zone that {@link isKnownZone} accepts
 */
export function readWallTime(date: CalendarDate, time: string, zone: string): WallReading {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const wall = new CalendarDateTime(date.year, date.month, date.day, hour, minute);
  const earlier = wall.toDate(zone, 'earlier').getTime();
  const later = wall.toDate(zone, 'later').getTime();
  if (earlier === later) return { kind: 'instant', at: earlier };
  const shown = wallTimeAt(earlier, zone);
  if (shown.date === date.toString() && shown.time === time) return { kind: 'fold', earlier, later };
  const leap = leapBetween(earlier, later, zone);
  return { kind: 'gap', before: wallTimeAt(leap - MINUTE, zone), after: wallTimeAt(leap, zone) };
}

/** An instant by the clocks of a zone. An unknown zone counts as UTC. */
function shownAt(at: number, zone: string): ZonedDateTime {
  return fromAbsolute(at, isKnownZone(zone) ? zone : 'UTC');
}

/** What the clocks of a zone show at an instant; seconds are dropped. An unknown zone counts as UTC. */
export function wallTimeAt(at: number, zone: string): WallTime {
  const shown = shownAt(at, zone);
  return {
    date: `${pad(shown.year, 4)}-${pad(shown.month, 2)}-${pad(shown.day, 2)}`,
    time: `${pad(shown.hour, 2)}:${pad(shown.minute, 2)}`,
  };
}

/**
 * The day around an instant by the clocks of a zone: its first instant, and that of the next day. A day in which the
 * clocks change has 23 or 25 hours. An unknown zone counts as UTC.
 */
export function dayAround(at: number, name: string): { readonly from: number; readonly until: number } {
  const shown = shownAt(at, name);
  const zone = shown.timeZone;
  const date = toCalendarDate(shown);
  return { from: date.toDate(zone).getTime(), until: date.add({ days: 1 }).toDate(zone).getTime() };
}

/** The offset from UTC in force at an instant, such as `+10:30`. An unknown zone counts as UTC. */
export function offsetAt(at: number, zone: string): string {
  const minutes = Math.round(shownAt(at, zone).offset / MINUTE);
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60), 2)}:${pad(size % 60, 2)}`;
}

/** An instant in a zone as RFC 3339 writes it, such as `2026-11-20T19:31:33.250+10:30`. */
export function timestampAt(at: number, zone: string): string {
  const local = new Date(at + shownAt(at, zone).offset).toISOString();
  return `${local.slice(0, -1)}${offsetAt(at, zone)}`;
}

/** The first whole minute of a new offset, between an instant with the old offset and one with the new. */
function leapBetween(old: number, young: number, zone: string): number {
  const before = fromAbsolute(old, zone).offset;
  let low = Math.floor(old / MINUTE);
  let high = Math.ceil(young / MINUTE);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fromAbsolute(middle * MINUTE, zone).offset === before) low = middle;
    else high = middle;
  }
  return high * MINUTE;
}

function pad(value: number, length: number): string {
  return String(value).padStart(length, '0');
}
