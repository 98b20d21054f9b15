import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FACT_QUESTIONS } from '#main/facts/fact-answers.ts';
import { answerSubject } from '#shared/lcm/answer.ts';
import type { CallFactName } from '#shared/lcm/call-facts.ts';
import { encodeQuestion } from '#shared/lcm/encode.ts';
import { makeRequest, type Envelope } from '#shared/lcm/envelope.ts';
import { ANSWERS, envelope, readFact, replyTo } from './answers.ts';

describe('a request equals the page’s sample, field by field and in its order', () => {
  const call = { callid: '12345', AccountNumber: '5|3|1|0|0|44|1' };
  it.each([
    ['GetModeInformation', call],
    ['GetCallBackModes', call],
    ['GetContactModes', { ...call, AccountNumber: '596|485|587|0|0|44|59' }],
    ['GetCallOutCome', { callid: '12345' }],
    ['SetCallOutComeOffline', { AccountNumber: '18|1|2|0|0|44|274' }],
    ['GetCampaignModes', call],
    ['GetContactDetail', call],
    ['GetScreenPopData', call],
    ['GetDNCBussField', { ...call, AccountNumber: '137|1|3|0|0|84|' }],
  ] as const)('%s', (name, data: { callid?: string; AccountNumber?: string }) => {
    const subject = { callId: data.callid ?? 'not sent', lcmKey: data.AccountNumber ?? 'not sent' };
    const sent = JSON.stringify(makeRequest(name, 'Afterword', encodeQuestion(name, subject)));
    const sample = { channel: 'LCM', topic: 'WebService', subtopic: name, source: 'Afterword', data };
    expect(sent).toBe(JSON.stringify(sample));
    expect(FACT_QUESTIONS.filter(({ call }) => call === name)).toHaveLength(1);
  });
});

const MOBILE = {
  modeId: '3',
  name: 'Mobile',
  number: '6591462346',
  callableFrom: null,
  callableUntil: null,
  zone: null,
  hasConsent: true,
  hasCampaignConsent: false,
};

describe('the answers of the pages', () => {
  it('tell the mode information', () => {
    expect(readFact('mode', ANSWERS.GetModeInformation)).toEqual({
      campaignId: '5',
      campaignCategory: 'Sales',
      modeName: 'Mobile',
      contactId: '44',
      contactNumber: '6591462346',
      zone: { text: '(UTC-05:00) Eastern Time (US & Canada)', iana: 'America/New_York' },
      dispositionRequired: true,
      doNotCall: { kind: 'days', days: 30, untilEndOfDay: true, inContactZone: false },
    });
  });

  it('tell the modes of a contact', () => {
    expect(readFact('callbackModes', ANSWERS.GetCallBackModes)).toEqual([MOBILE]);
    expect(readFact('contactModes', ANSWERS.GetContactModes)).toEqual([
      {
        ...MOBILE,
        callableFrom: 480,
        callableUntil: 1_260,
        zone: { text: 'Romance Standard Time', iana: 'Europe/Paris' },
        hasCampaignConsent: null,
      },
    ]);
  });

  it('tell the modes of a campaign, without the contact’s number and consent', () => {
    expect(readFact('campaignModes', ANSWERS.GetCampaignModes)).toEqual([
      {
        ...MOBILE,
        modeId: '1',
        name: 'Home',
        number: null,
        hasConsent: null,
        hasCampaignConsent: null,
      },
    ]);
  });

  it('tell the telephony outcomes', () => {
    const outcome = (id: string, description: string) => ({
      id,
      description,
      campaignId: null,
      leadScore: null,
      parentId: null,
    });
    const told = [outcome('0', 'Success'), outcome('1', 'Abandoned')];
    expect(readFact('telephonyOutcomes', ANSWERS.GetCallOutCome)).toEqual(told);
    const twin = FACT_QUESTIONS.find(({ call }) => call === 'SetCallOutComeOffline')!;
    expect(twin.read(replyTo('SetCallOutComeOffline', ANSWERS.SetCallOutComeOffline))).toEqual([told[0]]);
  });

  it('tell the fields of a contact', () => {
    const field = { dataType: 'String', format: '', editable: true };
    expect(readFact('fields', ANSWERS.GetContactDetail)).toEqual([
      { name: 'FName', value: 'Test', ...field },
      { name: 'LName', value: 'Berry', ...field },
    ]);
    expect(readFact('screenPop', ANSWERS.GetScreenPopData)).toEqual([
      { name: 'FName', value: 'David1' },
      { name: 'LName', value: 'Berry' },
      { name: 'Address', value: 'Virginia' },
      { name: 'Home', value: '6491462346' },
      { name: 'Office', value: '' },
    ]);
  });
});

