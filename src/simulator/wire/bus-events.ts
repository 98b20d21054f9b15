import { CHANNEL, TOPIC, type Envelope } from './envelope.ts';

/** A call that the simulator placed for an agent. */
export interface SimulatedCall {
  /** The callid, as `message.call.id`. */
  readonly id: string;
  readonly lcmKey: string;
  /** As `message.call.CallType`. */
  readonly type: string;
  /** The agent, as `message.call.User`. */
  readonly user: string;
  readonly contactName: string;
  readonly contactNumber: string;
  /** How long the phone rings, in milliseconds. */
  readonly ringMs: number;
  /** How long the conversation lasts, in milliseconds. */
  readonly talkMs: number;
}

export type CallEvent = 'Ringing' | 'Answered' | 'DROPPED' | 'ACW';

/**
 * The event `OutboundCallStateChange`. The vendor does not document which variable holds the LCM key, and sites differ;
 * here it is `CallVariables.LCMKey`.
 */
export function callStateChange(call: SimulatedCall, event: CallEvent): Envelope {
  return {
    channel: 'Amazon',
    topic: 'OutboundCall',
    subtopic: 'OutboundCallStateChange',
    message: {
      call: {
        id: call.id,
        event,
        CallType: call.type,
        CallVariables: {
          LCMKey: call.lcmKey,
          ContactName: call.contactName,
          ContactNumber: call.contactNumber,
        },
        User: call.user,
      },
    },
  };
}

/** The event `OutcomeSetForCall`. Its message is the LCM key and nothing else. */
export function outcomeSetForCall(lcmKey: string): Envelope {
  return { channel: CHANNEL, topic: TOPIC, subtopic: 'OutcomeSetForCall', message: lcmKey };
}
