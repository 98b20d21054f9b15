import { fromAbsolute } from '@internationalized/date';
import { isIanaZone } from '#shared/callback/wall-clock.ts';
import type { LcmZone } from '#shared/lcm/call-facts.ts';
import { ianaOfWindows } from './windows-zones.ts';

/**
 * The time zone that LCM or a softphone names.
 *
 * @param text not empty, cleaned, such as `Europe/Madrid` in any case, `Romance Standard Time` or
 *   `(UTC-05:00) Eastern Time (US & Canada)`
 * @param deviation `GMTDeviation` (page get-mode-information) as it came. If it can be read and is not an offset of the
 *   zone, the zone is not certain.
 * @param now milliseconds since the epoch: the offsets of the year from then on count
 */
export function readLcmZone(text: string, deviation: unknown = null, now = Date.now()): LcmZone {
  const iana = certainZone(text);
  return { text, iana: iana !== null && agrees(iana, deviation, now) ? iana : null };
}

/** The IANA zone of a name from outside, whatever its case; null if it is not certain. */
export function certainZone(text: string): string | null {
  if (isIanaZone(text)) return hasOwnCase(text) ? text : (properCase(text) ?? text);
  const zone = ianaOfWindows(text);
  return zone !== null && isIanaZone(zone) ? zone : null;
}

/** A name in upper or lower case alone. Others are kept: the runtime may know `Asia/Kolkata` by an older name. */
function hasOwnCase(name: string): boolean {
  return name === 'UTC' || (name !== name.toLowerCase() && name !== name.toUpperCase());
}

function properCase(name: string): string | null {
  const folded = name.toLowerCase();
  return Intl.supportedValuesOf('timeZone').find((zone) => zone.toLowerCase() === folded) ?? null;
}

const MONTH = 30 * 86_400_000;

/** Whether an offset is one of the zone, in summer or in winter. An offset that is absent or unreadable says nothing. */
function agrees(zone: string, deviation: unknown, now: number): boolean {
  const minutes = readDeviation(deviation);
  if (minutes === null) return true;
  // Summer time lasts longer than half a year.
  return Array.from({ length: 12 }, (_, month) => now + month * MONTH).some(
    (at) => fromAbsolute(at, zone).offset === minutes * 60_000,
  );
}

/** In minutes. The page says only that it is a number: hours, minutes and seconds cannot be confused. */
function readDeviation(value: unknown): number | null {
  if (typeof value !== 'number' && typeof value !== 'string') return null;
  const text = String(value).trim();
  const clock = /^([+-]?)(\d{1,2}):(\d{2})$/.exec(text);
  if (clock !== null) return (clock[1] === '-' ? -1 : 1) * (Number(clock[2]) * 60 + Number(clock[3]));
  if (!/^[+-]?\d{1,5}(\.\d+)?$/.test(text)) return null;
  const offset = Number(text);
  const size = Math.abs(offset);
  if (size <= 14) return offset * 60;
  return size <= 14 * 60 ? offset : offset / 60;
}
