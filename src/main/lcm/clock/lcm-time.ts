import type { Envelope } from '#shared/lcm/envelope.ts';
import { readField, readId } from '#shared/lcm/json.ts';
import { certainZone } from '#main/zones/lcm-zone.ts';
import type { LcmReading } from './lcm-clock.ts';
import { isKnownZone, readDate, readTime, readWallTime } from '#shared/callback/wall-clock.ts';

/** An instant outside these years comes from a clock that is not set. In milliseconds since the epoch. */
const PLAUSIBLE = { from: Date.UTC(2020, 0), to: Date.UTC(2100, 0) };

/**
 * Reads the instant from a `CampaignTimeZone` reply: `ServerTime` or `CampaignTime` if they contain their zone, else
 * `CampaignTime` in the zone `ZoneName`. The vendor documents these fields but not their format. `ServerTime` without
 * a zone is ignored, because nobody knows which clock it is.
 *
 * @param near if the campaign's clock shows a time twice, the instant nearer to this one is taken
 * @returns null for anything that is not certainly a plausible instant
 */
export function readLcmReading(envelope: Envelope, near: number): LcmReading | null {
  const bodies = bodiesOf(envelope);
  for (const body of bodies) {
    const campaign = readField(body, 'CampaignTime');
    const zone = readId(readField(body, 'ZoneName'));
    const at =
      readInstant(readField(body, 'ServerTime')) ?? readInstant(campaign) ?? readInZone(campaign, zone, near);
    if (at !== null && at >= PLAUSIBLE.from && at < PLAUSIBLE.to) return { at, callId: callIdIn(bodies) };
  }
  return null;
}

/**
 * Reads the time zone of a call's campaign from a `CampaignTimeZone` reply to any application. The reply must name its
 * call, and the zone must be certain: without a zone the agent has to think about the callback, but with a wrong one the
 * callback is wrong.
 *
 * @returns null for anything else
 */
export function readCampaignZone(envelope: Envelope): { callId: string; zone: string } | null {
  const bodies = bodiesOf(envelope);
  const callId = callIdIn(bodies);
  const name = bodies.map((body) => readId(readField(body, 'ZoneName'))).find((name) => name !== null);
  const zone = name ? certainZone(name) : null;
  return callId && zone ? { callId, zone } : null;
}

function callIdIn(bodies: readonly unknown[]): string | null {
  return bodies.map((body) => readId(readField(body, 'callid'))).find((id) => id) ?? null;
}

/** The parts of a reply that may contain its fields: its one row, its message, its data. */
function bodiesOf({ message, data }: Envelope): unknown[] {
  const response = readField(message, 'response');
  return [Array.isArray(response) ? response[0] : response, message, data];
}

/** Seconds or milliseconds since the epoch, `/Date(…)/` as .NET writes it, or ISO 8601 with its offset. */
function readInstant(value: unknown): number | null {
  const text = readId(value);
  if (text === null) return null;
  const epoch = /^(?:\/Date\()?(\d{10}|\d{13})(?:[+-]\d{4}\)\/|\)\/)?$/.exec(text)?.[1];
  if (epoch !== undefined) return Number(epoch) * (epoch.length === 10 ? 1_000 : 1);
  const iso = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)? ?(Z|[+-]\d{2}:?\d{2})$/i;
  const at = iso.test(text) ? Date.parse(text.replace(/^(\S{10}) /, '$1T').replace(' ', '')) : NaN;
  return Number.isNaN(at) ? null : at;
}

const DAY = 86_400_000;

/**
 * `DD/MM/YYYY HH:mm[:ss]`, as the vendor's pages write dates, or ISO 8601 without an offset. It counts with the month first if it is no
 * date otherwise, or if it is then today and otherwise not.
 */
function readInZone(value: unknown, named: string | null, near: number): number | null {
  const dayFirst = readOrdered(value, named, near);
  if (dayFirst !== null && Math.abs(dayFirst - near) < DAY) return dayFirst;
  const swapped = readId(value)?.replace(/^(\d{2})\/(\d{2})\//, '$2/$1/');
  const monthFirst = readOrdered(swapped, named, near);
  const isToday = monthFirst !== null && Math.abs(monthFirst - near) < DAY;
  return isToday ? monthFirst : (dayFirst ?? monthFirst);
}

function readOrdered(value: unknown, named: string | null, near: number): number | null {
  const text = readId(value) ?? '';
  const match =
    /^(?<day>\d{2})\/(?<month>\d{2})\/(?<year>\d{4}) (?<time>\d{2}:\d{2})(:(?<second>\d{2}))?$/.exec(text) ??
    /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})[T ](?<time>\d{2}:\d{2})(:(?<second>\d{2})(\.\d+)?)?$/.exec(
      text,
    );
  if (match?.groups === undefined || named === null) return null;
  const zone = isKnownZone(named) ? named : certainZone(named);
  if (zone === null) return null;
  const { year = '', month = '', day = '', time: shown = '', second = '0' } = match.groups;
  const date = readDate(`${year}-${month}-${day}`);
  const time = readTime(shown);
  if (date === null || time === null) return null;
  const reading = readWallTime(date, time, zone);
  if (reading.kind === 'gap') return null;
  const [earlier, later] =
    reading.kind === 'instant' ? [reading.at, reading.at] : [reading.earlier, reading.later];
  const at = Math.abs(later - near) < Math.abs(earlier - near) ? later : earlier;
  return at + Number(second) * 1_000;
}
