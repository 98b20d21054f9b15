import type { CallRecord } from '#main/calls/call-store.ts';
import type { CallFacts } from '#shared/lcm/call-facts.ts';
import { isNumber } from '#shared/text/contact-number.ts';

/** The number that a call is with: as LCM tells it, else as the softphone does if it has no name; null if neither does. */
export function calledNumber({ contact }: Pick<CallRecord, 'contact'>, { mode }: CallFacts): string | null {
  return mode?.value.contactNumber ?? (contact !== null && isNumber(contact) ? contact : null);
}

/** Every number that LCM or the softphone has told of the contact of a call. */
export function contactNumbers(call: Pick<CallRecord, 'contact'>, facts: CallFacts): string[] {
  const modes = [facts.contactModes, facts.callbackModes].flatMap((told) => told?.value ?? []);
  return [calledNumber(call, facts), ...modes.map(({ number }) => number)].filter((each) => each !== null);
}
