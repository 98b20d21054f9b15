import type { Facts } from '#main/facts/facts.ts';
import { callbackModes } from '#shared/callback/callback-modes.ts';
import type { CallbackSettings } from '#shared/callback/callback-settings.ts';
import type { MyCallback } from '#shared/callbacks/my-callback.ts';
import { lastDigits } from '#shared/text/contact-number.ts';
import type { CallbackRow } from './callback-rows.ts';
import type { KeptList } from './callback-store.ts';
import type { KnownBooking, MergedCallback } from './merge.ts';
import { standingAt } from './standing.ts';

/**
 * A callback as the screen shows it.
 *
 * @param told LCM's list as it was told last; null if it never was
 */
export type ViewCallback = (row: CallbackRow, now: number, told: KeptList | null) => MyCallback;

export function createViewCallback(deps: {
  readonly facts: Pick<Facts, 'of'>;
  readonly form: Pick<CallbackSettings, 'callbackModes'>;
  readonly remindMinutes: () => number;
}): ViewCallback {
  const { facts, form } = deps;

  function modeName(id: string | null, booking: KnownBooking | null): string | null {
    if (id === null) return null;
    const told = booking === null ? null : facts.of(booking);
    const modes = told === null ? form.callbackModes : callbackModes(form, told);
    return modes.find((mode) => mode.id === id)?.name ?? null;
  }

  return function view({ id, merged, facts: { isPersonal, decision, ...times } }, now, told) {
    const { origin, listed, booked: booking, at, until } = merged;
    const [onlyNumber = null, ...otherNumbers] = new Set(booking?.numbers ?? []);
    const { standing } = standingAt({ ...times, isPersonal, decision }, now, deps.remindMinutes());
    return {
      id,
      origin,
      isPersonal,
      contact: booking?.contact ?? null,
      // Of several numbers, which one is called is LCM's choice.
      number: listed?.number ?? (otherNumbers.length === 0 ? onlyNumber : null),
      mode: listed?.modeName ?? modeName(listed?.modeId ?? booking?.modeId ?? null, booking),
      at,
      until,
      contactZone: booking?.contactZone ?? null,
      summary: booking?.summary ?? '',
      comment: booking?.comment ?? '',
      state: booking?.state ?? null,
      isUnlisted: isUnlisted(merged, told),
      standing,
      snoozedUntil: standing === 'snoozed' ? decision.snoozedUntil : null,
      callId: booking?.callId ?? null,
    };
  };
}

/** Whether LCM should list it by now and does not. */
function isUnlisted({ origin, booked: booking }: MergedCallback, told: KeptList | null): boolean {
  if (origin !== 'here' || booking === null || told === null || !told.isWhole) return false;
  const canBeFound = booking.contactId !== null || booking.numbers.some((each) => lastDigits(each) !== null);
  const wasKnown = booking.state === 'delivered' && booking.updatedAt < told.fetchedAt;
  return booking.isPersonal && canBeFound && wasKnown;
}
