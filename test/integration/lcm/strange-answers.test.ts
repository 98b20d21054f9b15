import { describe, expect, it } from 'vitest';
import { reason } from '#shared/reasons/reason-codes.ts';
import { openSession, outcomeFor, reach, startBus } from './bench.ts';

const CALL = 'SetCallOutcomeWithComments';
const ROWS = [
  { OutComeID: '101', Description: 'Payment Done', CampaignID: '1', LeadScore: '0', ParentID: null },
  { OutComeID: '102', Description: 'Payment Failure', CampaignID: '1', LeadScore: '0', ParentID: null },
];

/** What LCM says to a request about a call, under the subtopic of its reply. */
type Say = (subtopic: string, callId: string) => unknown;

/** A session on a bus that says this to each request. */
async function answeredWith(say: Say) {
  const bus = await startBus({
    onMessage(request, { emit }) {
      const { subtopic, data } = request as { subtopic: string; data: { callid: string } };
      emit(say(subtopic === 'GetBusinessOutCome' ? 'BusinessOutCome' : `${subtopic}Result`, data.callid));
    },
  });
  const { session } = openSession({ url: bus.url });
  await reach(session, 'connected');
  return session;
}

const reply = (subtopic: string, message: unknown): object => ({
  ...{ channel: 'LCM', topic: 'WebService', subtopic, message },
});
const answer = (subtopic: string, callid: string): object => ({
  callid,
  response: subtopic === 'BusinessOutCome' ? ROWS : { success: true },
});

const requestOf = (subtopic: string): string =>
  subtopic === 'BusinessOutCome' ? 'GetBusinessOutCome' : subtopic.replace(/Result$/, '');

describe('an answer that LCM, or a service before it, writes in another way', () => {
  it.each<[string, Say]>([
    ['as the page says', (...it) => reply(it[0], answer(...it))],
    ['in `d`, as web services of .NET do', (...it) => reply(it[0], { d: answer(...it) })],
    ['in `d`, as text', (...it) => reply(it[0], { d: JSON.stringify(answer(...it)) })],
    ['under the name of its reply', (...it) => reply(it[0], { [it[0]]: answer(...it) })],
    ['in a list of one', (...it) => reply(it[0], [answer(...it)])],
    ['as a whole, in `data`', (...it) => ({ data: reply(it[0], answer(...it)) })],
    [
      'as a whole, in `payload`, as text',
      (...it) => ({ payload: JSON.stringify(reply(it[0], answer(...it))) }),
    ],
    ['as text after a mark of byte order', (...it) => `\uFEFF${JSON.stringify(reply(it[0], answer(...it)))}`],
    ['under the name of its request', (...it) => reply(requestOf(it[0]), answer(...it))],
    ['in the envelope itself', (...it) => ({ ...reply(it[0], undefined), ...answer(...it) })],
    ['in the envelope itself, beside a text', (...it) => ({ ...reply(it[0], 'OK'), ...answer(...it) })],
    ['with the call id in capitals', (name, id) => reply(name, answer(name, id.toUpperCase()))],
  ])('is read: %s', async (_where, say) => {
    const session = await answeredWith(say);
    expect(await session.set(CALL, outcomeFor('3f2504e0'))).toEqual({ kind: 'delivered' });
    expect(await session.listCampaignOutcomes('3f2504e0', '5|3|1')).toMatchObject({
      ok: true,
      entries: ROWS,
    });
  });

  it('the call ids of two calls that differ in case alone are told apart', async () => {
    const bus = await startBus();
    const { session } = openSession({ url: bus.url });
    await reach(session, 'connected');
    const sets = ['aB', 'Ab'].map((id) => session.set(CALL, outcomeFor(id)));
    await bus.message(2);
    bus.answer(bus.received[1]!, { success: false, msg: 'No' });
    bus.answer(bus.received[0]!);
    expect(await Promise.all(sets)).toEqual([{ kind: 'delivered' }, { kind: 'refused', reason: 'No' }]);
  });

  it.each<[string, object]>([
    ['that says that it succeeded', { response: { success: true, data: ROWS } }],
    ['that counts them', { response: { total: 2, rows: ROWS } }],
    ['that is the message', { BusinessOutCome: ROWS }],
  ])('outcomes are found in an object %s', async (_which, message) => {
    const session = await answeredWith((subtopic, callid) => reply(subtopic, { callid, ...message }));
    expect(await session.listCampaignOutcomes('1', '5|3|1')).toMatchObject({
      ok: true,
      entries: ROWS,
    });
  });
});

it.each<[string, unknown[]]>([
  ['says something else', [{ Message: 'The campaign has ended' }]],
  ['has other names', ROWS.map(({ OutComeID: Id, Description: Name }) => ({ Id, Name }))],
  ['is text', ROWS.map((row) => JSON.stringify(row))],
  ['is empty, of very many', Array.from({ length: 5_000 }, () => ({}))],
])('a list of which each row %s is none, so that the known one stays', async (_what, response) => {
  const session = await answeredWith((subtopic, callid) => reply(subtopic, { callid, response }));
  expect(await session.listCampaignOutcomes('1', '5|3|1')).toMatchObject({ ok: false, cause: 'no-list' });
});

it.each<[string, object]>([
  ['in each language', { msg: { en: 'The campaign has ended', de: 'Die Kampagne ist beendet' } }],
  ['as a list', { message: ['The campaign has ended', 'Die Kampagne ist beendet'] }],
  ['as errors', { errors: [{ text: 'The campaign has ended' }, { text: 'Die Kampagne ist beendet' }] }],
  [
    'under other names',
    {
      ErrorDescription: 'The campaign has ended',
      ErrorDetail: 'Die Kampagne ist beendet',
      AgentComments: 'x',
    },
  ],
])('LCM’s words are told when it refuses and says why %s', async (_how, why) => {
  const session = await answeredWith((subtopic, callid) =>
    reply(subtopic, { callid, response: { success: false, ...why } }),
  );
  expect(await session.set(CALL, outcomeFor('1'))).toEqual({
    kind: 'refused',
    reason: 'The campaign has ended: Die Kampagne ist beendet',
  });
});

it.each<[string, unknown]>([
  ['besides, under another name', { message: 'No access', data: { content: 'Your token has expired' } }],
  ['as objects', { message: { title: 'No access' }, data: ['Your token has expired'] }],
  ['as a text alone, as older servers do', 'No access: Your token has expired'],
])('LCM’s words are told when it denies the link and says why %s', async (_how, denial) => {
  const bus = await startBus({
    admit({ conn }) {
      conn.write(`44${JSON.stringify(denial)}`);
      return new Promise(() => {});
    },
  });
  const { session } = openSession({ url: bus.url });
  expect((await reach(session, 'refused')).reason).toEqual(
    reason('denied', { said: 'No access: Your token has expired' }),
  );
});
