import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSimulator, type Simulator } from '#simulator/server.ts';
import { connectClient, bySubtopic, type BusClient } from './bus-client.ts';

/**
 * The vendor pages' samples, word for word. Each request gets the page's response, with the fields in the page's order.
 * The requests have a `source` added: the pages call it mandatory, but their samples leave it out.
 */
const PAGES = [
  {
    page: '000',
    request: `{"channel":"LCM","topic":"WebService","subtopic":"SetBusinessOutcomeWithCallback","source":"test",
      "data":{"callid":"12345","AccountNumber":"5|3|1|0|0|44|1","OutcomeId":4,"BusinessOutcome":101,
      "StartDate":"13/01/2021","EndDate":"13/01/2021","StartTime":"13:45","EndTime":"13:45","CallbackModeID":1,
      "UserID":"prakashr","AgentComments":"Test comment","LeadScore":0,"TargetAmount":0}}`,
    response: `{"channel":"LCM","topic":"WebService","subtopic":"SetBusinessOutcomeWithCallbackResult",
      "message":{"callid":"12345","response":{"success":true}}}`,
  },
  {
    page: '001',
    request: `{"channel":"LCM","topic":"WebService","subtopic":"SetCallbackWithComments","source":"test",
      "data":{"callid":"12345","AccountNumber":"5|3|1|0|0|44|1","StartDate":"03/07/2020","EndDate":"03/07/2020",
      "StartTime":"13:45","EndTime":"13:45","CallbackModeID":1,"UserID":"testagent","AgentComments":"Test comment",
      "LeadScore":0,"TargetAmount":0}}`,
    response: `{"channel":"LCM","topic":"WebService","subtopic":" SetCallbackWithCommentsResult",
      "message":{"callid":"12345","response":{"success":true}}}`,
  },
  {
    page: '002',
    request: `{"channel":"LCM","topic":"WebService","subtopic":"SetCallOutcomeWithComments","source":"test",
      "data":{"callid":"12345","AccountNumber":"5|3|1|0|0|44|1","OutcomeId":1,"LeadScore":0,"UserID":"testagent",
      "AgentComments":"Test comment","TargetAmount":0}}`,
    response: `{"channel":"LCM","topic":"WebService","subtopic":"SetCallOutcomeWithCommentsResult",
      "message":{"callid":"12345","response":{"success":true}}}`,
  },
  {
    page: '003',
    request: `{"channel":"LCM","topic":"WebService","subtopic":"GetOutcomeByOutcomegroup","source":"test",
      "data":{"callid":"","type":"MANUAL"}}`,
    response: `{"channel":"LCM","topic":"WebService","subtopic":"BusinessOutCome","message":{"response":[
      {"CampaignID":"0","OutComeID":"107","LeadScore":"0","ParentID":"5","Description":"success"},
      {"CampaignID":"0","OutComeID":"108","LeadScore":"0","ParentID":"6","Description":"Fail"}]}}`,
    /** How many rows of a longer list the page shows. */
    rows: 2,
  },
  {
    page: '004',
    request: `{"channel":"LCM","topic":"WebService","subtopic":"GetBusinessOutCome","source":"test",
      "data":{"callid":"12345","AccountNumber":"5|3|1|0|0|44|1"}}`,
    response: `{"channel":"LCM","topic":"WebService","subtopic":"BusinessOutCome","message":{"callid":"12345","response":[
      {"OutComeID":"101","Description":"Payment Done","CampaignID":"1","LeadScore":"0","ParentID":null},
      {"OutComeID":"102","Description":"Payment Failure","CampaignID":"1","LeadScore":"0","ParentID":null}]}}`,
    rows: 2,
  },
] as const;

/** Related requests whose pages are not available: the same shapes, with the reply named after the request. */
const CALLBACK = {
  StartDate: '29/02/2028',
  EndDate: '01/03/2028',
  StartTime: '23:30',
  EndTime: '00:15',
  CallbackModeID: 3,
};
const CALL = { callid: '77', AccountNumber: '137|1|3|0|0|84|' };
const REST = { UserID: 'testagent', AgentComments: '', LeadScore: 12.5, TargetAmount: 99.95 };
const SIBLINGS = [
  ['SetBusinessOutcomeWithComments', { ...CALL, OutcomeId: 202, ...REST }],
  ['SetPersonalCallbackWithComments', { ...CALL, ...CALLBACK, ...REST }],
  [
    'SetBusinessOutcomeWithPersonalCallback',
    { ...CALL, OutcomeId: 4, BusinessOutcome: 202, ...CALLBACK, ...REST },
  ],
  ['SetBusinessOutcomeWithCallOutcome', { ...CALL, BusinessOutcome: 202, CallOutcome: '0', ...REST }],
] as const;

