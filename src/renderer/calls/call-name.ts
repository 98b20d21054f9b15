import type { CallView } from '#shared/contract/app-state.ts';

/** The name of a call on screen: its contact if known, else its id. */
export function callName({ contact, callId }: Pick<CallView, 'contact' | 'callId'>): string {
  return contact ?? callId;
}
