import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { reason } from '#shared/reasons/reason-codes.ts';
import { systemClock, type Clock } from '#main/base/clock.ts';
import { answering, fixture, next, openSession, outcomeFor, reach, startBus } from './bench.ts';

const CALL = 'SetCallOutcomeWithComments';

/** The system's clock, and the number of its waiting timers. */
function countingClock() {
  let waiting = 0;
  const clock: Clock = {
    ...systemClock,
    after(delay, run) {
      waiting += 1;
      let done = false;
      const finish = (): void => {
        if (!done) waiting -= 1;
        done = true;
      };
      const cancel = systemClock.after(delay, () => {
        finish();
        run();
      });
      return () => {
        finish();
        cancel();
      };
    },
  };
  return { clock, waiting: () => waiting };
}

/** An empty folder that is removed after the test. */
function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'afterword-tls-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

describe('TLS', () => {
  it.each(['websocket', 'polling'] as const)(
    'a private authority is trusted by its file (%s)',
    async (transport) => {
      const bus = await startBus({
        ...answering,
        certificate: 'server',
        server: { transports: [transport] },
      });
      for (const host of ['127.0.0.1', 'localhost']) {
        const url = `wss://${host}:${String(bus.port)}`;
        const { session } = openSession({ url, caFile: fixture('ca.pem') });
        await reach(session, 'connected');
        expect(await session.set(CALL, outcomeFor('1'))).toEqual({ kind: 'delivered' });
      }
    },
  );

  it('a self-signed certificate can be trusted by its own file', async () => {
    const bus = await startBus({ certificate: 'self-signed' });
    const { session } = openSession({ url: bus.url, caFile: fixture('self-signed.pem') });
    await reach(session, 'connected');
  });

  it.each([
    ['of an unknown authority', 'server', '', { code: 'certIncompleteChain' }],
    ['that is self-signed', 'self-signed', '', { code: 'certSelfSigned' }],
    ['that has expired', 'expired', 'ca.pem', { code: 'certExpired' }],
    [
      'for another host',
      'wrong-host',
      'ca.pem',
      reason('certNamesOthers', { names: 'DNS:elsewhere.example.test', host: '127.0.0.1' }),
    ],
  ])('a certificate %s is refused, and tried again slowly', async (_name, certificate, ca, why) => {
    const bus = await startBus({ certificate });
    const { clock, waiting } = countingClock();
    const { session } = openSession(
      {
        url: bus.url,
        caFile: ca === '' ? '' : fixture(ca),
        reconnect: { baseMs: 100, capMs: 60_000 },
      },
      { clock, random: () => 0.5 },
    );
    const state = await reach(session, 'refused');
    expect(state.reason).toMatchObject(why);
    const wait = state.nextTryAt! - Date.now();
    expect(wait).toBeGreaterThan(40_000);
    expect(wait).toBeLessThan(46_000);
    // Only the timer of the next try waits. Polling was not tried, because its certificate would be the same.
    expect(waiting()).toBe(1);
    expect(bus.connections()).toBe(1);
    expect(bus.clients).toEqual([]);
  });

  it('is checked again when the agent asks, and accepted after it is replaced', async () => {
    const bus = await startBus({ certificate: 'expired' });
    const { session } = openSession(
      { url: bus.url, caFile: fixture('ca.pem'), reconnect: { baseMs: 100, capMs: 600_000 } },
      { random: () => 1 },
    );
    await reach(session, 'refused');
    bus.useCertificate('server');
    session.reconnectNow('retry');
    expect(session.state().status).toBe('connecting');
    await reach(session, 'connected');
  });

  it.each([
    ['has expired, until it is renewed', 'expired', 'certExpired'],
    ['is for another host, as behind a sign-in page of the network', 'wrong-host', 'certNamesOthers'],
    ['is self-signed, until it is replaced', 'self-signed', 'certSelfSigned'],
  ])('a certificate that %s: the link comes back by itself', async (_name, certificate, why) => {
    const bus = await startBus({ ...answering, certificate });
    const { session, states } = openSession({ url: bus.url, caFile: fixture('ca.pem') }, { random: () => 0 });
    await vi.waitFor(() => expect(bus.connections()).toBeGreaterThanOrEqual(3), { timeout: 10_000 });
    expect(bus.clients).toEqual([]);
    expect(new Set(states.map(({ status }) => status))).toEqual(new Set(['connecting', 'refused']));
    expect(session.state().reason?.code).toBe(why);
    bus.useCertificate('server');
    await reach(session, 'connected');
    expect(await session.set(CALL, outcomeFor('1'))).toEqual({ kind: 'delivered' });
  });

  it('the check cannot be switched off from outside', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    for (const transport of ['websocket', 'polling'] as const) {
      const bus = await startBus({ certificate: 'self-signed', server: { transports: [transport] } });
      const { session } = openSession({ url: bus.url });
      expect((await reach(session, 'refused')).reason?.code).toBe('certSelfSigned');
    }
  });

  it('a server that speaks no TLS is unreachable', async () => {
    const bus = await startBus();
    const { session } = openSession({ url: bus.url.replace('http:', 'https:') });
    expect((await reach(session, 'unreachable')).reason?.code).toBe('unreachableBecause');
  });

  it.each([
    ['missing', null, 'caFileUnreadable', 'ENOENT'],
    ['no certificate', 'hello', 'caFileEmpty', undefined],
    ['broken', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', 'caFileBroken', undefined],
  ])(
    'an authority’s file that is %s is named, nothing is tried without it, and it is read again',
    async (_name, content, code, cause) => {
      const file = join(makeFolder(), 'ca.pem');
      if (content !== null) writeFileSync(file, content);
      const bus = await startBus({ certificate: 'server' });
      const { session } = openSession({ url: bus.url, caFile: file }, { random: () => 0 });
      const state = await reach(session, 'refused');
      expect(state.reason).toEqual({ code, params: cause === undefined ? { file } : { file, code: cause } });
      expect(state.nextTryAt).not.toBeNull();
      // Another try, which does not succeed either.
      await next(session.stateChanged, ({ nextTryAt }) => nextTryAt === null);
      await next(session.stateChanged, ({ nextTryAt }) => nextTryAt !== null);
      expect(bus.connections()).toBe(0);
      copyFileSync(fixture('ca.pem'), file);
      await reach(session, 'connected');
    },
  );

  it('an authority that changes while the app runs is trusted by its new file', async () => {
    const file = join(makeFolder(), 'ca.pem');
    copyFileSync(fixture('ca.pem'), file);
    const bus = await startBus({ certificate: 'self-signed' });
    const { session } = openSession({ url: bus.url, caFile: file });
    await reach(session, 'refused');
    copyFileSync(fixture('self-signed.pem'), file);
    await reach(session, 'connected');
  });

  it.skipIf(process.platform === 'win32')(
    'an authority’s file on a share that does not answer delays the link only for a limited time',
    async () => {
      const file = join(makeFolder(), 'ca.pem');
      // Nobody writes into it, so a reader waits, as on a dead network share.
      execFileSync('mkfifo', [file]);
      const bus = await startBus({ certificate: 'server' });
      const { session } = openSession(
        { url: bus.url, caFile: file },
        { random: () => 0, policy: { connectTimeoutMs: 300 } },
      );
      const refused = await reach(session, 'refused');
      expect(refused.reason).toEqual(reason('caFileUnreadable', { file, code: 'ETIMEDOUT' }));
      await next(session.stateChanged, ({ nextTryAt }) => nextTryAt === null);
      // The first reader still waits. It gets its answer, and the try that waits for it connects.
      execFileSync('sh', ['-c', 'cat "$1" > "$2"', 'sh', fixture('ca.pem'), file]);
      rmSync(file);
      copyFileSync(fixture('ca.pem'), file);
      await reach(session, 'connected');
    },
  );

  describe('the authorities of the operating system', () => {
    const authority = readFileSync(fixture('ca.pem'), 'utf8');

    it.each(['websocket', 'polling'] as const)('count if no file names one (%s)', async (transport) => {
      const bus = await startBus({
        ...answering,
        certificate: 'server',
        server: { transports: [transport] },
      });
      const { session, states } = openSession(
        { url: bus.url },
        { system: { readAuthorities: () => Promise.resolve([authority]) } },
      );
      await reach(session, 'connected');
      expect(await session.set(CALL, outcomeFor('1'))).toEqual({ kind: 'delivered' });
      expect(states.map(({ status }) => status)).toEqual(['connecting', 'connected']);
    });

    it('count in addition to the file', async () => {
      const bus = await startBus({ certificate: 'server' });
      const { session } = openSession(
        { url: bus.url, caFile: fixture('self-signed.pem') },
        { system: { readAuthorities: () => Promise.resolve([authority]) } },
      );
      await reach(session, 'connected');
      bus.useCertificate('self-signed');
      const { session: other } = openSession(
        { url: bus.url, caFile: fixture('self-signed.pem') },
        { system: { readAuthorities: () => Promise.resolve([authority]) } },
      );
      await reach(other, 'connected');
    });

    it('do not make a certificate for another host valid', async () => {
      const bus = await startBus({ certificate: 'wrong-host' });
      const { session } = openSession(
        { url: bus.url },
        { system: { readAuthorities: () => Promise.resolve([authority]) } },
      );
      expect((await reach(session, 'refused')).reason?.code).toBe('certNamesOthers');
      expect(bus.clients).toEqual([]);
    });

    it('are read once, only if they are needed, and may take long', async () => {
      const bus = await startBus({ certificate: 'server' });
      let asked = 0;
      let arrive: (list: readonly string[]) => void = () => {};
      const list = new Promise<readonly string[]>((resolve) => {
        arrive = resolve;
      });
      const system = {
        readAuthorities: () => {
          asked += 1;
          return list;
        },
      };
      const { session: trusting } = openSession({ url: bus.url, caFile: fixture('ca.pem') }, { system });
      await reach(trusting, 'connected');
      expect(asked).toBe(0);
      const { session } = openSession(
        { url: bus.url },
        { system, random: () => 0, policy: { connectTimeoutMs: 300 } },
      );
      await reach(session, 'refused');
      await next(session.stateChanged, ({ nextTryAt }) => nextTryAt === null);
      await next(session.stateChanged, ({ nextTryAt }) => nextTryAt !== null);
      arrive([authority]);
      await reach(session, 'connected');
      expect(asked).toBe(1);
    });

    it('may be unreadable: then the certificate is refused as without them', async () => {
      const bus = await startBus({ certificate: 'server' });
      const { session } = openSession(
        { url: bus.url },
        { system: { readAuthorities: () => Promise.reject(new Error('no store')) } },
      );
      expect((await reach(session, 'refused')).reason?.code).toBe('certIncompleteChain');
    });
  });
});