describe('the fields by which a campaign can block', () => {
  it.each([
    ['the page’s sample', ANSWERS.GetDNCBussField, ['LName']],
    ['several, each once', { response: ['LName', ' Account ', 'LName'] }, ['LName', 'Account']],
    ['rows', { response: [{ FieldName: 'LName' }, { fieldname: 'Account' }] }, ['LName', 'Account']],
    ['none', { callid: '1', response: [] }, []],
    ['a refusal', { callid: '1', response: { success: false, msg: 'No' } }, null],
    ['what is no name', { response: [null, { a: 1 }, ['x'], 'x'.repeat(200)] }, null],
  ])('are read from %s', (_, message, names) => expect(readFact('doNotCallFields', message)).toEqual(names));
});

describe('the campaigns in which a contact is open', () => {
  const row = { CampaignId: '7', CampaignName: 'Contract renewal', AccountNumber: '34|7|550|0|0|44|59' };
  const campaign = { campaignId: '7', name: 'Contract renewal', lcmKey: '34|7|550|0|0|44|59' };
  const nothing = { contactId: null, number: null };
  it.each([
    [
      'rows in the response',
      ANSWERS.GetCampaignsForMCDRequest,
      [{ ...campaign, contactId: '550', number: '919500610256' }],
    ],
    ['the message itself', [row], [{ ...campaign, ...nothing }]],
    ['a lone row', row, [{ ...campaign, ...nothing }]],
    ['rows named as the page', { Campaigns: [row] }, [{ ...campaign, ...nothing }]],
    [
      'a row that names the key otherwise',
      [{ CampaignId: 7, LCMKey: row.AccountNumber }],
      [{ ...campaign, name: null, ...nothing }],
    ],
    ['none', { response: [] }, []],
    ['rows without an LCM key', { response: [{ CampaignId: '7' }] }, null],
    ['a key that cleaning would change', { response: [{ ...row, AccountNumber: '34|\u00077' }] }, null],
    ['a refusal', { response: { success: false, msg: 'No' } }, null],
  ])('are read from %s', (_, message, campaigns) => {
    expect(readFact('campaigns', message)).toEqual(campaigns);
  });

  it('are nobody’s by name: the LCM keys in the rows are those of other campaigns', () => {
    const reply = replyTo('GetCampaignsForMCDRequest', row);
    expect(answerSubject(reply)).toEqual({ callId: null, lcmKey: null });
  });
});

