import { isKnownZone, timestampAt } from '#shared/callback/wall-clock.ts';

/** An instant, milliseconds since the epoch, and the IANA zone whose clock is shown. */
export interface Moment {
  readonly at: number;
  readonly zone: string;
}

/** What a row of the exported history has in one column. */
export type Cell = string | Moment | null;

/** The longest time that ECMAScript has (21.4.1.1), less one day, so that it can be shown in every zone. */
const LONGEST = 8_640_000_000_000_000 - 86_400_000;

/** @returns null also for a number that is no time, which damage to the database may leave */
export function momentOf(at: number | null, zone: string | null): Moment | null {
  if (at === null || Math.abs(at) > LONGEST) return null;
  return { at, zone: zone !== null && isKnownZone(zone) ? zone : 'UTC' };
}

/** A cell as text: a moment by RFC 3339 with the offset of its zone. */
export function cellText(cell: Cell): string | null {
  return cell === null || typeof cell === 'string' ? cell : timestampAt(cell.at, cell.zone);
}
