import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  encodeCampaignSearch,
  encodeFieldEdit,
  encodeListCall,
  encodeOverlap,
  encodeSetCall,
  type EncodeFault,
  type SetFields,
} from '#shared/lcm/encode.ts';
import { makeRequest } from '#shared/lcm/envelope.ts';
import { OUTCOME_CALLS, type OutcomeCallName } from '#shared/lcm/names.ts';
import { decodeSetReply } from '#shared/lcm/decode.ts';
import { envelopeRole, readEnvelope } from '#shared/lcm/envelope.ts';
import { page000, page001, page002, page003, page004, pageSetBusinessFields, withSource } from './samples.ts';

function encoded(call: OutcomeCallName, fields: SetFields) {
  const result = encodeSetCall(call, fields);
  if (!result.ok) throw new Error(`${result.field} ${result.fault}`);
  return result.data;
}

function without(fields: SetFields, name: 'callback' | 'telephonyOutcomeId'): SetFields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name)) as unknown as SetFields;
}

/** Equal, and with every field in the same place: JSON text shows the order. */
function expectExactly(actual: unknown, sample: unknown) {
  expect(actual).toStrictEqual(sample);
  expect(JSON.stringify(actual)).toBe(JSON.stringify(sample));
}

describe('the envelope that is sent equals the page’s sample, field by field and in its order', () => {
  it('page 000, SetBusinessOutcomeWithCallback', () => {
    const data = encoded('SetBusinessOutcomeWithCallback', page000.fields);
    const request = makeRequest('SetBusinessOutcomeWithCallback', 'Afterword', data);
    expectExactly(request, withSource(page000.sample, 'Afterword'));
  });

  it('page 001, SetCallbackWithComments', () => {
    const data = encoded('SetCallbackWithComments', page001.fields);
    const request = makeRequest('SetCallbackWithComments', 'Afterword', data);
    expectExactly(request, withSource(page001.sample, 'Afterword'));
  });

  it('page 002, SetCallOutcomeWithComments', () => {
    const data = encoded('SetCallOutcomeWithComments', page002.fields);
    const request = makeRequest('SetCallOutcomeWithComments', 'Afterword', data);
    expectExactly(request, withSource(page002.sample, 'Afterword'));
  });

  it('page 003, GetOutcomeByOutcomegroup', () => {
    const data = encodeListCall('GetOutcomeByOutcomegroup', { callId: '', type: 'MANUAL' });
    const request = makeRequest('GetOutcomeByOutcomegroup', 'Afterword', data);
    expectExactly(request, withSource(page003.sample, 'Afterword'));
  });

  it('page 004, GetBusinessOutCome', () => {
    const data = encodeListCall('GetBusinessOutCome', { callId: '12345', lcmKey: '5|3|1|0|0|44|1' });
    const request = makeRequest('GetBusinessOutCome', 'Afterword', data);
    expectExactly(request, withSource(page004.sample, 'Afterword'));
  });
});

describe('the documented siblings', () => {
  it('SetBusinessOutcomeWithComments is as page 002, with the business outcome', () => {
    const data = encoded('SetBusinessOutcomeWithComments', {
      ...without(page002.fields, 'telephonyOutcomeId'),
      businessOutcomeId: '101',
    });
    expectExactly(data, { ...page002.sample.data, OutcomeId: 101 });
  });

  it('SetPersonalCallbackWithComments is as page 001', () => {
    expectExactly(encoded('SetPersonalCallbackWithComments', page001.fields), page001.sample.data);
  });

  it('SetBusinessOutcomeWithPersonalCallback is as page 000', () => {
    expectExactly(encoded('SetBusinessOutcomeWithPersonalCallback', page000.fields), page000.sample.data);
  });

  it('SetBusinessOutcomeWithCallOutcome has a number and a string', () => {
    const data = encoded('SetBusinessOutcomeWithCallOutcome', {
      ...page002.fields,
      telephonyOutcomeId: '0',
      businessOutcomeId: '101',
    });
    expectExactly(data, {
      callid: '12345',
      AccountNumber: '5|3|1|0|0|44|1',
      BusinessOutcome: 101,
      CallOutcome: '0',
      LeadScore: 0,
      UserID: 'testagent',
      AgentComments: 'Test comment',
      TargetAmount: 0,
    });
  });
});

