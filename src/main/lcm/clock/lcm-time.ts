import type { Envelope } from '#shared/lcm/envelope.ts';
import { readField, readId } from '#shared/lcm/json.ts';
import { isIanaZone, isKnownZone, readDate, readTime, readWallTime } from '#shared/callback/wall-clock.ts';

/** A clock that shows another year is not set, in milliseconds since the epoch. */
const PLAUSIBLE = { from: Date.UTC(2020, 0), to: Date.UTC(2100, 0) };

/**
 * The instant that a `CampaignTimeZone` reply tells: `ServerTime` or `CampaignTime` where they name their zone, else
 * `CampaignTime` in the zone `ZoneName`. The vendor documents these fields and not their format. `ServerTime`
 * without a zone is a reading of nobody knows which clock, and says nothing.
 *
 * @param near which of two is meant where the campaign's clock shows a time twice: the one nearer to this instant
 * @returns milliseconds since the epoch, or null for anything that is not surely a plausible instant
 */
export function readLcmTime(envelope: Envelope, near: number): number | null {
  for (const body of bodiesOf(envelope)) {
    const campaign = readField(body, 'CampaignTime');
    const zone = readId(readField(body, 'ZoneName'));
    const at =
      readInstant(readField(body, 'ServerTime')) ?? readInstant(campaign) ?? readInZone(campaign, zone, near);
    if (at !== null && at >= PLAUSIBLE.from && at < PLAUSIBLE.to) return at;
  }
  return null;
}

/**
 * The time zone of a call's campaign, as a `CampaignTimeZone` reply tells it: a reply that names its call, whoever asked,
 * and a `ZoneName` that is surely an IANA name. Windows' names and free ones are not mapped: a callback in the wrong
 * zone is worse than one that has to be thought about.
 *
 * @returns null for anything else
 */
export function readCampaignZone(envelope: Envelope): { callId: string; zone: string } | null {
  const bodies = bodiesOf(envelope);
  const callId = bodies.map((body) => readId(readField(body, 'callid'))).find((id) => id !== null);
  const zone = bodies.map((body) => readId(readField(body, 'ZoneName'))).find((name) => name !== null);
  return callId && zone && isIanaZone(zone) ? { callId, zone } : null;
}

/** Where fields of a reply may stand: its one row, its message, its data. */
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

/** `DD/MM/YYYY HH:mm[:ss]`, as the vendor's pages write dates, or ISO 8601 without an offset. */
function readInZone(value: unknown, zone: string | null, near: number): number | null {
  const text = readId(value) ?? '';
  const match =
    /^(?<day>\d{2})\/(?<month>\d{2})\/(?<year>\d{4}) (?<time>\d{2}:\d{2})(:(?<second>\d{2}))?$/.exec(text) ??
    /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})[T ](?<time>\d{2}:\d{2})(:(?<second>\d{2})(\.\d+)?)?$/.exec(
      text,
    );
  if (match?.groups === undefined || zone === null || !isKnownZone(zone)) return null;
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
