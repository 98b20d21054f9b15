import { describe, expect, it, test } from 'vitest';
import { encodePersonalCallbackList } from '#shared/lcm/encode.ts';
import { readEnvelope, type Envelope } from '#shared/lcm/envelope.ts';
import { readPersonalCallbacks } from '#shared/lcm/personal-callbacks.ts';

function reply(parts: object): Envelope {
  const reading = readEnvelope({
    channel: 'LCM',
    topic: 'WebService',
    subtopic: 'PersonalCallbackList',
    ...parts,
  });
  if (!reading.ok) throw new Error(reading.reason);
  return reading.envelope;
}

const read = (message: unknown) => readPersonalCallbacks(reply({ message }));

const ROW = {
  RowNumber: '1',
  CampaignID: '7',
  ContactID: '53100441',
  ModeID: '3',
  ModeDescription: 'Mobile',
  CValue: '+34 600 100 101',
  CallStartDate: '13/01/2027',
  CallEndDate: '13/01/2027',
  CallStartTime: '13:45',
  CallEndTime: '14:15',
};
const { CValue: NUMBER, ...NAMELESS } = ROW;
const READ = {
  contactId: '53100441',
  modeId: '3',
  modeName: 'Mobile',
  number: '+34 600 100 101',
  startDate: '2027-01-13',
  startTime: '13:45',
  endDate: '2027-01-13',
  endTime: '14:15',
};

test('page get-personal-callback-list: the request, in its order, all of it strings', () => {
  const asked = { agentId: 'testagent', from: '01/01/2027', to: '31/01/2027', start: 1, count: 50 };
  expect(JSON.stringify(encodePersonalCallbackList(asked))).toBe(
    '{"UserID":"testagent","FromDate":"01/01/2027","ToDate":"31/01/2027","StartingNoOfRecord":"1","NoofRecords":"50"}',
  );
});

describe('the reply', () => {
  it('is read as the page has it', () => {
    expect(read({ response: [ROW] })).toEqual({ kind: 'listed', rows: [READ], entries: 1, ignored: 0 });
  });

  it.each([
    ['numbers and other spellings', { ...NAMELESS, ContactID: 53100441, cvalue: NUMBER }],
    ['a date as ISO 8601 writes it, with a time', { ...ROW, CallStartDate: '2027-01-13T00:00:00' }],
    ['a day and a month of one digit', { ...ROW, CallStartDate: '13/1/2027' }],
    ['a time with seconds', { ...ROW, CallStartTime: '13:45:00' }],
    ['a time with AM and PM', { ...ROW, CallStartTime: '1:45 PM' }],
    ['a time that stands with the date', { ...ROW, CallStartDate: '13/01/2027 13:45', CallStartTime: null }],
  ])('may have %s', (_what, row) => {
    expect(read({ response: [row] })).toMatchObject({ rows: [READ], ignored: 0 });
  });

  it.each([
    ['no end', { CallEndDate: null, CallEndTime: null }],
    ['an end before the start', { CallEndTime: '09:00' }],
    ['an end that is no time', { CallEndTime: 'soon' }],
  ])('with %s ends when it starts', (_what, change) => {
    expect(read({ response: [{ ...ROW, ...change }] })).toMatchObject({
      rows: [{ startTime: '13:45', endDate: '2027-01-13', endTime: '13:45' }],
    });
  });

  it.each([
    ['no date', { CallStartDate: '' }],
    ['a day that does not exist', { CallStartDate: '31/02/2027' }],
    ['a month that does not exist', { CallStartDate: '01/13/2027' }],
    ['no time', { CallStartTime: null }],
    ['a time that does not exist', { CallStartTime: '25:00' }],
  ])('keeps the rows beside one with %s, and counts it', (_what, change) => {
    expect(read({ response: [{ ...ROW, ...change }, ROW, 'nonsense'] })).toEqual({
      kind: 'listed',
      rows: [READ],
      entries: 3,
      ignored: 2,
    });
  });

  it.each([[{ response: [] }], [{ response: null }], [{}], [{ response: {} }]])(
    'of an LCM that has none to tell is an empty page: %j',
    (message) => expect(read(message)).toEqual({ kind: 'listed', rows: [], entries: 0, ignored: 0 }),
  );

  it('that refuses has LCM’s words', () => {
    expect(read({ response: { success: false, msg: 'Not for you.' } })).toEqual({
      kind: 'refused',
      reason: 'Not for you.',
    });
    expect(
      readPersonalCallbacks(reply({ data: { errorType: 'WS_Error', msg: 'Agent is not logged in.' } })),
    ).toEqual({ kind: 'refused', reason: 'Agent is not logged in.' });
  });

  it('that is neither is nothing', () => expect(read('soon')).toBeNull());
});
