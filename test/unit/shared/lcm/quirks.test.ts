import { describe, expect, it } from 'vitest';
import type { JsonObject } from '#shared/lcm/json.ts';
import { decodeListReply, decodeSetReply, isAnswer } from '#shared/lcm/decode.ts';
import { encodeListCall, encodeSetCall } from '#shared/lcm/encode.ts';
import {
  envelopeRole,
  makeRequest,
  readEnvelope,
  requestedCall,
  type Envelope,
} from '#shared/lcm/envelope.ts';
import { LCM_TOPIC, REPLY_SUBTOPICS } from '#shared/lcm/names.ts';
import { page000, page001, page002, page003, page004 } from './samples.ts';
import { readEntries } from '#test/support/listed-rows.ts';

function read(raw: JsonObject): Envelope {
  const reading = readEnvelope(raw);
  if (!reading.ok) throw new Error(reading.reason);
  return reading.envelope;
}

const reply = (subtopic: string, message: JsonObject | string = {}, more: JsonObject = {}): Envelope =>
  read({ channel: 'LCM', topic: 'WebService', subtopic, message, ...more });

const namesOf = ({ channel, topic, subtopic }: { channel: string; topic: string; subtopic: string }) => ({
  ...{ channel, topic, subtopic },
});

/** The rows of a list reply with this message. */
function listOf(message: JsonObject): ReturnType<typeof readEntries> {
  const { result } = decodeListReply(reply('BusinessOutCome', message));
  if (result.kind !== 'listed') throw new Error(`The message is ${result.kind}, no list`);
  return readEntries(result.entries);
}

const row = (fields: JsonObject) => listOf({ response: [{ OutComeID: '1', ...fields }] }).rows[0];

