import type { Envelope } from '../wire/envelope.ts';
import { agentInfo } from './bodies.ts';

/** The events that tell who is signed in, and that agent's state. */
export const AGENT_EVENTS = ['SetAgentState', 'SetAgentDetails'] as const;

export interface AgentState {
  readonly event: (typeof AGENT_EVENTS)[number];
  /** The login name. */
  readonly user: string;
  /** Such as `Available` or `Not Ready`. */
  readonly state: string;
}

/** Pages v1 set-agent-state-api and agent-status-event. */
export function agentStateEvent({ event, user, state }: AgentState): Envelope {
  if (event === 'SetAgentDetails') {
    return {
      channel: 'Amazon',
      topic: 'OutboundCall',
      subtopic: 'SetAgentDetails',
      message: { blendingState: 'Outbound', agentState: state, agentName: user, dialingType: 'Nailed' },
    };
  }
  const isReady = state === 'Available';
  const { muted, ...info } = agentInfo(user);
  const items = {
    NotReady: isReady ? 'Enable' : 'Hide',
    Ready: isReady ? 'Hide' : 'Enable',
    make_call: 'Enable',
    mute: 'Enable',
    unmute: 'Hide',
  };
  return {
    channel: 'Amazon',
    topic: 'Agent',
    subtopic: 'SetAgentState',
    message: {
      rules: {
        ButtonStates: { items, count: 5 },
        ResponseActual: { name: state, type: isReady ? 'routable' : 'not_routable' },
      },
      data: { muted, ...info },
      event: state,
      source: 'event',
    },
  };
}
