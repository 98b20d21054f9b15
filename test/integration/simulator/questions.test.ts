import { describe, expect, test } from 'vitest';
import type { Simulator, SimulatorOptions } from '#simulator/server.ts';
import type { Quirk } from '#simulator/faults/quirks.ts';
import { bySubtopic, type BusClient } from './bus-client.ts';
import { setOutcome } from './samples.ts';
import { clientFor, simulatorFor } from './with-simulator.ts';

const CALL = { callid: 'c-1', AccountNumber: '5|3|1|0|0|44|1' };
/** The contact of every call here, unless a test says otherwise. */
const INES = { contactName: 'Inés Álvarez', contactNumber: '+34 600 100 101' };
const MODES = ['Home', 'Office', 'Mobile'];

interface Lcm {
  readonly simulator: Simulator;
  readonly client: BusClient;
  /** Sends a request and returns the reply's message, checking its envelope. */
  ask(subtopic: string, replySubtopic: string, data?: object): Promise<unknown>;
}

async function lcmFor(options: SimulatorOptions = {}): Promise<Lcm> {
  const simulator = await simulatorFor({ announceOutcomes: false, ...options });
  simulator.ring({ id: 'c-1', lcmKey: CALL.AccountNumber, ...INES, story: ['answered'] });
  const client = await clientFor(simulator.url);
  return {
    simulator,
    client,
    async ask(subtopic, replySubtopic, data) {
      const head = { channel: 'LCM', topic: 'WebService', subtopic, source: 'test' };
      client.send(data === undefined ? head : { ...head, data });
      const reply = (await client.next(bySubtopic(replySubtopic))) as { message: unknown };
      expect(reply).toMatchObject({ channel: 'LCM', topic: 'WebService' });
      return reply.message;
    },
  };
}

/** Compares values and the order of fields. */
function expectExactly(message: unknown, expected: unknown): void {
  expect(message).toEqual(expected);
  expect(JSON.stringify(message)).toBe(JSON.stringify(expected));
}