describe('the table of quirks, row by row', () => {
  it('topic: sent as WebService, accepted in any case', () => {
    expect(LCM_TOPIC).toBe('WebService');
    expect(makeRequest('GetBusinessOutCome', 'Afterword', {}).topic).toBe('WebService');
    for (const topic of ['WebService', 'Webservice', 'WEBSERVICE', ' webservice ']) {
      expect(envelopeRole(read({ ...page004.reply, topic }))).toEqual({ kind: 'listReply' });
    }
    expect(envelopeRole(read({ ...page004.reply, topic: 'OutboundCall' }))).toEqual({ kind: 'other' });
  });

  it('004 request subtopic: sent as GetBusinessOutCome, recognised in any case', () => {
    expect(makeRequest('GetBusinessOutCome', 'Afterword', {}).subtopic).toBe('GetBusinessOutCome');
    const theirs = read({ ...page004.sample, subtopic: 'GetBusinessOutcome' });
    expect(requestedCall(theirs)).toBe('GetBusinessOutCome');
  });

  it('004 reply subtopic: accepted in any case', () => {
    for (const subtopic of ['BusinessOutCome', 'BusinessOutcome', 'businessoutcome']) {
      expect(envelopeRole(reply(subtopic))).toEqual({ kind: 'listReply' });
    }
  });

  it('003 and 004 replies: the same subtopic, told apart by callid', () => {
    expect(REPLY_SUBTOPICS.GetBusinessOutCome).toBe(REPLY_SUBTOPICS.GetOutcomeByOutcomegroup);
    expect(decodeListReply(read(page004.reply)).callId).toBe('12345');
    expect(decodeListReply(read(page003.reply)).callId).toBeNull();
    expect(decodeListReply(reply('BusinessOutCome', { callid: ' ', response: [] })).callId).toBeNull();
  });

  it('001 reply subtopic: accepted with its leading blank', () => {
    const role = envelopeRole(reply(' SetCallbackWithCommentsResult'));
    expect(role).toEqual({ kind: 'setReply', call: 'SetCallbackWithComments' });
  });

  it('002 outcome: sent as OutcomeId, a number', () => {
    const result = encodeSetCall('SetCallOutcomeWithComments', page002.fields);
    expect(result).toMatchObject({ ok: true, data: { OutcomeId: 1 } });
  });

  it('000 and 001 mode: sent as CallbackModeID, a number', () => {
    for (const result of [
      encodeSetCall('SetBusinessOutcomeWithCallback', page000.fields),
      encodeSetCall('SetCallbackWithComments', page001.fields),
    ]) {
      expect(result).toMatchObject({ ok: true, data: { CallbackModeID: 1 } });
    }
  });

  it('list outcome id: any case of its name, string or number, trimmed', () => {
    const response = [
      { OutComeID: '101' },
      { OutcomeID: 102 },
      { outcomeid: ' 103 ' },
      { ' OUTCOMEID ': 'x4' },
    ];
    const { rows, ignored } = listOf({ response });
    expect(rows.map(({ id }) => id)).toEqual(['101', '102', '103', 'x4']);
    expect(ignored).toBe(0);
  });

  it('list LeadScore: number, numeric string, null, absent', () => {
    const scores: [JsonObject, number | null][] = [
      [{ LeadScore: '0' }, 0],
      [{ LeadScore: 7 }, 7],
      [{ LeadScore: ' 2.5 ' }, 2.5],
      [{ LeadScore: '-3' }, -3],
      [{ LeadScore: null }, null],
      [{ LeadScore: '' }, null],
      [{}, null],
    ];
    for (const [fields, score] of scores) expect(row(fields)?.leadScore).toBe(score);
  });

  it('list ParentID: string or number; null, absent and "" mean root, and so do their names as text', () => {
    const parents: [JsonObject, string | null][] = [
      [{ ParentID: '5' }, '5'],
      [{ ParentID: 5 }, '5'],
      [{ ParentID: ' 5 ' }, '5'],
      [{ ParentID: 0 }, '0'],
      [{ ParentID: null }, null],
      [{ ParentID: '' }, null],
      [{ ParentID: ' ' }, null],
      [{ ParentID: 'NULL' }, null],
      [{ ParentID: 'undefined' }, null],
      [{ ParentID: 'nullable' }, 'nullable'],
      [{}, null],
    ];
    for (const [fields, parent] of parents) expect(row(fields)?.parentId).toBe(parent);
  });

  it('003 response: an array; a lone object is one row', () => {
    const lone = page003.reply.message.response[0]!;
    const list = listOf({ response: lone });
    expect(list.ignored).toBe(0);
    expect(list.rows).toEqual(listOf({ response: [lone] }).rows);
    expect(listOf(page003.reply.message).rows).toHaveLength(2);
  });

  it('set LeadScore and TargetAmount: numbers, decimals included', () => {
    const result = encodeSetCall('SetCallOutcomeWithComments', {
      ...page002.fields,
      leadScore: 1.25,
      targetAmount: 99.9,
    });
    expect(result).toMatchObject({ ok: true, data: { LeadScore: 1.25, TargetAmount: 99.9 } });
  });

  it('dates and times: zero-padded, an end equal to the start allowed', () => {
    expect(encodeSetCall('SetCallbackWithComments', page001.fields)).toMatchObject({
      ok: true,
      data: { StartDate: '03/07/2020', EndDate: '03/07/2020', StartTime: '13:45', EndTime: '13:45' },
    });
  });

  it('003 parents that are not in the list: kept as they are', () => {
    const { rows } = listOf(page003.reply.message);
    expect(rows.map(({ parentId }) => parentId)).toEqual(['5', '6']);
  });

  it('003 callid may be empty and is sent so', () => {
    expect(encodeListCall('GetOutcomeByOutcomegroup', { callId: '', type: 'MANUAL' })).toEqual({
      callid: '',
      type: 'MANUAL',
    });
  });
});

