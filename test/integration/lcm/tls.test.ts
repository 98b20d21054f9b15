import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { reason } from '#shared/reasons/reason-codes.ts';
import { systemClock, type Clock } from '#main/base/clock.ts';
import { answering, fixture, openSession, outcomeFor, reach, startBus } from './bench.ts';

const CALL = 'SetCallOutcomeWithComments';

/** The system's clock, and how many of its timers wait. */
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
  ])('a certificate %s is refused for good', async (_name, certificate, ca, why) => {
    const bus = await startBus({ certificate });
    const { clock, waiting } = countingClock();
    const { session } = openSession({ url: bus.url, caFile: ca === '' ? '' : fixture(ca) }, { clock });
    const state = await reach(session, 'refused');
    expect(state.reason).toMatchObject(why);
    expect(state.nextTryAt).toBeNull();
    expect(waiting()).toBe(0);
    expect(bus.connections()).toBe(1);
    expect(bus.clients).toEqual([]);
  });

  it('is looked at again when the agent asks, and accepted once it is mended', async () => {
    const bus = await startBus({ certificate: 'expired' });
    const { session } = openSession({ url: bus.url, caFile: fixture('ca.pem') });
    await reach(session, 'refused');
    bus.useCertificate('server');
    session.reconnectNow('retry');
    expect(session.state().status).toBe('connecting');
    await reach(session, 'connected');
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

  it('an authority’s file that is missing, no certificate or broken is named, and nothing is tried', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'afterword-tls-'));
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    const bus = await startBus({ certificate: 'server' });
    const text = join(folder, 'text.pem');
    const broken = join(folder, 'broken.pem');
    writeFileSync(text, 'hello');
    writeFileSync(broken, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
    const cases = [
      reason('caFileUnreadable', { file: join(folder, 'none.pem'), code: 'ENOENT' }),
      reason('caFileEmpty', { file: text }),
      reason('caFileBroken', { file: broken }),
    ];
    for (const wanted of cases) {
      const { session } = openSession({ url: bus.url, caFile: String(wanted.params['file']) });
      const state = await reach(session, 'refused');
      expect(state.reason).toEqual(wanted);
      expect(state.nextTryAt).toBeNull();
    }
    expect(bus.connections()).toBe(0);
  });
});
