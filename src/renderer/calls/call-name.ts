import type { CallView } from '#shared/contract/app-state.ts';

/** What the agent knows a call by: the contact where one is named, else the call's id. */
export function callName({ contact, callId }: Pick<CallView, 'contact' | 'callId'>): string {
  return contact ?? callId;
}
