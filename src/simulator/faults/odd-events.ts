import { LAST_MOMENTS } from '../softphones/stories.ts';
import { translationOf } from '../softphones/softphones.ts';
import type { SimulatedUser, Told } from '../softphones/call.ts';

/**
 * What can be wrong with a call event, and what is sent instead of it. A swapped event is sent after the next one of
 * the call, or at the end of its story.
 */
const ROWS = {
  twice: (told) => [told, told],
  swapped: () => [],
  missingEnd: (told) => (LAST_MOMENTS.has(told.moment) ? [] : [told]),
  missingKey: (told) => (told.number === 0 ? [told] : [{ ...told, call: { ...told.call, lcmKey: '' } }]),
  anotherAgent: (told) => [ofUser(told, 'otheragent')],
  nobody: (told) => [ofUser(told, null)],
  translated: (told) => [told, { ...told, call: translationOf(told.call) }],
  translatedFirst: (told) => [{ ...told, call: translationOf(told.call) }, told],
  translatedWithOtherId: (told) => [
    told,
    { ...told, call: { ...translationOf(told.call), id: `lcm-${told.call.id}` } },
  ],
} satisfies Record<string, (told: Told) => Told[]>;

export type OddEvent = keyof typeof ROWS;
export const ODD_EVENTS = Object.keys(ROWS) as [OddEvent, ...OddEvent[]];

/** @returns what is sent now, and what is sent later */
export function distort(told: Told, kind: OddEvent): { now: Told[]; later: Told[] } {
  return { now: ROWS[kind](told), later: kind === 'swapped' ? [told] : [] };
}

function ofUser(told: Told, user: SimulatedUser): Told {
  return { ...told, call: { ...told.call, user } };
}
