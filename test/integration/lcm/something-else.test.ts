import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { Server as SocketIoServer } from 'socket.io';
import { describe, expect, it, onTestFinished } from 'vitest';
import { reason } from '#shared/reasons/reason-codes.ts';
import { next, openSession, outcomeFor, reach, resultOf } from './bench.ts';

const SLOWLY = { baseMs: 60_000, capMs: 60_000 };

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

/** A server without WebSockets. */
function http(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  return listen(server);
}

interface WebSocket {
  send(packet: string | Buffer): void;
  on(event: 'message', heard: (packet: Buffer) => void): void;
  once(event: 'close', closed: () => void): void;
}
/** The WebSockets of the library, without what it says over them. */
interface WebSockets {
  removeAllListeners(event: 'headers'): void;
  handleUpgrade(...request: [IncomingMessage, Duplex, Buffer, (socket: WebSocket) => void]): void;
}

/** A WebSocket that opens; all other requests are answered with 404. */
function webSocket(opened: (socket: WebSocket) => void): Promise<string> {
  const { ws } = new SocketIoServer(createServer()).engine as unknown as { ws: WebSockets };
  ws.removeAllListeners('headers');
  const server = createServer((_request, response) => response.writeHead(404).end());
  server.on('upgrade', (request, socket, head: Buffer) => ws.handleUpgrade(request, socket, head, opened));
  return listen(server);
}

const HANDSHAKE = '0{"sid":"a","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}';

describe('a server that is no LCM', () => {
  it.each([
    ['a page with HTTP 200', '<html>Sign in to the network</html>'],
    ['nothing at all', ''],
    ['null', '0null'],
    ['no JSON', '0<html>'],
    ['no id', '0{}'],
    ['no heartbeat', '0{"sid":"a","upgrades":[],"pingInterval":"x","pingTimeout":-1}'],
    ['no list of upgrades', '0{"sid":"a","pingInterval":25000,"pingTimeout":20000}'],
  ])('is named as such if it answers with %s, over either transport', async (_what, body) => {
    const polled = await http((_request, response) => response.end(body));
    const { session } = openSession({ url: polled, reconnect: SLOWLY });
    expect((await reach(session, 'unreachable')).reason).toEqual(reason('noSocketIo'));

    let closed = (): void => {};
    const isClosed = new Promise<void>((resolve) => (closed = resolve));
    const { session: other } = openSession({
      url: await webSocket((socket) => {
        socket.once('close', closed);
        socket.send(body);
      }),
      reconnect: SLOWLY,
    });
    // Over polling there is nothing, which is told last; the first was given up before its time limit.
    await isClosed;
    expect((await reach(other, 'unreachable')).reason).toEqual(reason('wrongPath'));
  });

  it.each([
    ['to another host', (to: string) => `${to}/login?from=lcm`],
    ['to itself, for ever', () => '/sign-in'],
    ['nowhere', () => undefined],
  ])('is told if it sends on %s, and nobody else gets what LCM is told', async (_what, where) => {
    const asked: unknown[] = [];
    const another = await http(({ headers }, response) => {
      asked.push(headers);
      response.end('<html>Sign in to the network</html>');
    });
    const location = where(another);
    let requests = 0;
    const url = await http((_request, response) => {
      requests += 1;
      response.writeHead(302, location === undefined ? {} : { location }).end();
    });
    const { session } = openSession({ url, headers: { 'x-key': 's3cret' }, reconnect: SLOWLY });
    const { reason: why } = await reach(session, 'unreachable');
    const to = location === undefined ? '?' : location.replace(/^http:..([^/]*).*/, '$1');
    expect(why).toEqual(reason('redirected', { status: '302', to }));
    expect([asked, requests]).toEqual([[], 1]);
  });
});

it('a heartbeat of weeks: the link stays up', async () => {
  const url = await webSocket((socket) => {
    socket.send(HANDSHAKE.replace('25000', String(2 ** 31)));
    socket.on('message', (packet: Buffer) => {
      const text = packet.toString();
      if (text.startsWith('40')) socket.send('40{"sid":"b"}');
      if (!text.startsWith('42')) return;
      const [, request] = JSON.parse(text.slice(2)) as [string, { data: { callid: string } }];
      socket.send(`42${JSON.stringify(['message', resultOf(request.data.callid, { success: true })])}`);
    });
  });
  const { session, states } = openSession({ url });
  await reach(session, 'connected');
  for (const id of ['1', '2', '3'])
    expect(await session.set('SetCallOutcomeWithComments', outcomeFor(id))).toEqual({ kind: 'delivered' });
  expect(states.map(({ status }) => status)).toEqual(['connecting', 'connected']);
});

it.each([
  ['an event', ['42']],
  ['an event with a number', ['4217']],
  ['a denial', ['44']],
  ['an event with an attachment', ['451-', Buffer.from('x')]],
])('%s that says nothing ends the link', async (_what, packets) => {
  const url = await webSocket((socket) => {
    socket.send(HANDSHAKE);
    socket.on('message', (packet: Buffer) => {
      if (packet.toString().startsWith('40')) socket.send('40{"sid":"b"}');
      else for (const each of packets) socket.send(each);
    });
  });
  const { session } = openSession({ url, reconnect: SLOWLY });
  await reach(session, 'connected');
  const lost = next(session.stateChanged);
  session.clearContact();
  expect(await lost).toMatchObject({ status: 'unreachable', reason: reason('notSocketIo') });
});

it('an LCM that denies a link after it was open: the link is down, and nothing is sent into the void', async () => {
  const url = await webSocket((socket) => {
    socket.send(HANDSHAKE);
    socket.on('message', (packet: Buffer) => {
      if (packet.toString().startsWith('40')) socket.send('40{"sid":"b"}');
      if (packet.toString().startsWith('42')) socket.send('44{"message":"Your session was taken over"}');
    });
  });
  const { session } = openSession({ url, reconnect: SLOWLY });
  await reach(session, 'connected');
  const lost = next(session.stateChanged);
  const sent = session.set('SetCallOutcomeWithComments', outcomeFor('1'));
  expect(await lost).toMatchObject({ status: 'unreachable', reason: reason('closedByLcm') });
  expect(await sent).toEqual({ kind: 'unknown', cause: 'link-lost' });
});
