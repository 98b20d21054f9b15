import { describe, expect, test } from 'vitest';
import type { SimulatorOptions } from '#simulator/server.ts';
import { bySubtopic, type BusClient } from './bus-client.ts';
import { SET_REPLY, done, listOutcomes, setOutcome } from './samples.ts';
import { clientFor, simulatorFor } from './with-simulator.ts';

async function start(options: SimulatorOptions = {}) {
  const simulator = await simulatorFor(options);
  return { simulator, client: await clientFor(simulator.url) };
}

async function replyTo(client: BusClient, request: unknown, subtopic = SET_REPLY): Promise<unknown> {
  client.send(request);
  const reply = await client.next(bySubtopic(subtopic));
  return (reply as { message?: unknown }).message ?? reply;
}

describe('a request that deviates from the sample', () => {
  test.each([
    [setOutcome('1', { OutcomeId: '1' }), 'data.OutcomeId must be a number, is a string'],
    [
      { ...setOutcome('1'), topic: 'Webservice' },
      'topic must be "WebService" as in the sample, is "Webservice"',
    ],
    [{ ...setOutcome('1'), source: undefined }, 'source must be a string, is missing'],
    [setOutcome('1', { OutcomeID: 1 }), 'data.OutcomeID is no field of SetCallOutcomeWithComments'],
  ])('is refused with the name of the field, and is in the ledger: %o', async (request, msg) => {
    const { simulator, client } = await start();
    expect(await replyTo(client, request)).toEqual({ callid: '1', response: { success: false, msg } });
    expect(simulator.ledger.entries()).toMatchObject([{ applied: false, refusal: msg }]);
    expect(simulator.ledger.finalStates().size).toBe(0);
  });

  test('is refused under the subtopic of the list, if it asks for one', async () => {
    const { client } = await start();
    const request = { ...listOutcomes('1'), data: { callid: '1' } };
    expect(await replyTo(client, request, 'BusinessOutCome')).toEqual({
      callid: '1',
      response: { success: false, msg: 'data.AccountNumber is missing' },
    });
    const group = {
      ...listOutcomes('1'),
      subtopic: 'GetOutcomeByOutcomegroup',
      data: { callid: '', type: 3 },
    };
    expect(await replyTo(client, group, 'BusinessOutCome')).toEqual({
      response: { success: false, msg: 'data.type must be a string, is a number' },
    });
  });
});

describe('a WS_Error', () => {
  const empty = { errorType: 'WS_Error', errorMessage: 'Callid is empty', msg: 'Invalid Call ID.' };
  const unknown = { errorType: 'WS_Error', errorMessage: 'Invalid Call ID:99', msg: 'Invalid Call ID.' };

  test('answers an empty callid, for sets and for page 004', async () => {
    const { simulator, client } = await start();
    expect(await replyTo(client, setOutcome(''))).toEqual({ callid: '', response: empty });
    expect(await replyTo(client, listOutcomes(''), 'BusinessOutCome')).toEqual({
      callid: '',
      response: empty,
    });
    expect(simulator.ledger.entries()).toMatchObject([
      { applied: false, refusal: 'WS_Error: Callid is empty' },
    ]);
  });

  test('answers an unknown callid if only known calls are accepted', async () => {
    const { simulator, client } = await start({ knownCallsOnly: true, calls: ['1'] });
    expect(await replyTo(client, setOutcome('99'))).toEqual({ callid: '99', response: unknown });
    expect(await replyTo(client, setOutcome('1'))).toEqual({ callid: '1', response: { success: true } });
    const { id } = simulator.ring();
    expect(await replyTo(client, setOutcome(id))).toEqual({ callid: id, response: { success: true } });
    expect([...simulator.ledger.finalStates().keys()]).toEqual(['1', id]);
  });

  test('is in message or in data if an option says so', async () => {
    const head = { channel: 'LCM', topic: 'WebService', subtopic: SET_REPLY };
    for (const [errorPlace, expected] of [
      ['message', { ...head, message: { callid: '99', ...unknown } }],
      ['data', { ...head, data: { callid: '99', ...unknown } }],
    ] as const) {
      const { client } = await start({ knownCallsOnly: true, errorPlace });
      client.send(setOutcome('99'));
      expect(await client.next(bySubtopic(SET_REPLY))).toEqual(expected);
    }
  });
});

test('a message that is not a request is counted and does no harm', async () => {
  const { simulator, client } = await start();
  const nonsense = [
    null,
    'text',
    42,
    [],
    [setOutcome('1')],
    {},
    { channel: 'LCM' },
    { ...setOutcome('1'), subtopic: 'SetNothing' },
    { ...setOutcome('1'), channel: 'Chat' },
    { channel: { $: 1 }, topic: [], subtopic: null },
    done('1'),
    Buffer.from([1, 2, 3]),
  ];
  for (const message of nonsense) client.send(message);
  client.send(undefined);
  client.socket.emit('other-event', setOutcome('1'));
  expect(await replyTo(client, setOutcome('2', { AgentComments: '“ok”\u0000\u{1f600}' }))).toMatchObject({
    callid: '2',
  });
  expect(simulator.ignored()).toBe(nonsense.length + 1);
  expect(simulator.ledger.entries()).toHaveLength(1);
  expect(simulator.ledger.entries()[0]?.data).toMatchObject({ AgentComments: '“ok”\u0000\u{1f600}' });
});

test('data of any kind is recorded as received', async () => {
  const { simulator, client } = await start();
  for (const data of [null, 'text', [1], { callid: 7 }, { callid: '1', deep: [{ x: null }] }]) {
    client.send({ ...setOutcome('1'), data });
  }
  await simulator.ledger.waitUntil(({ counts }) => counts().refused === 5);
  expect(simulator.ledger.entries().map(({ data }) => data)).toEqual([
    null,
    'text',
    [1],
    { callid: 7 },
    { callid: '1', deep: [{ x: null }] },
  ]);
});

test('a message nested too deeply for the stack does no harm', async () => {
  const { simulator, client } = await start();
  await clientFor(simulator.url);
  const depth = 100_000;
  // Write to the socket directly: the client's encoder cannot encode this message.
  client.socket.io.engine.write(`2["message",${'['.repeat(depth)}${']'.repeat(depth)}]`);
  expect(await replyTo(client, setOutcome('1'))).toMatchObject({ response: { success: true } });
  expect(simulator.ignored()).toBe(1);
});