describe('what LCM knows of a call, with the fields in the order of the pages', () => {
  test('get-mode-information', async () => {
    const { ask } = await lcmFor({ modeInformation: { DispositionRequired: true } });
    expectExactly(await ask('GetModeInformation', 'GetModeInformationResult', CALL), {
      callid: 'c-1',
      response: {
        CampaignId: '1',
        ModeName: 'Mobile',
        ContactID: '53100441',
        Timezone: '(UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi',
        ContactNumber: '+34 600 100 101',
        CampaignCategoryName: 'Collections',
        CallId: 'c-1',
        GMTDeviation: 330,
        DispositionRequired: true,
        DNCPeriodType: 'Specific Days',
        DNCDays: 30,
        DNCEOD: true,
        CustomerDNCTZEnabled: false,
      },
    });
  });

  test('get-contact-modes, whose reply names no call', async () => {
    const { ask } = await lcmFor();
    const rest = { TimeZone1: '', TimeZone2: '', TimeZone3: '' };
    const hours = {
      ModeDialingStartTime: '09:00',
      ModeDialingEndTime: '20:00',
      TimeZone: 'Romance Standard Time',
    };
    const numbers = ['+34 911 100 101', '+34 910 100 101', '+34 600 100 101'];
    const expected = {
      Contactmodes: MODES.map((ModeDesc, index) => ({
        ModeID: String(index + 1),
        ModeDesc,
        CampaignID: '1',
        CValue: numbers[index],
        ...hours,
        ...rest,
        PEWC: ModeDesc === 'Mobile' ? '1' : '0',
        AreaCode: '',
        ZipCode: '',
      })),
    };
    expectExactly(await ask('GetContactModes', 'SetContactModes', CALL), expected);
    const withoutCall = await ask('GetContactModes', 'SetContactModes', { ...CALL, callid: '' });
    expect(withoutCall).toMatchObject({ Contactmodes: expect.any(Array) as unknown });
  });

  test('get-callback-modes', async () => {
    const { ask } = await lcmFor();
    const row = (ModeID: string, Description: string, Cvalue: string) => ({
      ModeID,
      Description,
      ChannelType: null,
      MinLength: null,
      MaxLength: null,
      Cvalue,
      PEWC: Description === 'Mobile',
      CampaignPEWC: false,
    });
    expectExactly(await ask('GetCallBackModes', 'CallBackModes', CALL), {
      callid: 'c-1',
      response: [
        row('3', 'Mobile', '+34 600 100 101'),
        row('2', 'Office', '+34 910 100 101'),
        row('1', 'Home', '+34 911 100 101'),
      ],
    });
  });

  test('get-campaign-modes', async () => {
    const { ask } = await lcmFor();
    expectExactly(await ask('GetCampaignModes', 'CampaignModes', CALL), {
      callid: 'c-1',
      response: MODES.map((Description, index) => ({
        ModeID: String(index + 1),
        Description,
        ChannelType: '2',
        MinLength: '8',
        MaxLength: '12',
        Cvalue: null,
        PEWC: false,
        CampaignPEWC: false,
      })),
    });
  });

  test('get-business-fields: text, numbers and dates, some to be edited', async () => {
    const { ask } = await lcmFor();
    const field = (
      FieldName: string,
      Value: string,
      DataType: string,
      Format: string,
      Editable: boolean,
    ) => ({ FieldName, Value, DataType, Format, Editable });
    expectExactly(await ask('GetContactDetail', 'ContactDetail', CALL), {
      callid: 'c-1',
      response: [
        field('FName', 'Inés', 'String', '', true),
        field('LName', 'Álvarez', 'String', '', true),
        field('Email', 'contact53100441@customer.example', 'String', '', true),
        field('ContractNo', 'K-53100441', 'String', '', false),
        field('Balance', '84.50', 'Number', '0.00', false),
        field('Instalments', '3', 'Number', '', true),
        field('DueDate', '15/12/2026', 'DateTime', 'DD/MM/YYYY', true),
        field('LastCall', '24/11/2026 16:05', 'DateTime', 'DD/MM/YYYY HH:mm', false),
        field('Country', 'ES', 'String', '', false),
      ],
    });
  });

  const SCREEN_POP = {
    FName: 'Inés',
    LName: 'Álvarez',
    Address: 'Calle Mayor 7',
    Country: 'ES',
    Home: '+34 911 100 101',
    Office: '+34 910 100 101',
    Mobile: '+34 600 100 101',
  };
  test('get-optional-business-fields', async () => {
    const { ask } = await lcmFor();
    const message = await ask('GetScreenPopData', 'ScreenPopData', CALL);
    expectExactly(message, { callid: 'c-1', response: SCREEN_POP });
  });

  test('state-synchronization: the calls that are on', async () => {
    const { simulator, ask } = await lcmFor();
    simulator.ring({ id: 'over', story: ['answered', 'dropped'] });
    simulator.ring({ id: 'ringing', story: ['ringing', 'wait:ring', 'missed'], ringMs: 60_000 });
    const message = (await ask('StateSync', 'StateSync')) as { callid: string }[];
    expect(message.map(({ callid }) => callid)).toEqual(['c-1', 'ringing']);
    const [mode] = MODES;
    expect(Object.keys(message[0]!)).toEqual(['callid', 'campaignmodes', 'optionalbussinessfields']);
    expect(message[0]).toMatchObject({
      campaignmodes: [{ ModeID: '1', Description: mode }, {}, {}],
      optionalbussinessfields: SCREEN_POP,
    });
  });

  test('get-dnc-business-fields', async () => {
    const { ask } = await lcmFor();
    expectExactly(await ask('GetDNCBussField', 'DNCBussField', CALL), { callid: 'c-1', response: ['LName'] });
  });

  test('a call has its contact by number, and a key without a call always the same one', async () => {
    const { simulator, ask } = await lcmFor();
    const second = simulator.ring({ story: ['answered'] });
    const data = { callid: second.id, AccountNumber: second.lcmKey };
    expect(await ask('GetScreenPopData', 'ScreenPopData', data)).toMatchObject({
      response: { FName: 'Marek', Home: '' },
    });
    const strange = { callid: 'strange', AccountNumber: '9|9|9' };
    const first = await ask('GetContactDetail', 'ContactDetail', strange);
    expect(await ask('GetContactDetail', 'ContactDetail', strange)).toEqual(first);
  });
});

