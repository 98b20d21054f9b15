import type { CallMoment, CallView } from '#shared/contract/app-state.ts';
import type { NamedCall } from './named-call.ts';

/** What a bus event tells of a call, in the words of Afterword, whichever softphone sent it. */
export interface CallEvent {
  /**
   * The call id is always there. The LCM key is null if the event has none: such an event can only change a call that is
   * already known. `type` is in the words of LCM's lists (OUTBOUND, MANUAL …). If the event has none, it is that of the
   * envelope's direction; null for a leg.
   */
  readonly call: Omit<NamedCall, 'lcmKey'> & { readonly lcmKey: string | null };
  /** Null if the event has no phase that can be read. */
  readonly moment: CallMoment | null;
  /** The call type as the softphone writes it, if neither the dialect nor the settings map it; else null. */
  readonly unmappedType: string | null;
  /** Whether the event names the agent at this desktop, or nobody. Events that name another agent are not told. */
  readonly whose: 'own' | 'nobody';
  /** A consult or conference leg, or an internal call: it gets no wrap-up of its own. */
  readonly isLeg: boolean;
  /** The id of the call that a leg belongs to, if the event says so. */
  readonly partOf: string | null;
  /** Who told it: the name of the dialect, or `settings` for a mapping of the site. */
  readonly dialect: string;
}

/** What a softphone would tell of a call in that phase. */
export function softphoneSays(call: CallEvent['call'], phase: CallView['phase'] | null): CallEvent {
  const moment = phase === 'ended' ? 'afterCallWork' : phase;
  return { call, moment, unmappedType: null, whose: 'own', isLeg: false, partOf: null, dialect: 'settings' };
}

const PHASES: Readonly<Record<CallMoment, CallView['phase']>> = {
  preview: 'ringing',
  ringing: 'ringing',
  talking: 'talking',
  held: 'talking',
  conference: 'talking',
  transferring: 'talking',
  dropped: 'ended',
  afterCallWork: 'ended',
  cleared: 'ended',
};

export function phaseOf(moment: CallMoment): CallView['phase'] {
  return PHASES[moment];
}
