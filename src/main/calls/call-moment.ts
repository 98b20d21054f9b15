import type { CallMoment, CallView } from '#shared/contract/app-state.ts';
import { phaseOf } from './call-event.ts';

type Phase = CallView['phase'];

const PHASES: readonly Phase[] = ['ringing', 'talking', 'ended'];

/** Whether `one` comes after `other` in the life of a call. */
export function isLater(one: Phase, other: Phase): boolean {
  return PHASES.indexOf(one) > PHASES.indexOf(other);
}

/** Moments that follow each other within a phase. All others of a phase may come in any order, and again. */
const ONWARDS: readonly (readonly [before: CallMoment, after: CallMoment])[] = [
  ['preview', 'ringing'],
  ['dropped', 'afterCallWork'],
  ['dropped', 'cleared'],
  ['afterCallWork', 'cleared'],
];

/**
 * The moment of a call after the bus told one. A call goes onwards only: what belongs to an earlier phase, or comes
 * again late, changes nothing.
 *
 * @param phase the call's phase now
 * @param known the moment that was told last in that phase; null if none was
 * @param leads whether the softphone that tells it is the one that told of the call first. Another one can take the call
 *   to a later phase, but not contradict the moment that is known within a phase
 */
export function momentAfter(
  phase: Phase,
  known: CallMoment | null,
  told: CallMoment,
  leads: boolean,
): CallMoment | null {
  if (phaseOf(told) !== phase) return isLater(phaseOf(told), phase) ? told : known;
  if (known === null) return told;
  // Amazon's DROPPED comes when the agent leaves after-call work. See docs/lcm.md.
  if (known === 'afterCallWork' && told === 'dropped') return leads ? 'cleared' : known;
  const isBack = ONWARDS.some(([before, after]) => before === told && after === known);
  return isBack || !leads ? known : told;
}

/**
 * The moment of a call after one of its legs told its own. A consult leg makes it `transferring`, a conference leg
 * `conference`, and the end of the leg leads back to `talking`. A leg never ends the call, and moves none that rings.
 *
 * @param known the call's moment; only a call that is talked in is asked for
 */
export function momentByLeg(known: CallMoment | null, leg: CallMoment | null): CallMoment | null {
  if (leg === null || leg === 'conference') return leg ?? known;
  if (phaseOf(leg) === 'ended') return known === 'conference' || known === 'transferring' ? 'talking' : known;
  return known === 'conference' ? known : 'transferring';
}
