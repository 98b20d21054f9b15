import type { CallMoment } from '#shared/contract/app-state.ts';
import { foldWord } from './lookup.ts';

/** A call type of LCM's lists (OUTBOUND, or a type of page 003), or `none`: a call that gets no wrap-up of its own. */
export type MappedType = string;
export const NO_WRAP_UP = 'none';

/**
 * What the softphones' events mean. One vocabulary serves all of them: LCM's own translation may send the words of any
 * softphone, and no word has two meanings. Sources: the pages of docs/lcm.md, section "Calls on the bus".
 */
const MOMENT_WORDS: Readonly<Record<Exclude<CallMoment, 'cleared'>, string>> = {
  preview: 'Preview',
  ringing: `Initiate, Initiating, Initiated, Started, Ringing, ringing_on_other_side, Alerting, Offered, Dialing, Contacting,
    Connecting, New, Accepted, eAgentOfferContact`,
  talking: `Answered, CustAnswered, Machine, Human, Swapped, Active, Talking, Connected, Resumed, Retrieved,
    eAgentContactAssigned, eAgentContactUnHeld, eAgentConsultEnded`,
  held: 'Hold, Held, OnHold, eAgentContactHeld',
  conference: 'Conference, eAgentConsultConferenced',
  transferring: 'Consult, Consulting, Transferring, eAgentConsulting',
  dropped: `Dropped, Finished, Disconnected, Terminated, Missed, Rejected, Failed, eAgentContactEnded,
    eAgentOfferContactRona`,
  afterCallWork: 'ACW, Wrap-up, eAgentWrapup',
};

/** What the softphones' call types mean; see {@link MOMENT_WORDS}. */
const TYPE_WORDS: Readonly<Record<MappedType, string>> = {
  OUTBOUND: `Outbound, Regular-Call, Outbound Preview, Outbound Direct Preview, Outbound Progressive, Outbound Predictive,
    PREVIEW_OUTBOUND, DIRECT_PREVIEW_OUTBOUND, Preview, Progressive, Predictive, AUTO_OUT, Normal Callback,
    Personal Callback`,
  MANUAL: 'Manual, Manual-Call, manualdial, Manual Outbound, OUT, Ob_out',
  INBOUND: 'Inbound, ACD_IN, PREROUTE_ACD_IN, PREROUTE_DIRECT_AGENT, OTHER_IN, OVERFLOW_IN',
  [NO_WRAP_UP]: `Consult, Consult-Call, Conference, Agent, AGENT_INSIDE, Internal, ASSIST_CALL, BARGE_IN_CONSULT,
    SUPERVISOR_BARGE_IN, SUPERVISOR_MONITOR, SILENT_MONITOR, Monitoring, PREVIEW_OUTBOUND_RESERVATION,
    DIRECT_PREVIEW_OUTBOUND_RESERVATION`,
};

/** The meanings by folded word. */
function byWord<Meaning extends string>(
  words: Readonly<Record<Meaning, string>>,
): ReadonlyMap<string, Meaning> {
  const meanings = Object.entries(words) as [Meaning, string][];
  return new Map(
    meanings.flatMap(([meaning, list]) => list.split(',').map((word) => [foldWord(word), meaning] as const)),
  );
}

export const MOMENTS: ReadonlyMap<string, CallMoment> = byWord(MOMENT_WORDS);
export const TYPES = byWord(TYPE_WORDS);