describe('values that are sent unchanged', () => {
  it.each(['137|1|3|0|0|84|', '178|3|3|0|0|84|-1', 'anything at all'])('the LCM key %s', (lcmKey) => {
    expect(encoded('SetCallOutcomeWithComments', { ...page002.fields, lcmKey })['AccountNumber']).toBe(
      lcmKey,
    );
  });

  it('any comment, even an empty one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (comments) => {
        expect(encoded('SetCallOutcomeWithComments', { ...page002.fields, comments })['AgentComments']).toBe(
          comments,
        );
      }),
    );
  });

  it('decimals of score and amount; never a negative zero', () => {
    const data = encoded('SetCallOutcomeWithComments', {
      ...page002.fields,
      leadScore: 2.5,
      targetAmount: -0,
    });
    expect(data).toMatchObject({ LeadScore: 2.5, TargetAmount: 0 });
  });

  it('the smallest and largest safe ids, and the blanks around one go', () => {
    for (const id of [Number.MIN_SAFE_INTEGER, -1, 0, Number.MAX_SAFE_INTEGER]) {
      const fields = { ...page002.fields, telephonyOutcomeId: ` ${String(id)} ` };
      expect(encoded('SetCallOutcomeWithComments', fields)['OutcomeId']).toBe(id);
    }
  });
});