describe('setting business fields', () => {
  const row = (FieldName: string, Value: string, DataType = 'String', Format = '') => ({
    FieldName,
    Value,
    DataType,
    Format,
  });
  const fieldsData = (...businessField: unknown[]) => ({ ...CALL, AgentID: 'testagent', businessField });
  const set = async (lcm: Lcm, ...rows: unknown[]): Promise<unknown> =>
    lcm.ask('SetContactBusinessFields', 'SetContactBusinessFieldsResult', fieldsData(...rows));

  test('is recorded in the ledger and shown by a later answer, for the contact and no other', async () => {
    const lcm = await lcmFor({ announceOutcomes: true });
    const done = { callid: 'c-1', response: { success: true } };
    const rows = [row('FName', 'Agnès'), row('DueDate', '20/12/2026', 'DateTime', 'DD/MM/YYYY')];
    expectExactly(await set(lcm, ...rows), done);
    expect(await lcm.ask('GetContactDetail', 'ContactDetail', CALL)).toMatchObject({
      response: [{ Value: 'Agnès' }, { Value: 'Álvarez' }, {}, {}, {}, {}, { Value: '20/12/2026' }, {}, {}],
    });
    expect(await lcm.ask('GetScreenPopData', 'ScreenPopData', CALL)).toMatchObject({
      response: { FName: 'Agnès' },
    });
    const other = { callid: 'c-2', AccountNumber: '5|3|1|0|0|44|2' };
    expect(await lcm.ask('GetContactDetail', 'ContactDetail', other)).not.toMatchObject({
      response: [{ Value: 'Agnès' }],
    });
    const { ledger } = lcm.simulator;
    expect(ledger.entries()).toMatchObject([{ sets: 'fields', applied: true, data: fieldsData(...rows) }]);
    // It is no outcome: the call stays open, it has no final state, and no outcome is announced.
    expect([ledger.finalStates().size, lcm.simulator.openCalls()]).toEqual([0, 1]);
    expect(lcm.client.heard.filter(bySubtopic('OutcomeSetForCall'))).toEqual([]);
    lcm.simulator.reset();
    expect(JSON.stringify(await lcm.ask('GetContactDetail', 'ContactDetail', CALL))).not.toContain('Agnès');
  });

  test.each([
    [row('Nonsense', 'x'), 'Nonsense is no business field of this contact.'],
    [row('Country', 'FR'), 'Country cannot be edited.'],
    [row('Instalments', 'four', 'Number'), 'Instalments must be a number.'],
    [row('Instalments', '4', 'String'), 'DataType of Instalments is "Number".'],
    [row('DueDate', '1', 'DateTime', 'MM/DD/YYYY'), 'Format of DueDate is "DD/MM/YYYY".'],
    [{ FieldName: 'FName', Value: 7, DataType: 'String', Format: '' }, 'Value must be a string, is a number'],
    [{ ...row('FName', 'x'), Editable: true }, 'Editable is no field of the row'],
    ['FName', 'must be an object'],
  ])('%j is refused with the reason, and nothing is changed', async (bad, reason) => {
    const lcm = await lcmFor();
    const message = (await set(lcm, row('FName', 'Agnès'), bad)) as { response: { msg: string } };
    expect(message.response).toMatchObject({ success: false });
    expect(message.response.msg).toContain(reason);
    expect(JSON.stringify(await lcm.ask('GetContactDetail', 'ContactDetail', CALL))).not.toContain('Agnès');
  });

  test('without a row is refused', async () => {
    expect(await set(await lcmFor())).toMatchObject({
      response: { msg: 'data.businessField must be a list with at least one row' },
    });
  });
});