describe('errors, in every shape and place', () => {
  const result = (message: JsonObject | string, more: JsonObject = {}) =>
    decodeSetReply(reply('SetCallOutcomeWithCommentsResult', message, more));
  const shapes: [string, JsonObject][] = [
    ['{ success: false, msg }', { success: false, msg: 'Not now' }],
    ['{ errorType, errorMessage, msg }', { errorType: 'WS_Error', errorMessage: 'internal', msg: 'Not now' }],
  ];

  for (const [name, error] of shapes) {
    it(`${name} in data, message and message.response`, () => {
      for (const found of [
        result({}, { data: { callid: '7', ...error } }),
        result({ callid: '7', ...error }),
        result({ callid: '7', response: error }),
      ]) {
        expect(found).toEqual({
          callId: '7',
          result: { kind: 'refused', reason: 'Not now' },
          attributable: true,
        });
      }
    });
  }

  it('WS_Error "Invalid Call ID:<id>" names its call by that id', () => {
    const error = { errorType: 'WS_Error', errorMessage: 'Invalid Call ID:12345', msg: 'Invalid Call ID.' };
    expect(result(error)).toMatchObject({
      callId: '12345',
      result: { kind: 'refused', reason: 'Invalid Call ID.' },
    });
    expect(result('Invalid Call ID: 12345')).toMatchObject({ callId: '12345', attributable: true });
    expect(result({ response: { success: false, msg: 'Invalid Call ID:12345' } }).callId).toBe('12345');
  });

  it('the columns of the pages’ error tables, and other places of LCM’s words', () => {
    const table = {
      'Error Type': 'WS_Error',
      'Actual Error': 'Invalid Call ID:12345',
      Message: 'Invalid Call ID.',
    };
    for (const found of [result(table), result({ response: table }), result({}, { data: { error: table } })])
      expect(found).toEqual({
        callId: '12345',
        result: { kind: 'refused', reason: 'Invalid Call ID.' },
        attributable: true,
      });
    const said = (response: JsonObject) =>
      result({ callid: '7', response: { success: false, ...response } }).result;
    expect(said({ message: 'Ungültig' })).toEqual({ kind: 'refused', reason: 'Ungültig' });
    expect(said({ error: { code: 5, message: 'Ungültig' } })).toEqual({
      kind: 'refused',
      reason: 'Ungültig',
    });
  });

  it('an answer under the name of its request is its answer; a request is none', () => {
    const isSet = { kind: 'setReply', call: 'SetCallOutcomeWithComments' };
    const success = { message: { callid: '12345', response: { success: true } } };
    for (const answer of [{ data: { callid: '12345', errorType: 'WS_Error' } }, success])
      expect(envelopeRole(read({ ...answer, ...namesOf(page002.sample) }), isAnswer)).toEqual(isSet);
    for (const response of [page004.reply.message.response, []]) {
      const list = { ...namesOf(page004.sample), message: { callid: '12345', response } };
      expect(envelopeRole(read(list), isAnswer)).toEqual({ kind: 'listReply' });
    }
    const block = { ...namesOf(page002.sample), subtopic: 'SetDNC', data: { OutcomeID: 5 } };
    for (const sample of [...[page000, page001, page002, page003, page004].map((page) => page.sample), block])
      expect(envelopeRole(read(sample), isAnswer)).toEqual({ kind: 'other' });
    // Another application may put what it sets into the message.
    const fields = { ...namesOf(page002.sample), message: [{ FieldName: 'Balance', Value: '1' }] };
    expect(envelopeRole(read(fields), isAnswer)).toEqual({ kind: 'other' });
  });

  it('"Callid is empty" is not attributed to a request with a callid', () => {
    const error = { errorType: 'WS_Error', errorMessage: 'Callid is empty', msg: 'Invalid Call ID.' };
    expect(result(error)).toMatchObject({ callId: null, attributable: false });
    expect(result({ response: { success: false, msg: 'Callid is empty' } }).attributable).toBe(false);
    const list = decodeListReply(reply('BusinessOutCome', error));
    expect(list).toMatchObject({ callIdWasEmpty: true, result: { kind: 'refused' } });
  });

  it('only success: true is a success', () => {
    expect(result({ callid: '7', response: { success: true } }).result).toEqual({ kind: 'delivered' });
    for (const success of [false, 'true', 1, null, [], {}]) {
      expect(result({ callid: '7', response: { success } }).result.kind).toBe('refused');
    }
    for (const message of [
      { callid: '7' },
      { callid: '7', response: {} },
      { callid: '7', response: 'true' },
    ]) {
      expect(result(message).result.kind).toBe('refused');
    }
  });

  it('an empty reply is not attributed to any request', () => {
    for (const message of [{}, 'hello', { response: {} }, { response: { success: true } }]) {
      expect(result(message).attributable).toBe(false);
    }
  });

  it('there is always a reason, in one bounded line', () => {
    const messages: JsonObject[] = [
      { success: false },
      { success: false, msg: '' },
      { success: false, msg: null, errorMessage: ['why'] },
      { success: false, msg: { deep: true } },
      { success: false, msg: 'x'.repeat(100_000) },
      { success: false, msg: 'one\r\ntwo\u0000' },
    ];
    for (const message of messages) {
      const found = result(message).result;
      expect(found.kind === 'refused' && found.reason).toMatch(/^[^\n\r\0]{3,500}$/);
    }
    expect(result({ success: false, msg: 42 }).result).toEqual({ kind: 'refused', reason: '42' });
    expect(result({ success: false, errorMessage: 'why' }).result).toEqual({
      kind: 'refused',
      reason: 'why',
    });
  });

  it('a list call’s error is a refusal, not an empty list', () => {
    const found = decodeListReply(
      reply('BusinessOutCome', { callid: '7', response: { success: false, msg: 'No' } }),
    );
    expect(found).toEqual({ callId: '7', result: { kind: 'refused', reason: 'No' }, callIdWasEmpty: false });
  });

  it('an answer without a list is unreadable, an empty list is a list', () => {
    expect(decodeListReply(reply('BusinessOutCome', { callid: '7' })).result).toEqual({ kind: 'unreadable' });
    expect(decodeListReply(reply('BusinessOutCome', { callid: '7', response: [] })).result.kind).toBe(
      'listed',
    );
  });
});

