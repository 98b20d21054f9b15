import { expect, it } from 'vitest';
import { isClearRequest, makeClear, readClearRefusal } from '#shared/lcm/clear-contact.ts';
import { readEnvelope, type Envelope } from '#shared/lcm/envelope.ts';

const NAMES = { channel: 'Amazon', topic: 'OutboundCall', subtopic: 'ClearContact' };

function envelope(fields: object): Envelope {
  const reading = readEnvelope({ ...NAMES, ...fields });
  if (!reading.ok) throw new Error(reading.reason);
  return reading.envelope;
}

it('is the sample of page clear-acw-call, to the letter', () => {
  expect(JSON.stringify(makeClear('myapp'))).toBe(
    '{"channel":"Amazon","topic":"OutboundCall","subtopic":"ClearContact","source":"myapp"}',
  );
});

it.each([
  ['the sample', { source: 'myapp' }, true],
  ['in another spelling', { channel: 'AMAZON', subtopic: ' clearcontact ', source: 'other' }, true],
  ['on the channel of LCM', { channel: 'LCM' }, false],
  ['another message of the channel', { subtopic: 'MakeCall', source: 'myapp' }, false],
  ['its error', { message: { errorType: 'SET_AGENTSTATE_FAILED' } }, false],
])('a request to end after-call work: %s', (_what, fields, expected) => {
  expect(isClearRequest(envelope(fields))).toBe(expected);
});

const error = {
  errorType: 'SET_AGENTSTATE_FAILED',
  errorMessage: 'Campaign Manager Failure Error Message.',
  msg: 'Set agent state failed.',
};
it.each([
  ['in message.response', { message: { response: error } }, { words: 'Set agent state failed.' }],
  ['in message', { message: error }, { words: 'Set agent state failed.' }],
  ['in data', { data: error }, { words: 'Set agent state failed.' }],
  ['under the name of another subtopic', { subtopic: 'AgentError', data: error }, { words: error.msg }],
  ['with the type as its code', { message: { code: 'set_agentstate_failed' } }, { words: null }],
  ['as LCM refuses a set', { message: { response: { success: false, msg: 'No.' } } }, { words: 'No.' }],
  [
    'as the reply that no page has',
    { subtopic: 'ClearContactResult', message: { success: false } },
    { words: null },
  ],
  ['of another request', { subtopic: 'MakeCall', message: { success: false } }, null],
  ['of LCM', { channel: 'LCM', message: error }, null],
  ['a success', { message: { success: true } }, null],
  ['the request itself', { source: 'myapp' }, null],
  ['nonsense', { message: 'SET_AGENTSTATE_FAILED', data: [1] }, null],
])('a refusal: %s', (_where, fields, expected) => {
  expect(readClearRefusal(envelope(fields))).toEqual(expected);
});