describe('what cannot be sent is named by its field', () => {
  const callback = page000.fields.callback;
  const base: SetFields = page000.fields;
  const faults: [string, SetFields, string][] = [
    ['a missing callid', { ...base, callId: '' }, 'callId'],
    ['a blank callid', { ...base, callId: ' \t' }, 'callId'],
    ['a missing LCM key', { ...base, lcmKey: '' }, 'lcmKey'],
    ['a missing agent', { ...base, userId: ' ' }, 'userId'],
    ['a score that is no number', { ...base, leadScore: NaN }, 'leadScore'],
    ['an endless score', { ...base, leadScore: Infinity }, 'leadScore'],
    ['an endless amount', { ...base, targetAmount: -Infinity }, 'targetAmount'],
    ['a business outcome in words', { ...base, businessOutcomeId: 'Payment' }, 'businessOutcomeId'],
    ['a business outcome with a fraction', { ...base, businessOutcomeId: '1.5' }, 'businessOutcomeId'],
    ['an id that is no decimal', { ...base, businessOutcomeId: '0x10' }, 'businessOutcomeId'],
    ['an id with an exponent', { ...base, businessOutcomeId: '1e3' }, 'businessOutcomeId'],
    ['an id that would lose its zeros', { ...base, businessOutcomeId: '007' }, 'businessOutcomeId'],
    [
      'an id beyond the safe integers',
      { ...base, businessOutcomeId: '9007199254740993' },
      'businessOutcomeId',
    ],
    ['an empty telephony outcome', { ...base, telephonyOutcomeId: '' }, 'telephonyOutcomeId'],
    ['an empty mode', { ...base, callback: { ...callback, modeId: '' } }, 'modeId'],
    [
      'a date the other way round',
      { ...base, callback: { ...callback, startDate: '2021-01-13' } },
      'startDate',
    ],
    ['a date without its zeros', { ...base, callback: { ...callback, startDate: '3/1/2021' } }, 'startDate'],
    [
      'a day that does not exist',
      { ...base, callback: { ...callback, startDate: '29/02/2021' } },
      'startDate',
    ],
    [
      'an end date that does not exist',
      { ...base, callback: { ...callback, endDate: '31/04/2021' } },
      'endDate',
    ],
    ['a time of 24:00', { ...base, callback: { ...callback, startTime: '24:00' } }, 'startTime'],
    ['a time without its zero', { ...base, callback: { ...callback, endTime: '9:05' } }, 'endTime'],
    [
      'an end date before the start',
      { ...base, callback: { ...callback, endDate: '12/01/2021' } },
      'endDate',
    ],
    ['an end time before the start', { ...base, callback: { ...callback, endTime: '13:44' } }, 'endTime'],
  ];

  it.each(faults)('%s', (_name, fields, field) => {
    const result = encodeSetCall('SetBusinessOutcomeWithCallback', fields);
    expect(result).toEqual({ ok: false, field, fault: expect.any(String) as EncodeFault });
  });

  it('a missing callback', () => {
    const fields = without(page001.fields, 'callback');
    expect(encodeSetCall('SetCallbackWithComments', fields)).toMatchObject({ ok: false, field: 'callback' });
  });

  it('an outcome that the call needs and the fields lack', () => {
    const fields = without(page002.fields, 'telephonyOutcomeId');
    expect(encodeSetCall('SetCallOutcomeWithComments', fields)).toMatchObject({
      field: 'telephonyOutcomeId',
    });
    expect(encodeSetCall('SetBusinessOutcomeWithComments', fields)).toMatchObject({
      field: 'businessOutcomeId',
    });
  });

  it('an end on a later day may have an earlier time', () => {
    const fields = { ...page001.fields, callback: { ...callback, endDate: '14/01/2021', endTime: '00:00' } };
    expect(encodeSetCall('SetCallbackWithComments', fields).ok).toBe(true);
  });

  it('nothing throws, and encoded data has only safe numbers', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom('1', '13/01/2021', '13:45', '99999999999999999999'));
    const anything = fc.record({
      callId: text,
      lcmKey: text,
      userId: text,
      comments: text,
      leadScore: fc.double(),
      targetAmount: fc.double(),
      businessOutcomeId: text,
      telephonyOutcomeId: text,
      callback: fc.record({ startDate: text, endDate: text, startTime: text, endTime: text, modeId: text }),
    });
    fc.assert(
      fc.property(fc.constantFrom(...OUTCOME_CALLS), anything, (call, fields) => {
        const result = encodeSetCall(call, fields);
        if (!result.ok) return;
        expect(JSON.parse(JSON.stringify(result.data))).toStrictEqual(result.data);
        for (const name of ['OutcomeId', 'BusinessOutcome', 'CallbackModeID']) {
          if (name in result.data) expect(Number.isSafeInteger(result.data[name])).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('a correction of business fields', () => {
  const { fields, sample, reply } = pageSetBusinessFields;

  it('is sent as in the page’s sample, to the letter', () => {
    const request = makeRequest('SetContactBusinessFields', 'Afterword', encodeFieldEdit(fields));
    expect(JSON.stringify(request)).toBe(JSON.stringify(withSource(sample, 'Afterword')));
  });

  it('is acknowledged by the page’s reply, or refused in LCM’s words', () => {
    const answered = (message: unknown) => {
      const reading = readEnvelope({ ...reply, message });
      if (!reading.ok) throw new Error(reading.reason);
      expect(envelopeRole(reading.envelope)).toEqual({ kind: 'setReply', call: 'SetContactBusinessFields' });
      return decodeSetReply(reading.envelope);
    };
    expect(answered(reply.message)).toMatchObject({ callId: '12345', result: { kind: 'delivered' } });
    const refusal = { callid: 12345, response: { success: false, msg: 'LName is too long.' } };
    expect(answered(refusal)).toMatchObject({
      callId: '12345',
      result: { kind: 'refused', reason: 'LName is too long.' },
    });
  });
});

it('the question whether a callback overlaps is asked as in the sample of check-scheduled-callback-overlap', () => {
  const data = encodeOverlap({
    callId: '12345',
    lcmKey: '137|1|3|0|0|84|',
    userId: 'testagent',
    callback: { startDate: '13/01/2021', endDate: '13/01/2021', startTime: '13:45', endTime: '13:45' },
  });
  const sample = {
    callid: '12345',
    AccountNumber: '137|1|3|0|0|84|',
    StartFromDate: '13/01/2021',
    StartToDate: '13/01/2021',
    StartFromTime: '13:45',
    StartToTime: '13:45',
    UserID: 'testagent',
  };
  expectExactly(makeRequest('ScheduledCallBackOverlap', 'Afterword', data), {
    channel: 'LCM',
    topic: 'WebService',
    subtopic: 'ScheduledCallBackOverlap',
    source: 'Afterword',
    data: sample,
  });
});

describe('the search for the campaigns of a contact, as the table of page get-campaigns-for-mcd-request', () => {
  const asked = { number: '+91 95006 10256', lcmKey: '34|3|550|0|0|44|59', type: 'OUTBOUND' };
  it('has the number as a number, the key, and the type of the call', () => {
    expectExactly(makeRequest('GetCampaignsForMCDRequest', 'Afterword', encodeCampaignSearch(asked)), {
      channel: 'LCM',
      topic: 'WebService',
      subtopic: 'GetCampaignsForMCDRequest',
      source: 'Afterword',
      data: { ANI: 919500610256, LCMKey: '34|3|550|0|0|44|59', CallType: 'OUTBOUND' },
    });
  });

  it.each([
    ['a leading zero', '0610 555 010', '0610555010'],
    ['more digits than a number keeps', '1234567890123456', '1234567890123456'],
  ])('has a number as text that would lose %s', (_, number, sent) => {
    expect(encodeCampaignSearch({ ...asked, number })).toMatchObject({ ANI: sent });
  });

  it.each([
    '+91 95006 10256',
    'tel:+91-95006-10256',
    '\u202a+91\u00a095006\u201110256\u202c',
    '٩١ ٩٥٠٠٦١٠٢٥٦',
    '९१९५००६१०२५६',
    '919500610256 ext. 12',
    '919500610256x12',
    'tel:+919500610256;ext=12',
  ])('has the number alone, however it is written: %s', (number) => {
    expect(encodeCampaignSearch({ ...asked, number })).toMatchObject({ ANI: 919500610256 });
  });

  it.each([
    ['INBOUND', 'INBOUND'],
    ['MANUAL', 'OUTBOUND'],
  ])('calls a call of the type %s %s', (type, CallType) => {
    expect(encodeCampaignSearch({ ...asked, type })).toMatchObject({ CallType });
  });
});