describe('the agent’s callbacks', () => {
  const CALLBACK = {
    callid: 'c-1',
    AccountNumber: CALL.AccountNumber,
    StartDate: '13/01/2027',
    EndDate: '13/01/2027',
    StartTime: '13:45',
    EndTime: '14:15',
    CallbackModeID: 3,
    UserID: 'testagent',
    AgentComments: '',
    LeadScore: 0,
    TargetAmount: 0,
  };
  async function withCallback(): Promise<Lcm> {
    const lcm = await lcmFor();
    const subtopic = 'SetPersonalCallbackWithComments';
    await lcm.ask(subtopic, `${subtopic}Result`, CALLBACK);
    return lcm;
  }

  test.each([
    ['14:15', '14:30', '9|9', true],
    ['14:16', '14:30', '9|9', false],
    ['14:00', '14:30', CALL.AccountNumber, false],
  ])('check-scheduled-callback-overlap from %s to %s for %s: %j', async (from, to, key, IsOverlap) => {
    const { ask } = await withCallback();
    const data = {
      callid: 'c-2',
      AccountNumber: key,
      StartFromDate: '13/01/2027',
      StartToDate: '13/01/2027',
      StartFromTime: from,
      StartToTime: to,
      UserID: 'testagent',
    };
    expectExactly(await ask('ScheduledCallBackOverlap', 'ScheduledCallBackOverlapResult', data), {
      RequestResult: true,
      IsOverlap,
    });
  });

  test('get-personal-callback-list and get-agent-call-count', async () => {
    const { ask } = await withCallback();
    const page = { StartingNoOfRecord: '1', NoofRecords: '10' };
    const asked = { UserID: 'testagent', FromDate: '01/01/2027', ToDate: '31/01/2027', ...page };
    expectExactly(await ask('GetPersonalCallbackList', 'PersonalCallbackList', asked), {
      response: [
        {
          RowNumber: '1',
          CampaignID: '1',
          ContactID: '53100441',
          ModeID: '3',
          ModeDescription: 'Mobile',
          CValue: '+34 600 100 101',
          CallStartDate: '13/01/2027',
          CallEndDate: '13/01/2027',
          CallStartTime: '13:45',
          CallEndTime: '14:15',
        },
      ],
    });
    for (const other of [
      { UserID: 'ana' },
      { FromDate: '14/01/2027' },
      { ToDate: '12/01/2027' },
      { StartingNoOfRecord: '2' },
      { NoofRecords: '0' },
    ]) {
      const message = await ask('GetPersonalCallbackList', 'PersonalCallbackList', { ...asked, ...other });
      expect(message).toEqual({ response: [] });
    }
    expectExactly(await ask('GetAgentCallCount', 'AgentCallCount', { UserID: 'testagent' }), {
      response: { PCBCount: '1', RegularCount: '1', IsAgentReserved: '0' },
    });
  });
});