describe('answers in other places than on the pages', () => {
  const verdict = (raw: JsonObject): unknown =>
    decodeSetReply(
      read({ channel: 'LCM', topic: 'WebService', subtopic: 'SetCallOutcomeWithCommentsResult', ...raw }),
    );
  const answer = { callid: '7', response: { success: true } };
  const delivered = { callId: '7', result: { kind: 'delivered' }, attributable: false };

  it('a set’s answer may be in data, and JSON that was written twice is read', () => {
    expect(verdict({ data: answer })).toEqual(delivered);
    expect(verdict({ message: JSON.stringify(answer) })).toEqual(delivered);
    expect(verdict({ message: { callid: '7', response: '{"success":true}' } })).toEqual(delivered);
    const whole = { channel: 'LCM', topic: 'WebService', subtopic: 'x', message: answer };
    expect(readEnvelope(JSON.stringify(whole))).toEqual(readEnvelope(whole));
    for (const text of [
      '{"success":',
      '{',
      '[1',
      'true',
      `${' '.repeat(3_000_000)}${JSON.stringify(answer)}`,
    ])
      expect(verdict({ message: text })).toMatchObject({ result: { kind: 'refused' }, attributable: false });
  });

  it('a set’s answer may be the only entry of an array, as the list’s rows are', () => {
    expect(verdict({ message: { callid: '7', response: [{ success: true }] } })).toEqual(delivered);
    expect(verdict({ message: [answer] })).toEqual(delivered);
    expect(verdict({ message: [{ callid: '7', response: [{ success: false, msg: 'No' }] }] })).toMatchObject({
      callId: '7',
      result: { kind: 'refused', reason: 'No' },
    });
    for (const response of [[], [{ success: true }, { success: true }], [[{ success: true }]]])
      expect(verdict({ message: { callid: '7', response } })).toMatchObject({ result: { kind: 'refused' } });
  });

  it('only what wraps an answer of LCM is taken off', () => {
    for (const [channel, message] of [
      ['Phone', { call: { response: 'x' } }],
      ['LCM', { d: { call: 'x' } }],
      ['LCM', { d: answer, more: 1 }],
      ['LCM', [answer, answer]],
      ['LCM', { response: answer }],
    ] as const)
      expect(read({ channel, topic: 'WebService', subtopic: 'x', message } as JsonObject).message).toEqual(
        'response' in message ? { response: answer } : message,
      );
  });

  it('a list may be in data, wrapped once more, or written twice as JSON', () => {
    const { response } = page004.reply.message;
    const rows = listOf({ callid: '7', response }).rows;
    expect(rows).toHaveLength(2);
    for (const message of [{ BusinessOutCome: response }, { response: { Table: response } }, response])
      expect(listOf(message as JsonObject).rows).toEqual(rows);
    expect(listOf({ callid: '7', response: JSON.stringify(response) }).rows).toEqual(rows);
    const inData = decodeListReply(reply('BusinessOutCome', {}, { data: { callid: '7', response } }));
    expect(inData).toMatchObject({ callId: '7', result: { kind: 'listed', entries: response } });
  });

  it('a refusal with an empty list is a refusal, so that the known list stays', () => {
    const message = { callid: '7', success: false, msg: 'Not now', response: [] };
    expect(decodeListReply(reply('BusinessOutCome', message)).result).toEqual({
      kind: 'refused',
      reason: 'Not now',
    });
  });
});

