import { expect, it } from 'vitest';
import { isSameAgent, readAgents } from '#main/calls/dialects/agents.ts';

it.each<[unknown, string[], string[]?]>([
  ['agent1', ['agent1']],
  [' Agent\t1 ', ['Agent 1']],
  [42, ['42']],
  [{ loginName: 'agent1' }, ['agent1']],
  [{ name: 'Agent 1', id: '704fbb61', extension: '5064' }, ['Agent 1', '704fbb61'], ['5064']],
  [
    { UserId: ' Test Agent ', Extension: 'testagent.a@domain.com' },
    ['Test Agent'],
    ['testagent.a@domain.com'],
  ],
  [{ LOGIN_ID: 834108959, firstName: 'arul' }, ['834108959']],
  [{ agentInfo: { Email: 'a@b.c' }, routingProfile: { name: 'Basic' } }, ['a@b.c']],
  [
    ['agent1', { userName: 'agent2' }],
    ['agent1', 'agent2'],
  ],
  ['{"loginName":"agent1"}', ['agent1']],
  ['{agent1}', ['{agent1}']],
  ['', []],
  [null, []],
  [undefined, []],
  [true, []],
  [{}, []],
  [{ name: { first: 'A' }, id: null, loginName: '' }, []],
  [[[[[[{ id: 'deep' }]]]]], []],
])('%j names %j', (value, names, hints = []) => expect(readAgents(value)).toEqual({ names, hints }));

it.each([
  ['agent1', 'AGENT1 ', true],
  ['agent1', 'agent2', false],
  ['CORP\\agent1', 'agent1', true],
  ['agent1', 'agent1@example.com', true],
  ['corp\\agent1', 'Agent1@CORP', true],
  ['CORP\\agent1', 'OTHER\\agent1', false],
  ['agent1@a.example', 'agent1@b.example', false],
  ['agent1@example.com', 'AGENT1@example.com', true],
  ['\\', '', false],
  ['@', '@', true],
  ['CORP\\', 'CORP', false],
])('%j and %j are the same agent: %s', (left, right, same) => {
  expect(isSameAgent(left, right)).toBe(same);
  expect(isSameAgent(right, left)).toBe(same);
});
