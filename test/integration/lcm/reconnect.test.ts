import { createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { reason } from '#shared/reasons/reason-codes.ts';
import { startSimulator } from '#simulator/server.ts';
import { systemClock, type Clock } from '#main/base/clock.ts';
import { keptPort } from '#test/support/kept-port.ts';
import { startTcpProxy } from '#test/support/tcp-proxy.ts';
import { answering, heardAll, next, openSession, outcomeFor, reach, resultOf, startBus } from './bench.ts';

const CALL = 'SetCallOutcomeWithComments';

/** The system's clock. The test can move its wall time on, as a sleep does, and count its timers. */
function movableClock() {
  let offset = 0;
  const timers = new Set<symbol>();
  const clock: Clock = {
    now: () => systemClock.now() + offset,
    monotonic: () => systemClock.monotonic(),
    after(delay, run) {
      const timer = Symbol();
      timers.add(timer);
      const cancel = systemClock.after(delay, () => {
        timers.delete(timer);
        run();
      });
      return () => {
        timers.delete(timer);
        cancel();
      };
    },
  };
  return {
    clock,
    timers,
    sleep(ms: number) {
      offset += ms;
    },
  };
}

describe('a link that is lost', () => {
  it('comes back by itself when LCM is started again at the same port', async () => {
    const simulator = await startSimulator({ port: await keptPort() });
    const { session, states } = openSession({ url: simulator.url });
    const connected = await reach(session, 'connected');
    expect(connected).toMatchObject({ reason: null, nextTryAt: null });

    await simulator.close();
    const lost = await reach(session, 'unreachable');
    expect(lost.reason).toEqual(reason('linkCut'));
    expect(await session.set(CALL, outcomeFor('1'))).toEqual({ kind: 'unsent', cause: 'not-connected' });
    await next(session.stateChanged, ({ reason: why }) => why?.params['code'] === 'ECONNREFUSED');

    const again = await startSimulator({ port: simulator.port });
    onTestFinished(() => again.close());
    await reach(session, 'connected');
    expect(await session.set(CALL, outcomeFor('1'))).toEqual({ kind: 'delivered' });
    const since = new Set(
      states.filter(({ status }) => status === 'unreachable').map((state) => state.since),
    );
    expect(since).toEqual(new Set([lost.since]));
  });

  it('does not send the requests that were refused meanwhile: there is no buffer', async () => {
    const bus = await startBus();
    const { session } = openSession({ url: bus.url });
    await reach(session, 'connected');
    await bus.stop();
    await reach(session, 'unreachable');
    expect(await session.set(CALL, outcomeFor('1'))).toEqual({ kind: 'unsent', cause: 'not-connected' });
    expect(await session.listCampaignOutcomes('1', 'k')).toMatchObject({ cause: 'not-connected' });
    const again = await startBus({ port: bus.port });
    await reach(session, 'connected');
    await heardAll(again, session);
    expect(again.received).toEqual([]);
  });

  it('is tried with growing delays up to the cap, each spread from zero', async () => {
    const bus = await startBus();
    await bus.stop();
    const random = [0.5, 1, 1, 1, 1, 0, 1];
    const { session, log } = openSession(
      { url: bus.url, reconnect: { baseMs: 100, capMs: 1_000 } },
      { random: () => random.shift() ?? 0.01 },
    );
    await next(session.stateChanged, () => random.length === 0);
    const delays = log.filter(({ message }) => message === 'no link').map(({ fields }) => fields['delay']);
    expect(delays.slice(0, 7)).toEqual([50, 200, 400, 800, 1_000, 0, 1_000]);
  });

  it('is retried with growing delays if LCM accepts it and closes it each time', async () => {
    const bus = await startBus({
      onConnection: (socket) => {
        socket.disconnect();
      },
    });
    const { session, log } = openSession({ url: bus.url }, { random: () => 1 });
    await next(session.stateChanged, () => log.filter(({ message }) => message === 'no link').length === 4);
    const delays = log.filter(({ message }) => message === 'no link').map(({ fields }) => fields['delay']);
    expect(delays).toEqual([100, 200, 400, 800]);
    expect(session.state().reason).toEqual(reason('closedByLcm'));
  });

  it('starts with the first delay again after it has been up for a while', async () => {
    const bus = await startBus();
    const reconnect = { baseMs: 600, capMs: 5_000 };
    const { session, log } = openSession(
      { url: bus.url, reconnect },
      { random: () => 1, policy: { stableMs: 0 } },
    );
    for (let round = 0; round < 3; round += 1) {
      await reach(session, 'connected');
      const lost = next(session.stateChanged);
      await bus.stop();
      await lost;
      const again = await startBus({ port: bus.port });
      bus.stop = () => again.stop();
    }
    const delays = log.filter(({ message }) => message === 'no link').map(({ fields }) => fields['delay']);
    expect(delays).toEqual([600, 600, 600]);
  });
});

describe('reconnectNow', () => {
  it('does not wait for the delay', async () => {
    const bus = await startBus();
    await bus.stop();
    const { session } = openSession(
      { url: bus.url, reconnect: { baseMs: 60_000, capMs: 60_000 } },
      { random: () => 1 },
    );
    const waiting = await reach(session, 'unreachable');
    expect(waiting.nextTryAt).toBeGreaterThan(Date.now() + 50_000);
    await startBus({ port: bus.port });
    const started = performance.now();
    session.reconnectNow('network');
    expect(session.state()).toMatchObject({ status: 'unreachable', nextTryAt: null, since: waiting.since });
    await reach(session, 'connected');
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('leaves a live link alone, and replaces a link on which LCM has been silent for too long', async () => {
    const bus = await startBus();
    const { clock, sleep } = movableClock();
    const { session } = openSession({ url: bus.url }, { clock });
    await reach(session, 'connected');
    session.reconnectNow('retry');
    await heardAll(bus, session);
    expect(bus.clients).toHaveLength(1);

    const sent = session.set(CALL, outcomeFor('1'));
    await bus.message(1);
    sleep(3_600_000);
    session.reconnectNow('resume');
    expect(session.state()).toMatchObject({ status: 'unreachable', reason: reason('lcmSilent') });
    expect(await sent).toEqual({ kind: 'unknown', cause: 'link-lost' });
    await reach(session, 'connected');
    expect(bus.clients).toHaveLength(2);
  });

  it('does nothing after close', async () => {
    const bus = await startBus();
    const { session } = openSession({ url: bus.url });
    await reach(session, 'connected');
    await session.close();
    session.reconnectNow('retry');
    const { session: other } = openSession({ url: bus.url });
    await reach(other, 'connected');
    await heardAll(bus, other);
    expect(bus.clients).toHaveLength(2);
  });
});

describe('an LCM that answers only in part', () => {
  it('accepts and never answers: given up after the time limit of each transport', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      silent.close();
    });
    const { port } = silent.address() as { port: number };
    const { session } = openSession(
      { url: `http://127.0.0.1:${String(port)}`, reconnect: { baseMs: 60_000, capMs: 60_000 } },
      { policy: { connectTimeoutMs: 200 } },
    );
    const state = await reach(session, 'unreachable');
    expect(state.reason).toEqual(reason('noAnswerWithin', { seconds: 0.2, transport: 'polling' }));
    await vi.waitFor(() => expect(sockets).toHaveLength(2), { timeout: 20_000 });
    for (const socket of sockets) if (!socket.closed) await once(socket.resume(), 'close');
  });

  it('opens the transport and never the namespace: also given up', async () => {
    const bus = await startBus({ hold: true });
    const { session } = openSession(
      { url: bus.url, reconnect: { baseMs: 60_000, capMs: 60_000 } },
      { policy: { connectTimeoutMs: 200 } },
    );
    expect((await reach(session, 'unreachable')).reason?.code).toBe('noAnswerWithin');
    expect(bus.clients).toEqual([]);
  });

  it('falls silent: noticed by the missing heartbeat', async () => {
    const bus = await startBus({ server: { pingInterval: 200, pingTimeout: 1_000 } });
    const proxy = await startTcpProxy(bus.port);
    onTestFinished(() => proxy.close());
    const { session } = openSession({ url: proxy.url });
    await reach(session, 'connected');
    const lost = reach(session, 'unreachable');
    proxy.freeze();
    expect((await lost).reason).toEqual(reason('lcmSilent'));
  });

  it('a set on a link whose heartbeat is overdue does not go out, not even later', async () => {
    const bus = await startBus();
    const { session } = openSession({ url: bus.url });
    await reach(session, 'connected');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    expect(await session.set(CALL, outcomeFor('1'))).toEqual({ kind: 'unsent', cause: 'not-connected' });
    expect(session.state().status).toBe('unreachable');
    vi.useRealTimers();
    await reach(session, 'connected');
    await heardAll(bus, session);
    expect(bus.received).toEqual([]);
  });
});

