import type { BookedWrapUp } from '#main/outbox/booked-callbacks.ts';
import type { CallbackOrigin } from '#shared/callbacks/my-callback.ts';
import type { PersonalCallback } from '#shared/lcm/personal-callbacks.ts';
import { lastDigits } from '#shared/text/contact-number.ts';

/** A callback of LCM's list, with its times as instants (milliseconds since the epoch). */
export type ListedCallback = Pick<PersonalCallback, 'contactId' | 'modeId' | 'modeName' | 'number'> & {
  readonly at: number;
  /** The other instant at which LCM's clock shows the start; null if it shows it once. */
  readonly orAt: number | null;
  readonly until: number;
};

/** A callback that was booked here, and what LCM has told of its contact. */
export interface KnownBooking extends BookedWrapUp {
  readonly contactId: string | null;
  /** The contact's numbers of the mode that it was booked on; empty if they are not known. */
  readonly numbers: readonly string[];
}

/** A callback, from LCM's list, from here, or from both. */
export interface MergedCallback {
  readonly origin: CallbackOrigin;
  readonly listed: ListedCallback | null;
  readonly booked: KnownBooking | null;
  readonly at: number;
  readonly until: number;
}

const MINUTE = 60_000;

/**
 * Makes one callback of what LCM lists and what was booked here, if both are certainly the same: the same contact and the
 * same start, to the minute. Of a time that LCM's clock shows twice, LCM's list does not say which is meant, and what was
 * booked here does. The contact is the same by LCM's id of it if both have one, else by a number. LCM lists only
 * personal callbacks, so no other is looked for there.
 *
 * @returns the first one first
 */
export function mergeCallbacks(
  listed: readonly ListedCallback[],
  booked: readonly KnownBooking[],
): MergedCallback[] {
  const left = new Set(listed);
  const merged = booked.map((booking): MergedCallback => {
    const { at, until } = booking;
    const found = booking.isPersonal ? [...left].find((each) => isSame(each, booking)) : undefined;
    if (found === undefined) return { origin: 'here', listed: null, booked: booking, at, until };
    left.delete(found);
    return { origin: 'both', listed: found, booked: booking, at, until };
  });
  const alone = [...left].map((each): MergedCallback => {
    const { at, until } = each;
    return { origin: 'lcm', listed: each, booked: null, at, until };
  });
  return [...merged, ...alone].sort((one, other) => one.at - other.at);
}

function isSame(listed: ListedCallback, booked: KnownBooking): boolean {
  const minute = Math.floor(booked.at / MINUTE);
  if (![listed.at, listed.orAt ?? listed.at].some((at) => Math.floor(at / MINUTE) === minute)) return false;
  if (listed.contactId !== null && booked.contactId !== null) return listed.contactId === booked.contactId;
  const number = lastDigits(listed.number);
  return number !== null && booked.numbers.some((each) => lastDigits(each) === number);
}
