import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findDeviation } from '#simulator/wire/deviation.ts';
import { recogniseRequest } from '#simulator/wire/requests.ts';

const DATA = {
  callid: '12345',
  AccountNumber: '5|3|1|0|0|44|1',
  OutcomeId: 4,
  BusinessOutcome: 101,
  StartDate: '13/01/2021',
  EndDate: '13/01/2021',
  StartTime: '13:45',
  EndTime: '13:45',
  CallbackModeID: 1,
  UserID: 'prakashr',
  AgentComments: 'Test comment',
  LeadScore: 0,
  TargetAmount: 0,
};
const ENVELOPE = {
  channel: 'LCM',
  topic: 'WebService',
  subtopic: 'SetBusinessOutcomeWithCallback',
  source: 'test',
  data: DATA,
};

function deviationOf(envelope: Record<string, unknown>): string | null {
  const spec = recogniseRequest(envelope);
  if (spec === null) throw new Error('not recognised as a request');
  return findDeviation(envelope, spec);
}

test('the sample has no deviation', () => expect(deviationOf(ENVELOPE)).toBeNull());

describe('the envelope', () => {
  test.each([
    [{ channel: 'lcm' }, 'channel must be "LCM" as in the sample, is "lcm"'],
    [{ topic: 'Webservice' }, 'topic must be "WebService" as in the sample, is "Webservice"'],
    [{ topic: undefined }, 'topic must be "WebService" as in the sample, is missing'],
    [{ subtopic: ' SetBusinessOutcomeWithCallback' }, /^subtopic must be "SetBusinessOutcomeWithCallback"/],
    [{ source: undefined }, 'source must be a string, is missing'],
    [{ source: '' }, 'source must not be empty'],
    [{ message: {} }, 'message is no field of a request'],
    [{ data: [DATA] }, 'data must be an object, is an array'],
    [{ data: null }, 'data must be an object, is null'],
  ])('%o is a deviation', (change, deviation) => {
    expect(deviationOf({ ...ENVELOPE, ...change })).toMatch(deviation);
  });
});

describe('the data', () => {
  test.each(Object.keys(DATA))('%s must be present and spelled as in the sample', (field) => {
    const { [field]: value, ...others } = DATA as Record<string, unknown>;
    expect(deviationOf({ ...ENVELOPE, data: others })).toBe(`data.${field} is missing`);
    const respelled = { ...others, [field.toLowerCase() + '_']: value };
    expect(deviationOf({ ...ENVELOPE, data: respelled })).toBe(`data.${field} is missing`);
  });

  test.each(Object.entries(DATA))('%s must have the type of the sample', (field, value) => {
    const other = typeof value === 'number' ? String(value) : 7;
    const deviation = deviationOf({ ...ENVELOPE, data: { ...DATA, [field]: other } });
    expect(deviation).toBe(
      `data.${field} must be a ${typeof value}, is a ${typeof value === 'number' ? 'string' : 'number'}`,
    );
    expect(deviationOf({ ...ENVELOPE, data: { ...DATA, [field]: null } })).toMatch(
      new RegExp(`^data\\.${field} `),
    );
  });

  test.each([
    ['StartDate', '13/1/2021'],
    ['StartDate', '2021-01-13'],
    ['StartDate', '30/02/2021'],
    ['EndDate', '29/02/2023'],
    ['StartTime', '9:05'],
    ['StartTime', '24:00'],
    ['EndTime', '13:45:00'],
    ['OutcomeId', 4.5],
    ['BusinessOutcome', -1],
    ['CallbackModeID', Number.NaN],
    ['UserID', ''],
    ['AccountNumber', ''],
    ['LeadScore', Infinity],
    ['EndTime', '13:44'],
    ['EndDate', '31/12/2020'],
  ])('%s %o is a fault', (field, value) => {
    expect(deviationOf({ ...ENVELOPE, data: { ...DATA, [field]: value } })).toContain(field);
  });

  test.each([
    { EndTime: '13:46' },
    { EndDate: '01/02/2021', EndTime: '00:00' },
    { LeadScore: 0.5, TargetAmount: 1234.56 },
    { AgentComments: '' },
    { AccountNumber: '137|1|3|0|0|84|' },
    { StartDate: '29/02/2024', EndDate: '29/02/2024' },
  ])('%o is no deviation', (change) => {
    expect(deviationOf({ ...ENVELOPE, data: { ...DATA, ...change } })).toBeNull();
  });

  test('a field that the request does not have is a deviation', () => {
    expect(deviationOf({ ...ENVELOPE, data: { ...DATA, CallbackModeId: 1 } })).toBe(
      'data.CallbackModeId is no field of SetBusinessOutcomeWithCallback',
    );
  });
});

test.each([
  { ...ENVELOPE, channel: 'Amazon' },
  { ...ENVELOPE, channel: 7 },
  { ...ENVELOPE, subtopic: 'SetBusinessOutcomeWithCallbackResult' },
  { ...ENVELOPE, subtopic: 'constructor' },
  { ...ENVELOPE, subtopic: null },
  {},
])('%o is no request', (envelope) => expect(recogniseRequest(envelope)).toBeNull());

describe('any input', () => {
  const fields = fc.constantFrom(...Object.keys(DATA));

  test('checking it does not throw', () => {
    const names = fc.constantFrom(...Object.keys(ENVELOPE), 'message', '__proto__');
    const envelope = fc.dictionary(names, fc.anything());
    fc.assert(
      fc.property(envelope, fields, fc.anything(), (odd, field, value) => {
        recogniseRequest(odd);
        deviationOf({ ...ENVELOPE, ...odd, channel: 'LCM', subtopic: ENVELOPE.subtopic });
        deviationOf({ ...ENVELOPE, data: { ...DATA, [field]: value } });
      }),
    );
  });

  test('a value of another JSON type than in the sample is a deviation of its field', () => {
    fc.assert(
      fc.property(fields, fc.jsonValue(), (field, value) => {
        fc.pre(typeof value !== typeof (DATA as Record<string, unknown>)[field]);
        expect(deviationOf({ ...ENVELOPE, data: { ...DATA, [field]: value } })).toMatch(
          new RegExp(`^data\\.${field} `),
        );
      }),
    );
  });
});
