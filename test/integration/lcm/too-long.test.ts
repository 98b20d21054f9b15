import type { Socket } from 'socket.io';
import { describe, expect, it, vi } from 'vitest';
import type { JsonObject } from '#shared/lcm/json.ts';
import { LARGEST_MESSAGE, LONGEST_MESSAGE } from '#main/lcm/link/bounded-parser.ts';
import { answering, openSession, outcomeFor, reach, startBus, type Bus } from './bench.ts';
import { readEntries } from '#test/support/listed-rows.ts';

const CALL = 'SetCallOutcomeWithComments';
const MEGABYTE = 1024 * 1024;

/** An answer to a list request. */
function listText(message: JsonObject): string {
  return JSON.stringify({ channel: 'LCM', topic: 'WebService', subtopic: 'BusinessOutCome', message });
}

/** The same for call 1, with a name as long as needed. */
function listAnswer(characters: number): string {
  const row = { OutComeID: '1', Description: 'x'.repeat(characters), CampaignID: '7' };
  return listText({ callid: '1', response: [row] });
}

/** A bus whose list answers have so many characters. It answers sets as LCM does. */
function busWithAnswers(characters: number, transport: 'websocket' | 'polling'): Promise<Bus> {
  return startBus({
    server: { transports: [transport], pingTimeout: 60_000 },
    onMessage(message, bus, socket) {
      if (message['subtopic'] === 'GetBusinessOutCome') bus.emitText(listAnswer(characters));
      else answering.onMessage?.(message, bus, socket);
    },
  });
}

describe.each(['websocket', 'polling'] as const)('over %s', (transport) => {
  it('a message that is too long is left out and told, and the link stays', async () => {
    const bus = await busWithAnswers(60 * MEGABYTE, transport);
    const { session, log, states } = openSession({ url: bus.url, requestTimeoutMs: 60_000 });
    await reach(session, 'connected');
    const shown = states.length;
    expect(await session.listCampaignOutcomes('1', '5|3')).toEqual({
      ok: false,
      cause: 'too-long',
      reason: null,
    });
    expect(await session.set(CALL, outcomeFor('1'))).toEqual({ kind: 'delivered' });
    const told = log.filter(({ message }) => message === 'a message was too long and is left out');
    expect(told.map(({ fields }) => fields['subtopic'])).toEqual(['BusinessOutCome']);
    expect(told[0]?.fields['characters']).toBeGreaterThan(60 * MEGABYTE);
    expect([states.length, bus.clients.length]).toEqual([shown, 1]);
  });

  it('a message that is far too long ends the link, and its question is given up', async () => {
    const bus = await busWithAnswers(LARGEST_MESSAGE + MEGABYTE, transport);
    const { session, states } = openSession({ url: bus.url, requestTimeoutMs: 60_000 });
    await reach(session, 'connected');
    expect(await session.listCampaignOutcomes('1', '5|3')).toMatchObject({
      ok: false,
      cause: 'far-too-long',
    });
    expect(states.at(-1)?.reason?.code).toBe('messageTooLarge');
    await reach(session, 'connected');
    expect(await session.set(CALL, outcomeFor('1'))).toEqual({ kind: 'delivered' });
  });
});

it('a list of 100,000 outcomes with long names is read', async () => {
  const rows = Array.from({ length: 100_000 }, (_, n) => ({
    OutComeID: String(n),
    Description: `Outcome ${n} of a group with a long name, in a campaign whose names are all very long`,
    CampaignID: '12345',
    LeadScore: '0',
    ParentID: String(n % 1_000),
  }));
  expect(JSON.stringify(rows).length).toBeLessThan(LONGEST_MESSAGE / 1.5);
  const bus = await startBus({
    onMessage(message, own) {
      const callid = (message['data'] as JsonObject)['callid'] ?? null;
      own.emitText(listText({ callid, response: rows }));
    },
  });
  const { session } = openSession({ url: bus.url, requestTimeoutMs: 60_000 });
  await reach(session, 'connected');
  const list = await session.listCampaignOutcomes('1', '5|3');
  expect(list.ok && readEntries(list.entries).rows.length).toBe(100_000);
});