describe('quirks of a reply', () => {
  const mode = { ModeID: '3', Description: 'Mobile', Cvalue: '6591462346', PEWC: true, CampaignPEWC: false };
  it.each<[string, unknown]>([
    [
      'names in other case, with blanks',
      {
        response: [
          { ' MODEID': '3', description: 'Mobile', CVALUE: '6591462346', pewc: true, campaignPewc: false },
        ],
      },
    ],
    ['numbers for texts', { response: [{ ...mode, ModeID: 3, Cvalue: 6591462346 }] }],
    ['texts for booleans', { response: [{ ...mode, PEWC: 'Yes', CampaignPEWC: '0' }] }],
    ['numbers for booleans', { response: [{ ...mode, PEWC: 1, CampaignPEWC: 0 }] }],
    ['a lone object for an array', { response: mode }],
    ['the answer in the message', [mode]],
    ['a lone object as the message', { callid: '1', ...mode }],
    ['the answer under its own name', { CallBackModes: [mode] }],
    ['the answer under its own name, deeper', { response: { callbackmodes: [mode] } }],
    ['rows that cannot be read', { response: [null, 7, 'x', [], {}, { ModeID: {} }, { ModeID: ' ' }, mode] }],
    ['a row twice', { response: [mode, mode] }],
    [
      'blanks and control characters',
      {
        response: [
          { ...mode, Description: ' Mo\u0000bile\n'.replace('\u0000', ''), Cvalue: '6591462346\u202e' },
        ],
      },
    ],
  ])('%s', (_quirk, message) => expect(readFact('callbackModes', message)).toEqual([MOBILE]));

  it('the answer in data', () => {
    const question = FACT_QUESTIONS.find(({ fact }) => fact === 'callbackModes')!;
    expect(question.read(envelope('callbackmodes', { data: { response: [mode] } }))).toEqual([MOBILE]);
  });

  it.each<[CallFactName, unknown]>([
    ['mode', { success: false, msg: 'Invalid Call ID.' }],
    ['callbackModes', { success: false, msg: 'Invalid Call ID.' }],
    [
      'telephonyOutcomes',
      { errorType: 'WS_Error', errorMessage: 'Callid is empty', msg: 'Invalid Call ID.' },
    ],
    ['fields', { success: false, msg: 'Invalid Call ID.' }],
    ['screenPop', { success: false, msg: 'Invalid Call ID.' }],
    ['screenPop', 'Invalid Call ID:1'],
    ['mode', []],
    ['contactModes', [{ nothing: 'of use' }]],
    ['fields', null],
  ])('tells nothing of %s: %j', (fact, response) => {
    expect(readFact(fact, { callid: '12345', response })).toBeNull();
  });

  it('an id or a value that lost its last digits as a JSON number is none', () => {
    const lost = 2 ** 53 + 2;
    const mode = readFact('mode', { response: { CampaignId: 7, ContactID: lost, ContactNumber: lost } });
    expect(mode).toMatchObject({ campaignId: '7', contactId: null, contactNumber: null });
    const fields = {
      response: [
        { FieldName: 'Account', Value: lost },
        { FieldName: 'Rate', Value: 0.5 },
      ],
    };
    expect(readFact('fields', fields)?.map(({ name }) => name)).toEqual(['Rate']);
    expect(readFact('screenPop', { response: { Account: lost, Age: 41 } })).toEqual([
      { name: 'Age', value: '41' },
    ]);
  });

  it('an empty list is an answer', () => {
    for (const fact of ['callbackModes', 'telephonyOutcomes', 'fields', 'screenPop'] as const)
      expect(readFact(fact, { callid: '1', response: [] })).toEqual([]);
  });

  it.each([
    ['Permanent', 'permanent'],
    ['Specific Days', 'days'],
    ['DAYS', 'days'],
    ['Agent Selection', 'agentChooses'],
    ['AgentSelection', 'agentChooses'],
  ])('a do-not-call period: %s', (DNCPeriodType, kind) => {
    expect(readFact('mode', { response: { DNCPeriodType } })?.doNotCall?.kind).toBe(kind);
  });

  it.each<[unknown, number | null]>([
    ['08:00', 480],
    ['8:00', 480],
    ['08:00:30', 480],
    ['8:00 AM', 480],
    ['12:15 am', 15],
    ['8:00 PM', 1_200],
    ['0800', 480],
    ['1900-01-01T08:00:00', 480],
    ['1/1/1900 8:00:00 AM', 480],
    ['24:00', 1_440],
    ['24:01', null],
    ['08:60', null],
    ['13:00 PM', null],
    ['noon', null],
    [8, null],
    [null, null],
  ])('the hours of a number: %j', (ModeDialingStartTime, minutes) => {
    const told = readFact('contactModes', {
      Contactmodes: { ModeID: 1, ModeDialingStartTime, ModeDialingEndTime: '00:00' },
    });
    expect(told?.[0]).toMatchObject({ callableFrom: minutes, callableUntil: 1_440 });
  });

  it('a field’s value may be a number, a boolean or nothing, and no object', () => {
    const row = (Value: unknown) => ({ FieldName: 'F', Value });
    const told = readFact('fields', {
      response: [row(7.5), row(true), row(null), row({}), row([]), { FieldName: 'F' }],
    });
    expect(told?.map(({ value }) => value)).toEqual(['7.5', 'true', '', '']);
  });

  it('optional fields may come as rows, like the others', () => {
    const response = [{ FieldName: 'FName', Value: 'David1', DataType: 'String' }];
    expect(readFact('screenPop', { callid: '1', response })).toEqual([{ name: 'FName', value: 'David1' }]);
  });

  it('a business field named AccountNumber is not the LCM key', () => {
    const reply = replyTo('GetScreenPopData', { callid: '1', response: { AccountNumber: 'ACC 7' } });
    expect(answerSubject(reply)).toEqual({ callId: '1', lcmKey: null });
  });
});