describe('do not call, and the end of after-call work', () => {
  const DNC = { AccountNumber: CALL.AccountNumber, OutcomeID: 5, BusinessOutcome: 706, LeadScore: 0 };

  test('set-dnc is applied and announced; its reply names no call', async () => {
    const { simulator, ask, client } = await lcmFor({ announceOutcomes: true });
    const dates = { DNCBlockStartDate: '01/12/2026 00:00', DNCBlockEndDate: '31/12/2026 23:59' };
    expectExactly(await ask('SetDNC', 'SetDNCResult', { ...DNC, CampaignSpecificDNC: true, ...dates }), {
      response: { success: true },
    });
    expect(simulator.ledger.applied()).toMatchObject([{ sets: 'doNotCall' }]);
    expect(simulator.ledger.finalStates().size).toBe(0);
    expect(await client.next(bySubtopic('OutcomeSetForCall'))).toMatchObject({ message: DNC.AccountNumber });
  });

  test.each([
    [{ DNCBlockEndDate: '31/12/2026' }, 'data.DNCBlockEndDate must be a string'],
    [{ DNCBlockEndDate: '31/12/2026 23:59 UTC' }, 'data.DNCBlockEndDate must be DD/MM/YYYY HH:mm'],
    [{ isPhoneNoDNC: 'true' }, 'data.isPhoneNoDNC must be a boolean'],
    [{ LeadScore: '0' }, 'data.LeadScore must be a number'],
    [{ callid: 'c-1' }, 'data.callid is no field of SetDNC'],
  ])('%j is refused', async (change, reason) => {
    const { ask } = await lcmFor();
    const message = (await ask('SetDNC', 'SetDNCResult', { ...DNC, ...change })) as {
      response: { msg: string };
    };
    expect(message.response.msg).toContain(reason.replace(' must be a string', ''));
  });

  test('get-campaigns-for-mcd-request names every campaign, and each has its outcomes under its own key', async () => {
    const { ask } = await lcmFor();
    const asked = { ANI: 34600100101, LCMKey: CALL.AccountNumber, CallType: 'OUTBOUND' };
    const message = (await ask('GetCampaignsForMCDRequest', 'SetCampaignsForMCDResponse', asked)) as {
      response: { AccountNumber: string; CampaignId: string; PhoneNo: string }[];
    };
    const [own, renewal, survey] = message.response;
    expectExactly(own, {
      CampaignId: '1',
      CampaignName: 'Collections',
      ContactID: 53100441,
      CallType: 'regular call',
      AgentID: '',
      Mode: 'Mobile',
      PhoneNo: '34600100101',
      AccountNumber: CALL.AccountNumber,
    });
    expect(message.response).toHaveLength(3);
    for (const row of [renewal!, survey!]) {
      const { AccountNumber } = row;
      const list = { callid: 'c-1', AccountNumber };
      const { response } = (await ask('GetBusinessOutCome', 'BusinessOutCome', list)) as {
        response: { CampaignID: string }[];
      };
      expect(new Set(response.map(({ CampaignID }) => CampaignID))).toEqual(new Set([row.CampaignId]));
    }
  });

  test.each([
    [{ ANI: '+34600100101' }, 'data.ANI must be the digits of an id, as a string'],
    [{ ANI: '0600100101' }, null],
    [{ CallType: '' }, 'data.CallType must not be empty'],
    [{ callid: 'c-1' }, 'data.callid is no field of GetCampaignsForMCDRequest'],
  ])('a search for campaigns with %j', async (change, reason) => {
    const { ask } = await lcmFor();
    const data = { ANI: 34600100101, CallType: 'INBOUND', ...change };
    const message = await ask('GetCampaignsForMCDRequest', 'SetCampaignsForMCDResponse', data);
    if (reason === null) expect(message).toMatchObject({ response: expect.any(Array) as unknown });
    else expect(message).toEqual({ response: { success: false, msg: reason } });
  });

  const CLEAR = { channel: 'Amazon', topic: 'OutboundCall', subtopic: 'ClearContact', source: 'test' };
  const IN_ACW = {
    id: 'acw',
    story: ['answered', 'afterCallWork', 'wait:talk', 'dropped'],
    talkMs: 60_000,
  } as const;
  const isDropped = (message: unknown): boolean => JSON.stringify(message).includes('DROPPED');

  test('clear-acw-call has no data and no reply: the softphone tells that the call is dropped', async () => {
    const { simulator, client, ask } = await lcmFor();
    simulator.ring(IN_ACW);
    client.send(CLEAR);
    expect(await client.next(isDropped)).toMatchObject({
      message: { call: { id: 'acw', event: 'DROPPED' } },
    });
    await ask('GetScreenPopData', 'ScreenPopData', CALL);
    expect(simulator.ledger.entries()).toMatchObject([
      { subtopic: 'ClearContact', sets: 'agentState', applied: true },
    ]);
    expect(client.heard.filter(bySubtopic('ClearContact'))).toEqual([]);
  });

  test.each(['message.response', 'message', 'data'] as const)(
    'clear-acw-call is refused with its error where there is no after-call work: in %s',
    async (errorPlace) => {
      const { simulator, client } = await lcmFor({ errorPlace });
      const refused = async (request: object): Promise<unknown> => {
        client.send(request);
        const { message, data, ...names } = (await client.next(bySubtopic('ClearContact'))) as Record<
          string,
          unknown
        >;
        expect(names).toEqual({ channel: 'Amazon', topic: 'OutboundCall', subtopic: 'ClearContact' });
        return errorPlace === 'message.response'
          ? (message as { response: unknown }).response
          : (message ?? data);
      };
      const error = {
        errorType: 'SET_AGENTSTATE_FAILED',
        errorMessage: 'Campaign Manager Failure Error Message.',
        msg: 'Set agent state failed.',
      };
      expect(await refused(CLEAR)).toEqual(error);
      simulator.ring(IN_ACW);
      expect(await refused({ ...CLEAR, data: {} })).toEqual({
        ...error,
        msg: 'data is no field of ClearContact',
      });
      simulator.faults.set({ refuse: { times: 1, msg: 'Not now.' } });
      expect(await refused(CLEAR)).toEqual({ ...error, msg: 'Not now.' });
      expect(simulator.ledger.applied()).toEqual([]);
    },
  );

  test('clear-acw-call is refused while a mandatory outcome is missing', async () => {
    const { simulator, client } = await lcmFor({ modeInformation: { DispositionRequired: true } });
    simulator.ring(IN_ACW);
    client.send(CLEAR);
    await client.next(bySubtopic('ClearContact'));
    client.send(setOutcome('acw'));
    client.send(CLEAR);
    expect(await client.next(isDropped)).toMatchObject({ message: { call: { id: 'acw' } } });
  });

  test('faults strike clear-acw-call: it is lost with its link, or its error with the reply', async () => {
    const { simulator, client } = await lcmFor();
    const watcher = await clientFor(simulator.url);
    simulator.faults.set({ dropReply: 1 });
    client.send(CLEAR);
    await simulator.ledger.waitFor(({ refusal }) => refusal !== null);
    simulator.ring(IN_ACW);
    simulator.faults.set({ disconnectBefore: { times: 1 } });
    client.send(CLEAR);
    await simulator.ledger.waitUntil(({ counts }) => counts().lost === 1);
    expect(watcher.heard.filter(bySubtopic('ClearContact'))).toEqual([]);
    expect(watcher.heard.some(isDropped)).toBe(false);
  });
});

