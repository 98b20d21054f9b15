/*
 * What clocks show, by the runtime alone: the judge of a day must not reckon with what it judges.
 */

/** A day in whose course the clocks of LCM's zone change. */
export interface Night {
  readonly zone: string;
  /** When they change, in milliseconds since the epoch. */
  readonly changesAt: number;
}

/** Back and forth. None is the zone of the machine that runs the tests, or LCM's zone could be mistaken for it. */
export const NIGHTS: readonly [Night, ...Night[]] = [
  { zone: 'Europe/Madrid', changesAt: Date.parse('2026-10-25T01:00:00Z') },
  { zone: 'America/New_York', changesAt: Date.parse('2027-03-14T07:00:00Z') },
  { zone: 'Pacific/Chatham', changesAt: Date.parse('2027-04-03T14:00:00Z') },
  { zone: 'Europe/Madrid', changesAt: Date.parse('2027-03-28T01:00:00Z') },
  { zone: 'America/New_York', changesAt: Date.parse('2026-11-01T06:00:00Z') },
  { zone: 'Pacific/Chatham', changesAt: Date.parse('2026-09-26T14:00:00Z') },
];

export const MINUTE = 60_000;

/** What a calendar and a clock show: `YYYY-MM-DD` and `HH:mm`. */
export interface Shown {
  readonly date: string;
  readonly time: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

export function shownAt(at: number, zone: string): Shown {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
  formats.set(zone, format);
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return {
    date: `${part['year']}-${part['month']}-${part['day']}`,
    time: `${part['hour']}:${part['minute']}`,
  };
}

const isSame = (one: Shown, other: Shown): boolean => one.date === other.date && one.time === other.time;

/** The other instant at which the clock shows the same; null if it shows that once. */
export function twinOf(at: number, zone: string): number | null {
  const shown = shownAt(at, zone);
  const twins = [at - 60 * MINUTE, at + 60 * MINUTE];
  return twins.find((twin) => isSame(shownAt(twin, zone), shown)) ?? null;
}

/** Which of two equal times on the clock is meant; null if the clock shows it once. */
export function foldOf(at: number, zone: string): 'earlier' | 'later' | null {
  const twin = twinOf(at, zone);
  if (twin === null) return null;
  return twin > at ? 'earlier' : 'later';
}

/** The first instant at which the clocks of a zone show that. */
export function firstAt(shown: Shown, zone: string): number {
  const utc = Date.parse(`${shown.date}T${shown.time}:00Z`);
  // A day before and after, the clocks are as far from UTC as they can be around the change.
  const offsets = [-1, 0, 1].map((days) => {
    const at = utc + days * 86_400_000;
    const there = shownAt(at, zone);
    return Date.parse(`${there.date}T${there.time}:00Z`) - at;
  });
  const found = offsets.map((offset) => utc - offset).filter((at) => isSame(shownAt(at, zone), shown));
  return Math.min(...found);
}

/** Midnight before an instant, and the next one. */
export function dayOf(at: number, zone: string): readonly [from: number, until: number] {
  const midnight = (moment: number): number => firstAt({ ...shownAt(moment, zone), time: '00:00' }, zone);
  const from = midnight(at);
  // No day has less than 20 hours, or more than 28.
  return [from, midnight(from + 30 * 60 * MINUTE)];
}

/** `DD/MM/YYYY`, as the vendor's pages write dates. */
export const wireDay = (date: string): string => date.split('-').reverse().join('/');