describe('rows that are odd', () => {
  it('has names that fit one line, whatever LCM puts into them', () => {
    const nameOf = (Description: unknown) => row({ Description } as JsonObject)?.description;
    expect(nameOf('Payment  Done')).toBe('Payment Done');
    expect(nameOf(' one\r\n\ttwo\u0000 ')).toBe('one two');
    expect(nameOf('\u202Elive\u202C abc')).toBe('live abc');
    expect(nameOf('\u200B\u00A0')).toBe('');
    expect(nameOf('👩‍👩‍👧‍👦'.repeat(10_000))).toMatch(/^.{1,255}…$/u);
    expect(nameOf('İlgisiz <b>')).toBe('İlgisiz <b>');
    expect(nameOf(7)).toBe('7');
  });

  it('leaves out and counts entries that are not outcomes, and keeps the others in order with duplicates', () => {
    const response = [
      { OutComeID: '2' },
      null,
      'x',
      { Description: 'no id' },
      { OutComeID: {} },
      { OutComeID: '2' },
    ];
    const { rows, ignored } = listOf({ response });
    expect(rows.map(({ id }) => id)).toEqual(['2', '2']);
    expect(ignored).toBe(4);
  });

  it('keeps a row whose other fields are unreadable', () => {
    const response = [{ OutComeID: '1', LeadScore: '0x10', ParentID: { a: 1 }, Description: ['x'] }];
    const { rows } = listOf({ response });
    expect(rows).toEqual([{ id: '1', description: '', campaignId: null, leadScore: null, parentId: null }]);
  });
});

describe('envelopes', () => {
  it('keeps the case of names and trims them, for bus events of any channel', () => {
    const raw = {
      Channel: ' Amazon ',
      TOPIC: 'OutboundCall',
      subtopic: 'OutboundCallStateChange',
      message: { a: 1 },
    };
    expect(read(raw)).toEqual({
      channel: 'Amazon',
      topic: 'OutboundCall',
      subtopic: 'OutboundCallStateChange',
      source: null,
      data: undefined,
      message: { a: 1 },
    });
  });

  it('says why a message is not an envelope', () => {
    const reasons = [
      null,
      'text',
      [],
      5,
      {},
      { channel: 'LCM' },
      { channel: 'LCM', topic: 'x', subtopic: ' ' },
    ].map((raw) => {
      const reading = readEnvelope(raw);
      return reading.ok ? null : reading.reason;
    });
    expect(reasons).toEqual([
      'is not a JSON object',
      'is not a JSON object',
      'is not a JSON object',
      'is not a JSON object',
      'has no channel',
      'has no topic',
      'has no subtopic',
    ]);
  });
});