describe('an LCM that refuses', () => {
  it('is refused with its reason and tried slowly, until it lets the agent in', async () => {
    const gate = { open: false };
    const bus = await startBus({
      admit: () => {
        if (!gate.open)
          throw Object.assign(new Error('not signed in'), { data: { message: 'no shift today' } });
      },
      ...answering,
    });
    const { session } = openSession(
      { url: bus.url, reconnect: { baseMs: 100, capMs: 40_000 } },
      { random: () => 0 },
    );
    const refused = await reach(session, 'refused');
    expect(refused.reason).toEqual(reason('denied', { said: 'not signed in: no shift today' }));
    expect(refused.nextTryAt! - Date.now()).toBeGreaterThan(15_000);
    gate.open = true;
    session.reconnectNow('retry');
    expect(session.state()).toMatchObject({ status: 'connecting', reason: null });
    await reach(session, 'connected');
    expect(await session.set(CALL, outcomeFor('1'))).toEqual({ kind: 'delivered' });
  });

  it('with HTTP 403 is refused too', async () => {
    const bus = await startBus({
      server: {
        allowRequest: (_request, decide) => decide('no', false),
      },
    });
    const { session } = openSession({ url: bus.url });
    expect((await reach(session, 'refused')).reason).toEqual(reason('deniedByServer', { status: '403' }));
    expect(session.state().nextTryAt).not.toBeNull();
  });

  it('accepts the agent later: the link connects without a click', async () => {
    let asked = 0;
    const bus = await startBus({
      admit: () => {
        asked += 1;
        if (asked < 4) throw new Error('not yet');
      },
    });
    const { session } = openSession(
      { url: bus.url, reconnect: { baseMs: 100, capMs: 1_000 } },
      { random: () => 0 },
    );
    await reach(session, 'refused');
    await reach(session, 'connected');
    expect(asked).toBeGreaterThanOrEqual(4);
  });
});