describe('requests that an LCM does not know', () => {
  test('are not answered, until it learns them', async () => {
    const { simulator, client, ask } = await lcmFor({
      faults: { quiet: ['GetScreenPopData', 'SetCallOutcomeWithComments'] },
    });
    client.send(setOutcome('c-1'));
    client.send({
      channel: 'LCM',
      topic: 'WebService',
      subtopic: 'GetScreenPopData',
      source: 'x',
      data: CALL,
    });
    await ask('GetContactDetail', 'ContactDetail', CALL);
    expect(client.heard.filter(bySubtopic('ScreenPopData'))).toEqual([]);
    expect([simulator.ignored(), simulator.ledger.counts().received]).toEqual([2, 0]);
    simulator.faults.set({ quiet: null });
    await ask('GetScreenPopData', 'ScreenPopData', CALL);
  });
});

describe('quirks', () => {
  const quirked = async (kind: Quirk, subtopic: string, reply: string): Promise<unknown> => {
    const { ask } = await lcmFor({ faults: { quirk: { kind } } });
    return ask(subtopic, reply, CALL);
  };
  const mode = (kind: Quirk) => quirked(kind, 'GetModeInformation', 'GetModeInformationResult');
  const callbackModes = (kind: Quirk) => quirked(kind, 'GetCallBackModes', 'CallBackModes');

  test.each([
    ['lowerCase', { response: { campaignid: '1' } }],
    ['upperCase', { CALLID: 'c-1', RESPONSE: { CAMPAIGNID: '1' } }],
    ['blanks', { ' callid ': 'c-1', ' response ': { ' CampaignId ': '1' } }],
    ['nested', { callid: 'c-1', response: { Result: { CampaignId: '1' } } }],
    ['unnested', { callid: 'c-1', CampaignId: '1' }],
    ['inArray', { callid: 'c-1', response: [{ CampaignId: '1' }] }],
    ['numbersAsText', { response: { GMTDeviation: '330', DNCDays: '30' } }],
    ['textAsNumbers', { response: { CampaignId: 1, ContactID: 53100441 } }],
    ['flagsAsText', { response: { DispositionRequired: 'false', DNCEOD: 'true' } }],
    ['more', { response: { CampaignId: '1', Unheard: { of: [1] } } }],
    ['hostile', { response: { constructor: 'x', lone: '\ud800', CampaignId: '1' } }],
    ['windowsIds', { response: { Timezone: 'India Standard Time' } }],
    ['ianaZones', { response: { Timezone: 'Asia/Kolkata' } }],
  ] as const)('%s', async (kind, message) => {
    expect(await mode(kind)).toMatchObject(message);
  });

  test('loneObject, and emptyLeftOut', async () => {
    expect(await callbackModes('loneObject')).toMatchObject({ response: { ModeID: '3' } });
    const { response } = (await callbackModes('emptyLeftOut')) as { response: object[] };
    expect(Object.keys(response[0]!)).toEqual(['ModeID', 'Description', 'Cvalue', 'PEWC', 'CampaignPEWC']);
  });

  test('windowsNames', async () => {
    expect(await quirked('windowsNames', 'GetContactModes', 'SetContactModes')).toMatchObject({
      Contactmodes: [{ TimeZone: '(UTC+01:00) Brussels, Copenhagen, Madrid, Paris' }, {}, {}],
    });
  });

  test('come at a chance, for the named requests', async () => {
    const { ask } = await lcmFor({
      faults: { quirk: { times: 1, kind: 'upperCase' }, only: ['GetScreenPopData'] },
    });
    expect(await ask('GetContactDetail', 'ContactDetail', CALL)).toHaveProperty('response');
    expect(await ask('GetScreenPopData', 'ScreenPopData', CALL)).toHaveProperty('RESPONSE');
    expect(await ask('GetScreenPopData', 'ScreenPopData', CALL)).toHaveProperty('response');
  });
});
