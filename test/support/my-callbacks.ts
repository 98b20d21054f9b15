import type { MyCallback } from '#shared/callbacks/my-callback.ts';

/** Makes up a callback of the agent, as the screen gets it: a personal one that was booked here. */
export function myCallback(id: string, change: Partial<MyCallback> = {}): MyCallback {
  const at = change.at ?? Date.parse('2026-11-20T10:00:00Z');
  return {
    id,
    origin: 'here',
    isPersonal: true,
    contact: `Contact ${id}`,
    number: null,
    mode: null,
    at,
    until: at,
    contactZone: null,
    summary: 'Call later',
    comment: '',
    state: 'delivered',
    isUnlisted: false,
    standing: 'coming',
    snoozedUntil: null,
    callId: `call-${id}`,
    ...change,
  };
}