let simulator: Simulator;
let client: BusClient;
beforeAll(async () => {
  simulator = await startSimulator();
  client = await connectClient(simulator.url);
});
afterAll(async () => {
  client.close();
  await simulator.close();
});

describe("the pages' samples", () => {
  test.each(PAGES)('page $page is answered as in its sample', async (page) => {
    const expected = JSON.parse(page.response) as { subtopic: string };
    client.send(JSON.parse(page.request));
    const reply = (await client.next(bySubtopic(expected.subtopic))) as { message: { response: unknown } };
    if ('rows' in page) reply.message.response = (reply.message.response as unknown[]).slice(0, page.rows);
    // Compare as text, so that the order of the fields is checked too.
    expect(JSON.stringify(reply)).toBe(JSON.stringify(expected));
  });

  test('sets are in the ledger as they were sent; requests for lists are not', () => {
    const sent = PAGES.slice(0, 3).map(
      ({ request }) => JSON.parse(request) as { subtopic: string; data: unknown },
    );
    const entries = simulator.ledger.entries();
    expect(entries.map(({ seq, applied, refusal }) => [seq, applied, refusal])).toEqual([
      [1, true, null],
      [2, true, null],
      [3, true, null],
    ]);
    expect(JSON.stringify(entries.map(({ subtopic, data }) => [subtopic, data]))).toBe(
      JSON.stringify(sent.map(({ subtopic, data }) => [subtopic, data])),
    );
    expect(simulator.ledger.finalStates().get('12345')?.seq).toBe(3);
  });
});

test.each(SIBLINGS)('%s is answered and applied', async (subtopic, data) => {
  client.send({ channel: 'LCM', topic: 'WebService', subtopic, source: 'test', data });
  expect(await client.next(bySubtopic(`${subtopic}Result`))).toEqual({
    channel: 'LCM',
    topic: 'WebService',
    subtopic: `${subtopic}Result`,
    message: { callid: '77', response: { success: true } },
  });
  expect(simulator.ledger.finalStates().get('77')).toMatchObject({ subtopic, data, applied: true });
});

test('both requests for telephony outcomes return the list', async () => {
  const envelope = { channel: 'LCM', topic: 'WebService', source: 'test' };
  client.send({ ...envelope, subtopic: 'GetCallOutCome', data: { callid: '77' } });
  const live = (await client.next(bySubtopic('CallOutCome'))) as { message: { response: object[] } };
  expect(live.message).toMatchObject({ callid: '77' });
  expect(live.message.response[0]).toEqual({ OutComeID: '0', Description: 'Success' });
  client.send({ ...envelope, subtopic: 'SetCallOutComeOffline', data: { AccountNumber: '5|3' } });
  const offline = (await client.next(bySubtopic('SetCallOutComeOfflineResponse'))) as { message: object };
  const both = live.message.response.filter((row) => (row as { OutComeID: string }).OutComeID !== '1');
  expect(live.message.response[1]).toEqual({ OutComeID: '1', Description: 'Abandoned' });
  expect(offline.message).toEqual({ response: both });
});

test('the campaign’s zone comes with the campaign’s time and the server’s time', async () => {
  const data = { callid: '77', AccountNumber: '5|3' };
  client.send({ channel: 'LCM', topic: 'WebService', source: 'test', subtopic: 'GetCampaignTimeZone', data });
  const at = expect.stringMatching(/^\d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d$/) as unknown;
  expect(await client.next(bySubtopic('CampaignTimeZone'))).toEqual({
    channel: 'LCM',
    topic: 'WebService',
    subtopic: 'CampaignTimeZone',
    message: { callid: '77', response: { ZoneName: 'Asia/Kolkata', CampaignTime: at, ServerTime: at } },
  });
});

test('every applied set is announced with the LCM key alone', async () => {
  const [subtopic, data] = SIBLINGS[0];
  client.heard.length = 0;
  client.send({ channel: 'LCM', topic: 'WebService', subtopic, source: 'test', data });
  expect(await client.next(bySubtopic('OutcomeSetForCall'))).toEqual({
    channel: 'LCM',
    topic: 'WebService',
    subtopic: 'OutcomeSetForCall',
    message: '137|1|3|0|0|84|',
  });
});
