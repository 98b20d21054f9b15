import type { Socket } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { reason } from '#shared/reasons/reason-codes.ts';
import { startTcpProxy } from '#test/support/tcp-proxy.ts';
import { answering, openSession, outcomeFor, reach, startBus } from './bench.ts';

const CALL = 'SetCallOutcomeWithComments';

describe('transports', () => {
  it('WebSocket comes first, without a polling request', async () => {
    const seen: string[] = [];
    const bus = await startBus({
      ...answering,
      onConnection: (socket) => seen.push(socket.conn.transport.name),
    });
    const { session } = openSession({ url: bus.url });
    await reach(session, 'connected');
    expect([seen, bus.connections()]).toEqual([['websocket'], 1]);
  });

  it.each<[string, (client: Socket) => void]>([
    ['refuses WebSockets', (client) => client.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n')],
    ['cuts WebSockets', (client) => client.destroy()],
    ['swallows WebSockets', () => {}],
  ])('a firewall that %s: polling does it', async (_name, onUpgrade) => {
    const seen: string[] = [];
    const bus = await startBus({
      ...answering,
      onConnection: (socket) => seen.push(socket.conn.transport.name),
    });
    const firewall = await startTcpProxy(bus.port, { onUpgrade });
    onTestFinished(() => firewall.close());
    const { session } = openSession({ url: firewall.url }, { policy: { connectTimeoutMs: 1_500 } });
    await reach(session, 'connected');
    expect(await session.set(CALL, outcomeFor('1'))).toEqual({ kind: 'delivered' });
    expect(seen).toEqual(['polling']);
  });

  it('a server without WebSockets: polling works, and closing tells the server', async () => {
    const gone: string[] = [];
    const bus = await startBus({
      ...answering,
      server: { transports: ['polling'] },
      onConnection: (socket) => {
        socket.on('disconnect', (reason) => gone.push(reason));
      },
    });
    const { session } = openSession({ url: bus.url });
    await reach(session, 'connected');
    expect(await session.set(CALL, outcomeFor('1'))).toEqual({ kind: 'delivered' });
    await session.close();
    await vi.waitFor(() => expect(gone).toHaveLength(1), { timeout: 20_000 });
    expect(gone).toEqual(['client namespace disconnect']);
  });
});

describe('how LCM is addressed', () => {
  it('custom path, namespace, event name, auth and headers, over either transport', async () => {
    for (const transports of [['websocket'], ['polling']] as const) {
      let handshake: unknown;
      const bus = await startBus({
        ...answering,
        namespace: '/agents',
        event: 'lcm',
        server: { path: '/bus/io', transports: [...transports] },
        admit: ({ handshake: { auth, headers } }) => {
          handshake = [auth, headers['x-tenant'], headers['authorization']];
        },
      });
      const { session } = openSession({
        url: bus.url.replace('http:', 'ws:'),
        path: '/bus/io',
        namespace: '/agents',
        eventName: 'lcm',
        auth: { token: 't', shift: 2 },
        headers: { 'X-Tenant': 'north', Authorization: 'Bearer b' },
      });
      await reach(session, 'connected');
      expect(handshake).toEqual([{ token: 't', shift: 2 }, 'north', 'Bearer b']);
      expect(await session.set(CALL, outcomeFor('1'))).toEqual({ kind: 'delivered' });
    }
  });

  it('events with another name are only counted', async () => {
    const bus = await startBus({
      ...answering,
      onConnection: (socket) => socket.emit('other', { channel: 'LCM' }),
    });
    const { session } = openSession({ url: bus.url });
    await reach(session, 'connected');
    expect(await session.set(CALL, outcomeFor('1'))).toEqual({ kind: 'delivered' });
    expect(session.counts().malformed).toBe(1);
  });

  it('a wrong path is unreachable and named', async () => {
    const bus = await startBus();
    const { session } = openSession({ url: bus.url, path: '/elsewhere' });
    expect((await reach(session, 'unreachable')).reason).toEqual(reason('wrongPath'));
  });

  it('a wrong namespace is refused and named', async () => {
    const bus = await startBus();
    const { session } = openSession({ url: bus.url, namespace: '/nowhere' });
    expect((await reach(session, 'refused')).reason).toEqual(
      reason('wrongNamespace', { namespace: '/nowhere' }),
    );
  });

  it('a wrong token is refused with LCM’s words', async () => {
    const bus = await startBus({
      admit: ({ handshake: { auth } }) => {
        if (auth['token'] !== 'right') throw new Error('token is not valid');
      },
    });
    const { session } = openSession({ url: bus.url, auth: { token: 'wrong' } });
    expect((await reach(session, 'refused')).reason).toEqual(
      reason('denied', { said: 'token is not valid' }),
    );
    const { session: other } = openSession({ url: bus.url, auth: { token: 'right' } });
    await reach(other, 'connected');
  });
});
