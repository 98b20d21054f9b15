import type { Moment, Step, StoryName } from './stories.ts';

export const SOFTPHONES = ['amazon', 'webex', 'five9', 'finesse', 'genesys', 'lcm'] as const;
export type SoftphoneName = (typeof SOFTPHONES)[number];

export const CALL_KINDS = ['campaign', 'manual', 'inbound'] as const;
export type CallKind = (typeof CALL_KINDS)[number];

/**
 * `documented`: the agent is an object and call types are the softphone's own, as on the vendor's pages. `plain`: the
 * agent is a text and a campaign call is `OUTBOUND`, as older LCMs have it.
 */
export const EVENT_FORMS = ['documented', 'plain'] as const;
export type EventForm = (typeof EVENT_FORMS)[number];

/** The form of call events where nothing else is asked for. */
export const DEFAULT_EVENT_FORM: EventForm = 'documented';

/** The call types of LCM itself. */
export const PLAIN_TYPES: Readonly<Record<CallKind, string>> = {
  campaign: 'OUTBOUND',
  manual: 'MANUAL',
  inbound: 'INBOUND',
};

/** A login name; '' or null: the event names nobody; an object: sent as `User`, as it is. */
export type SimulatedUser = string | null | Readonly<Record<string, unknown>>;

/** A call that the simulator placed for an agent. */
export interface SimulatedCall {
  /** The callid, as `call.id` in the events. */
  readonly id: string;
  /** If it is empty, the events have none. */
  readonly lcmKey: string;
  readonly softphone: SoftphoneName;
  readonly kind: CallKind;
  /** As `CallType` in the events. */
  readonly type: string;
  readonly form: EventForm;
  readonly user: SimulatedUser;
  readonly contactName: string;
  readonly contactNumber: string;
  /** What happens: the name of a story, or its steps. */
  readonly story: StoryName | readonly Step[];
  /** How long the phone rings, in milliseconds. */
  readonly ringMs: number;
  /** How long each part of the conversation lasts, in milliseconds. */
  readonly talkMs: number;
}

export interface Told {
  readonly call: SimulatedCall;
  readonly moment: Moment;
  /** Whether the event is about the consult leg, which has an id of its own. */
  readonly isLeg: boolean;
  /** The place of the event in the call's story, from 0. */
  readonly number: number;
  /** When the call began and when this happened, in milliseconds since the epoch. */
  readonly began: number;
  readonly at: number;
}
