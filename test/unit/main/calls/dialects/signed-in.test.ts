import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readSignedInAgent } from '#main/calls/dialects/signed-in.ts';
import { readEnvelope } from '#shared/lcm/envelope.ts';

function signedIn(channel: string, topic: string, subtopic: string, message: unknown): string | null {
  const reading = readEnvelope({ channel, topic, subtopic, message });
  return reading.ok ? (readSignedInAgent(reading.envelope)?.loginName ?? null) : null;
}

const DATA = { muted: false, name: 'Agent 1', extension: '', loginName: 'agent1', state: 'Not_Ready' };
const FIVE9 = { extension: '300000001765949', loginName: 'Five9@acqueon.com', agentType: 'not_routable' };
const INFO = { name: 'Agent 1', extension: '', loginName: 'agent1', muted: false };

it.each<[string, string, string, unknown, string | null]>([
  // The samples of set-not-ready, login-5, logout-3, get-agent-state and login-4.
  ['Amazon', 'Agent', 'SetAgentState', { data: DATA, event: 'Not Ready', source: 'event' }, 'agent1'],
  [
    'Five9',
    'Agent',
    'SetAgentState',
    { data: { ...FIVE9, state: 'login' }, event: 'login' },
    'Five9@acqueon.com',
  ],
  ['Five9', 'Agent', 'SetAgentState', { data: { ...FIVE9, state: 'logout' }, event: 'logout' }, null],
  ['Cisco', 'Agent', 'SetAgentState', { data: { loginId: '834108959', loginName: 'arul4' } }, 'arul4'],
  ['Genesys', 'Agent', 'SetAgentState', { data: { name: 'Test Agent', loginName: ' a@b.com ' } }, 'a@b.com'],
  // Those of get-direct-connects, agent-state-synchronization and agent-status-event.
  ['Amazon', 'Agent', 'LoginSuccess', { loginState: 'LoggedIn', agentInfo: INFO }, 'agent1'],
  ['Amazon', 'Agent', 'StateSync', { loginState: 'LoggedOut', agentInfo: null, agentState: null }, null],
  ['Amazon', 'Agent', 'StateSync', { loginState: 'LoggedOut', agentInfo: INFO }, null],
  ['amazon', ' AGENT', 'statesync', { loginState: 'LoggedIn', AgentInfo: INFO }, 'agent1'],
  ['Amazon', 'OutboundCall', 'SetAgentDetails', { agentState: 'NCC', agentName: 'agent1' }, 'agent1'],
  ['Amazon', 'OutboundCall', 'SetAgentDetails', { agentState: 'Log-Out', agentName: 'agent1' }, null],
  // No login name, or none of these events.
  ['Amazon', 'Agent', 'SetAgentState', { data: { name: 'Agent 1', loginName: {} } }, null],
  ['Amazon', 'Agent', 'CcpAgentState', { data: DATA }, null],
  ['LCM', 'WebService', 'StateSync', { agentInfo: INFO }, null],
])('%s %s %s: %j tells of %s', (channel, topic, subtopic, message, agent) => {
  expect(signedIn(channel, topic, subtopic, message)).toBe(agent);
});

it('is told with the other names of the agent', () => {
  const names = (data: object, subtopic = 'SetAgentState') => {
    const reading = readEnvelope({ channel: 'Amazon', topic: 'Agent', subtopic, ...data });
    return reading.ok ? readSignedInAgent(reading.envelope)?.names : null;
  };
  expect(names({ message: { data: DATA } })).toEqual(['agent1', 'Agent 1']);
  expect(names({ message: { agentInfo: INFO } }, 'LoginSuccess')).toEqual(['agent1', 'Agent 1']);
  expect(names({ message: { data: { loginId: 7, loginName: 'ana' } } })).toEqual(['ana', '7']);
});

it('is null or a clean text for any message', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), (message, loginName) => {
      signedIn('Amazon', 'Agent', 'SetAgentState', message);
      const agent = signedIn('Amazon', 'Agent', 'SetAgentState', { data: { loginName } });
      expect(agent ?? 'none').not.toMatch(/[\p{Cc}\p{Cs}\p{Bidi_Control}]|^$/u);
    }),
  );
});
