import type { CallMoment, OfferedCall } from '#shared/contract/app-state.ts';
import { maskContact } from '#shared/text/contact-number.ts';
import type { CallRow } from './call-rows.ts';

/** A row of an offered call as the screen shows it. Its contact is perhaps another agent's, and so is masked. */
export function offeredCall(row: CallRow, contact: string | null, moment: CallMoment | null): OfferedCall {
  return {
    callId: row.call_id,
    type: row.type,
    contact: contact === null ? null : maskContact(contact),
    phase: row.phase,
    moment,
    openedAt: row.opened_at,
  };
}