describe('a long message', () => {
  const rows = Array.from({ length: 40_000 }, (_, n) => ({
    OutComeID: String(n),
    Description: `Outcome ${n}`,
  }));
  const listed = (callid: string): string => listText({ callid, response: rows });
  const event = (n: number): string =>
    JSON.stringify({ channel: 'other', topic: 'other', subtopic: `event ${n}`, message: {} });

  it('does not hold up the process, and all is heard in its order', async () => {
    const bus = await startBus({ onMessage: () => undefined });
    const { session } = openSession({ url: bus.url, requestTimeoutMs: 60_000 });
    await reach(session, 'connected');
    const heard: string[] = [];
    session.envelopeReceived.on(({ subtopic }) => heard.push(subtopic));
    const first = session.listCampaignOutcomes('1', '5|3').then((list) => {
      heard.push(`list of ${list.ok ? list.entries.length : list.cause}`);
    });
    await bus.message(1);
    let turns = 0;
    const look = setInterval(() => (turns += 1));
    bus.emitText(event(1));
    bus.emitText(listed('1'));
    bus.emitText(event(2));
    // Of a call that is not ours: long, too, and heard by nobody but in its order.
    bus.emitText(listed('2'));
    bus.emitText(event(3));
    await vi.waitFor(() => expect(heard).toContain('event 3'), 20_000);
    await first;
    clearInterval(look);
    expect(heard.filter((each) => each.startsWith('event'))).toEqual(['event 1', 'event 2', 'event 3']);
    // Its rows are read while what follows is heard.
    expect(heard).toContain('list of 40000');
    expect(turns).toBeGreaterThan(2);
  });

  it('that is no JSON ends the link, as a short one does', async () => {
    const bus = await startBus({ onMessage: () => undefined });
    const { session } = openSession({ url: bus.url, requestTimeoutMs: 60_000 });
    await reach(session, 'connected');
    bus.emitText(listed('1').replace('"Outcome 39999"', 'Outcome'));
    // The library hears of it with the next message.
    await vi.waitFor(() => {
      bus.emitText(event(1));
      expect(bus.clients.length).toBe(2);
    }, 20_000);
    await reach(session, 'connected');
    const list = session.listCampaignOutcomes('1', '5|3');
    await bus.message(1);
    bus.emitText(listed('1'));
    expect(await list).toMatchObject({ ok: true });
  });

  it('of a link that ends meanwhile keeps nothing of the next one from being heard', async () => {
    const sockets: Socket[] = [];
    const bus = await startBus({
      onMessage: () => undefined,
      onConnection: (socket) => sockets.push(socket),
    });
    const { session } = openSession({ url: bus.url, requestTimeoutMs: 60_000 });
    await reach(session, 'connected');
    const list = session.listCampaignOutcomes('1', '5|3');
    await bus.message(1);
    bus.emitText(listed('1'));
    sockets[0]?.conn.close();
    // It may have been read in time.
    expect(['link-lost', undefined]).toContain(((await list) as { cause?: string }).cause);
    await vi.waitFor(() => expect(bus.clients.length).toBe(2), 20_000);
    await reach(session, 'connected');
    const again = session.listCampaignOutcomes('2', '5|3');
    await bus.message(2);
    bus.emitText(listed('2'));
    expect(await again).toMatchObject({ ok: true });
  });
});

it('a message that is too long for others gives up no question of ours', async () => {
  const bus = await startBus({ server: { pingTimeout: 60_000 } });
  const { session, log } = openSession({ url: bus.url, requestTimeoutMs: 60_000 });
  await reach(session, 'connected');
  const listed = session.listCampaignOutcomes('1', '5|3');
  const request = await bus.message(1);
  bus.emitText(listAnswer(40 * MEGABYTE).replace('BusinessOutCome', 'StateSync'));
  await vi.waitFor(() => expect(log.map(({ fields }) => fields['subtopic'])).toContain('StateSync'), 10_000);
  bus.answer(request, [{ OutComeID: '1', Description: 'Sold', CampaignID: '7' }]);
  expect(await listed).toMatchObject({ ok: true });
});

it.each([
  ['websocket', '/'],
  ['websocket', '/lcm'],
  ['polling', '/'],
  ['polling', '/lcm'],
] as const)(
  'a wrap-up longer than LCM takes is refused, and the link stays (%s, %s)',
  async (transport, namespace) => {
    const [longest, longer] = ['é'.repeat(500), `${'é'.repeat(500)}.`].map((comment) =>
      outcomeFor('1', comment),
    );
    const envelope = {
      channel: 'LCM',
      topic: 'WebService',
      subtopic: CALL,
      source: 'Afterword',
      data: longest,
    };
    const packet = `42${namespace === '/' ? '' : `${namespace},`}${JSON.stringify(['message', envelope])}`;
    const bus = await startBus({
      ...answering,
      namespace,
      server: { maxHttpBufferSize: Buffer.byteLength(packet), transports: [transport] },
    });
    const { session } = openSession({ url: bus.url, namespace });
    await reach(session, 'connected');
    expect(await session.set(CALL, longer!)).toEqual({ kind: 'refused', reason: 'set-too-long' });
    expect(await session.set(CALL, longest!)).toEqual({ kind: 'delivered' });
    expect([bus.received.length, bus.clients.length]).toEqual([1, 1]);
  },
);
