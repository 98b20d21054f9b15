import { CHANNEL, TOPIC, type Envelope } from './envelope.ts';

/** A call that LCM placed for an agent. */
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
  /** How long it rings, and then how long they talk, in milliseconds. */
  readonly ringMs: number;
  readonly talkMs: number;
}

export type CallEvent = 'Ringing' | 'Answered' | 'DROPPED' | 'ACW';

/**
 * `OutboundCallStateChange`. Which variable bears the LCM key is not documented and differs from site to site; here
 * it is `CallVariables.LCMKey`.
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

/** `OutcomeSetForCall`: its message is the bare LCM key. */
export function outcomeSetForCall(lcmKey: string): Envelope {
  return { channel: CHANNEL, topic: TOPIC, subtopic: 'OutcomeSetForCall', message: lcmKey };
}
