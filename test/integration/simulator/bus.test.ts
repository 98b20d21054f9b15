import { describe, expect, test } from 'vitest';
import { startDemoCalls } from '#simulator/calls/demo-calls.ts';
import { startSimulator } from '#simulator/server.ts';
import { bySubtopic, connectClient, type BusClient } from './bus-client.ts';
import { LOOPBACK_CERTIFICATE } from './loopback-certificate.ts';
import { SET_REPLY, done, setOutcome } from './samples.ts';
import { clientFor, simulatorFor } from './with-simulator.ts';

describe('the bus', () => {
  test('carries requests to the others, and replies to all', async () => {
    const { url } = await simulatorFor();
    const [asking, other] = [await clientFor(url), await clientFor(url)];
    asking.send(setOutcome('1'));
    expect(await asking.next(bySubtopic(SET_REPLY))).toEqual(done('1'));
    expect(await other.next()).toEqual(setOutcome('1'));
    expect(await other.next(bySubtopic('OutcomeSetForCall'))).toMatchObject({ message: '5|3|1|0|0|44|1' });
    expect(await other.next(bySubtopic(SET_REPLY))).toEqual(done('1'));
    expect(asking.heard.filter(bySubtopic('SetCallOutcomeWithComments'))).toEqual([]);
  });

  test('can send each client only its own replies', async () => {
    const { url } = await simulatorFor({ shared: false, announceOutcomes: false });
    const [asking, other] = [await clientFor(url), await clientFor(url)];
    asking.send(setOutcome('1'));
    expect(await asking.next()).toEqual(done('1'));
    other.send(setOutcome('2'));
    expect(await other.next()).toEqual(done('2'));
  });

  test('carries any message that a test puts on it', async () => {
    const simulator = await simulatorFor();
    const client = await clientFor(simulator.url);
    const messages = [{ channel: 'X' }, 'text', null, [1, [2]], 0];
    for (const message of messages) simulator.broadcast(message);
    for (const message of messages) expect(await client.next()).toEqual(message);
  });

  test('works with another path, namespace and event', async () => {
    const { url } = await simulatorFor({ event: 'lcm', path: '/bus', namespace: '/agents' });
    const client = await clientFor(`${url}/agents`, { event: 'lcm', path: '/bus' });
    client.send(setOutcome('1'));
    expect(await client.next(bySubtopic(SET_REPLY))).toEqual(done('1'));
    await expect(connectClient(`${url}/`, { path: '/socket.io' })).rejects.toThrow();
  });

  test.each([[['websocket']], [['polling']], [['polling', 'websocket']]])(
    'speaks over %j',
    async (transports) => {
      const { url } = await simulatorFor({ announceOutcomes: false });
      const client = await clientFor(url, { transports });
      client.send(setOutcome('1'));
      expect(await client.next()).toEqual(done('1'));
    },
  );

  test('speaks TLS to clients that trust its certificate, and to no others', async () => {
    const simulator = await simulatorFor({ tls: LOOPBACK_CERTIFICATE, announceOutcomes: false });
    expect(simulator.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    const client = await clientFor(simulator.url, { ca: LOOPBACK_CERTIFICATE.cert });
    client.send(setOutcome('1'));
    expect(await client.next()).toEqual(done('1'));
    await expect(connectClient(simulator.url)).rejects.toThrow();
    await expect(connectClient(simulator.url.replace('https', 'http'))).rejects.toThrow();
  });

  test.each([
    [undefined, 'Not authorised: auth.token is missing'],
    [{ token: 'wrong' }, 'Not authorised: wrong token'],
    [{ token: ['right'] }, 'Not authorised: wrong token'],
  ])('refuses auth %j with the reason', async (auth, reason) => {
    const { url } = await simulatorFor({ token: 'right' });
    await expect(connectClient(url, auth === undefined ? {} : { auth })).rejects.toThrow(reason);
    await clientFor(url, { auth: { token: 'right' } });
  });

  test('refuses pages of other sites', async () => {
    const { url } = await simulatorFor();
    await expect(connectClient(url, { extraHeaders: { Origin: 'https://evil.example' } })).rejects.toThrow();
    await expect(connectClient(url, { extraHeaders: { Host: 'evil.example' } })).rejects.toThrow();
  });
});

describe('a call', () => {
  test('rings, is answered, and ends in after-call work', async () => {
    const simulator = await simulatorFor({ form: 'plain' });
    const client = await clientFor(simulator.url);
    const call = simulator.ring({ lcmKey: '178|3|3|0|0|84|-1', user: 'anna', ringMs: 5, talkMs: 5 });
    const heard = [await client.next(), await client.next(), await client.next(), await client.next()];
    expect(heard[0]).toMatchObject({
      channel: 'Amazon',
      topic: 'OutboundCall',
      subtopic: 'OutboundCallStateChange',
      message: {
        call: {
          id: call.id,
          event: 'Ringing',
          CallType: 'OUTBOUND',
          CallVariables: {
            LCMKey: '178|3|3|0|0|84|-1',
            ContactName: call.contactName,
            ContactNumber: call.contactNumber,
          },
          User: 'anna',
        },
      },
    });
    expect(eventsOf(heard)).toEqual(['Ringing', 'Answered', 'ACW', 'DROPPED']);
  });

  test('has its own id, and an LCM key in one of the shapes seen in the field', async () => {
    const simulator = await simulatorFor();
    const calls = Array.from({ length: 30 }, () => simulator.ring());
    expect(new Set(calls.map(({ id }) => id)).size).toBe(30);
    const shapes = new Set(calls.map(({ lcmKey }) => lcmKey.replace(/\d+/g, '0')));
    expect(shapes).toEqual(new Set(['0|0|0|0|0|0|0', '0|0|0|0|0|0|', '0|0|0|0|0|0|-0']));
  });
});

function eventsOf(heard: readonly unknown[]): string[] {
  return heard.map((message) => (message as { message: { call: { event: string } } }).message.call.event);
}

describe('demo calls', () => {
  const ringing = (message: unknown): boolean => JSON.stringify(message).includes('"Ringing"');
  async function nextId(client: BusClient): Promise<string> {
    return ((await client.next(ringing)) as { message: { call: { id: string } } }).message.call.id;
  }

  test('wait for a client, pause while enough are open, and continue once some are wrapped up', async () => {
    const simulator = await simulatorFor();
    const demo = startDemoCalls(simulator, { everyMs: 15, maxOpen: 3 });
    expect(simulator.openCalls()).toBe(0);
    const client = await clientFor(simulator.url);
    const ids = [await nextId(client), await nextId(client), await nextId(client)];
    // After three more periods a fourth call would have rung.
    await new Promise((resolve) => setTimeout(resolve, 45));
    expect(simulator.openCalls()).toBe(3);
    client.send(setOutcome(ids[1]!));
    expect(ids).not.toContain(await nextId(client));
    expect(simulator.openCalls()).toBe(3);

    demo.stop();
    simulator.reset();
    client.heard.length = 0;
    await new Promise((resolve) => setTimeout(resolve, 45));
    expect(client.heard.filter(ringing)).toEqual([]);
  });
});

test('demo calls are for whoever is signed in when they ring, and tell their stories in turn', async () => {
  const simulator = await simulatorFor({ form: 'documented' });
  const agents = ['ana', ''];
  const options = { everyMs: 5, maxOpen: 2, stories: ['skipped', 'unanswered'] as const };
  const demo = startDemoCalls(simulator, { ...options, user: () => agents.shift() ?? '' });
  const client = await clientFor(simulator.url);
  const callIn = async () => ((await client.next()) as { message: { call: object } }).message.call;
  expect(await callIn()).toMatchObject({ event: 'Preview', User: { loginName: 'ana' } });
  expect(await callIn()).toMatchObject({ event: 'Ringing', User: null });
  demo.stop();
});

describe('stopping and starting', () => {
  test('restarts on its port and continues its ledger', async () => {
    const first = await simulatorFor({ announceOutcomes: false });
    const client = await clientFor(first.url, {
      reconnection: true,
      reconnectionDelay: 10,
      reconnectionDelayMax: 20,
    });
    client.send(setOutcome('1'));
    await client.next();
    await first.close();
    await expect(connectClient(first.url)).rejects.toThrow();
    expect(first.ledger.finalStates().size).toBe(1);

    const again = new Promise((resolve) => client.socket.once('connect', () => resolve(true)));
    const second = await simulatorFor({ port: first.port, ledger: first.ledger, announceOutcomes: false });
    await again;
    client.send(setOutcome('2'));
    await client.next();
    expect(second.url).toBe(first.url);
    expect(second.ledger.entries().map(({ seq, data }) => [seq, data])).toMatchObject([
      [1, { callid: '1' }],
      [2, { callid: '2' }],
    ]);
  });

  test('a port that is taken is an error', async () => {
    const { port } = await simulatorFor();
    await expect(startSimulator({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  test('can be closed twice', async () => {
    const simulator = await simulatorFor();
    await simulator.close();
    await simulator.close();
  });
});