describe('faults in the settings', () => {
  it('a plain address off the loopback is refused and no connection is tried', async () => {
    const bus = await startBus();
    const { clock, timers } = movableClock();
    // 0.0.0.0 would reach this machine, but it is not a loopback address.
    const { session } = openSession({ url: `http://0.0.0.0:${String(bus.port)}` }, { clock });
    expect(session.state()).toMatchObject({
      status: 'refused',
      reason: { code: 'notEncrypted', params: { host: '0.0.0.0' } },
      nextTryAt: null,
    });
    session.reconnectNow('retry');
    expect(session.state().status).toBe('refused');
    const { session: other } = openSession({ url: bus.url });
    await reach(other, 'connected');
    expect(bus.connections()).toBe(1);
    expect(timers.size).toBe(0);
    expect(await session.set(CALL, outcomeFor('1'))).toEqual({ kind: 'unsent', cause: 'not-connected' });
  });

  it('without an address it is refused, and the reason says what to do', () => {
    const { session } = openSession({ url: '' });
    expect(session.state()).toMatchObject({ status: 'refused', reason: reason('noLcmSet') });
  });
});

it('replies still reach a session that reconnected while another is in flight elsewhere', async () => {
  const bus = await startBus();
  const [a, b] = [openSession({ url: bus.url }).session, openSession({ url: bus.url }).session];
  await Promise.all([reach(a, 'connected'), reach(b, 'connected')]);
  const fromA = a.set(CALL, outcomeFor('1'));
  await bus.message(1);
  bus.emit(resultOf('1', { success: true }));
  expect(await fromA).toEqual({ kind: 'delivered' });
  await heardAll(bus, b);
  expect(b.counts().unmatched).toBe(1);
});