describe('an answer of any size and shape', () => {
  it('is bounded', () => {
    const many = Array.from({ length: 5_000 }, (_, n) => ({ FieldName: `F${n}`, Value: 'v' }));
    expect(readFact('fields', { response: many })).toHaveLength(1_000);
    const long = Array.from({ length: 900 }, (_, n) => ({ FieldName: `F${n}`, Value: 'v'.repeat(100_000) }));
    expect(JSON.stringify(readFact('fields', { response: long })).length).toBeLessThan(202_000);
    const wide = Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`member ${n}`, n]));
    expect(readFact('screenPop', { response: wide })).toHaveLength(1_000);
  });

  it('has no id, number or field name that was shortened', () => {
    const long = '1'.repeat(65);
    expect(
      readFact('mode', { response: { CampaignId: long, ContactNumber: long, ModeName: 'x' } }),
    ).toMatchObject({
      campaignId: null,
      contactNumber: null,
    });
    expect(readFact('callbackModes', { response: { ModeID: long } })).toBeNull();
    expect(readFact('fields', { response: { FieldName: '1'.repeat(129), Value: '' } })).toBeNull();
  });

  it('cannot reach a prototype', () => {
    const hostile: unknown = JSON.parse(
      '{"response":{"__proto__":{"ModeID":"1"},"constructor":"x","FName":"y"}}',
    );
    expect(readFact('screenPop', hostile)?.map(({ name }) => name)).toEqual(['constructor', 'FName']);
    expect(readFact('callbackModes', hostile)).toBeNull();
  });

  const name = fc.constantFrom(
    'response',
    'Contactmodes',
    'callid',
    'ModeID',
    'FieldName',
    'Value',
    'CampaignId',
    'Timezone',
    'GMTDeviation',
    'DNCPeriodType',
    'OutComeID',
    '__proto__',
    'constructor',
    'toString',
    ' CVALUE',
    'ModeDialingStartTime',
    'success',
  );
  const leaf = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.constantFrom(
      '08:00',
      'Europe/Madrid',
      '(UTC-05:00) Eastern Time (US & Canada)',
      '\ud800',
      'Permanent',
    ),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
  );
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.array(tie('json'), { maxLength: 4 }),
      fc.array(fc.tuple(name, tie('json')), { maxLength: 8 }).map((entries) => {
        const members = entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
        return JSON.parse(`{${members.join(',')}}`) as unknown;
      }),
    ),
  }));

  it('is read without an error', () => {
    fc.assert(
      fc.property(json, json, (message, data) => {
        for (const { call, read } of FACT_QUESTIONS) {
          const reply: Envelope = { ...replyTo(call, message), data };
          answerSubject(reply);
          const told = read(reply);
          expect(JSON.stringify(told)).not.toMatch(/\\ud[89a-f]/);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
