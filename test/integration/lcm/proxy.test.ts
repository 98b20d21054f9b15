import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { reason } from '#shared/reasons/reason-codes.ts';
import {
  answering,
  fixture,
  openSession,
  outcomeFor,
  reach,
  startBus,
  startProxy,
  type Proxy,
} from './bench.ts';

const CALL = 'SetCallOutcomeWithComments';

function environment(variables: Record<string, string>): void {
  for (const name of ['http_proxy', 'https_proxy', 'ws_proxy', 'wss_proxy', 'all_proxy', 'no_proxy']) {
    vi.stubEnv(name, undefined);
    vi.stubEnv(name.toUpperCase(), undefined);
  }
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
}

const LCM = { url: 'https://lcm.example.test', caFile: fixture('ca.pem') };

describe('through a proxy', () => {
  it.each([
    ['HTTPS_PROXY', 'websocket'],
    ['https_proxy', 'polling'],
    ['ALL_PROXY', 'websocket'],
  ] as const)('of the environment (%s), over %s', async (variable, transport) => {
    const bus = await startBus({ ...answering, certificate: 'server', server: { transports: [transport] } });
    const proxy = await startProxy(bus);
    environment({ [variable]: proxy.url });
    const { session } = openSession(LCM);
    await reach(session, 'connected');
    expect(await session.set(CALL, outcomeFor('1'))).toEqual({ kind: 'delivered' });
    expect(new Set(proxy.asked)).toEqual(new Set(['lcm.example.test:443']));
  });

  it('of the settings, with user and password', async () => {
    const bus = await startBus({ ...answering, certificate: 'server' });
    const proxy = await startProxy(bus, { password: 's3cret' });
    environment({ HTTPS_PROXY: 'http://127.0.0.1:9' });
    const { session } = openSession({ ...LCM, proxy: proxy.url.replace('//', '//agent:s3cret@') });
    await reach(session, 'connected');
    expect(proxy.asked).toEqual(['lcm.example.test:443']);
  });

  it('that asks for a sign-in: refused, without quoting the password that was tried', async () => {
    const bus = await startBus({ ...answering, certificate: 'server' });
    const proxy = await startProxy(bus, { password: 's3cret' });
    environment({});
    const { session } = openSession({ ...LCM, proxy: proxy.url.replace('//', '//agent:wr0ng@') });
    const { reason } = await reach(session, 'refused');
    expect(reason).toEqual({ code: 'proxySignIn', params: {} });
  });

  it('whose address in the environment makes no sense: unreachable, without its password', async () => {
    environment({ HTTPS_PROXY: 'gopher://agent:wr0ng@proxy:70' });
    const { session } = openSession(LCM);
    const { reason } = await reach(session, 'unreachable');
    expect(reason).toMatchObject({
      code: 'unreachableBecause',
      params: { words: expect.stringMatching(/proxy/i) as string },
    });
    expect(JSON.stringify(reason)).not.toContain('wr0ng');
  });

  it('the certificate is still checked, for LCM’s own name', async () => {
    const bus = await startBus({ ...answering, certificate: 'wrong-host' });
    const proxy = await startProxy(bus);
    environment({ HTTPS_PROXY: proxy.url });
    const { session } = openSession(LCM);
    expect((await reach(session, 'refused')).reason?.code).toBe('certNamesOthers');
    expect(bus.clients).toEqual([]);
  });

  it.each(['websocket', 'polling'] as const)(
    'an LCM named by its IP address is not mistaken for the proxy (%s)',
    async (transport) => {
      // The certificate is valid for 127.0.0.1, which is the proxy's address here, not LCM's.
      const bus = await startBus({
        ...answering,
        certificate: 'server',
        server: { transports: [transport] },
      });
      const proxy = await startProxy(bus);
      environment({ HTTPS_PROXY: proxy.url });
      const { session } = openSession({ ...LCM, url: 'https://203.0.113.9' });
      expect((await reach(session, 'refused')).reason?.code).toBe('certNamesOthers');
      expect(bus.clients).toEqual([]);
    },
  );
});

describe('through an https proxy', () => {
  it.each(['websocket', 'polling'] as const)('with a valid certificate (%s)', async (transport) => {
    const bus = await startBus({ ...answering, certificate: 'server', server: { transports: [transport] } });
    const proxy = await startProxy(bus, { certificate: 'server' });
    const { session } = openSession({ ...LCM, proxy: proxy.url });
    await reach(session, 'connected');
    expect(await session.set(CALL, outcomeFor('1'))).toEqual({ kind: 'delivered' });
  });

  it.each([
    ['self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['expired', 'CERT_HAS_EXPIRED'],
    ['wrong-host', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('whose certificate does not (%s): refused, whatever the environment says', async (certificate, code) => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const bus = await startBus({ certificate: 'server' });
    const proxy = await startProxy(bus, { certificate });
    const { session } = openSession({ ...LCM, proxy: proxy.url });
    const state = await reach(session, 'refused');
    expect(state.reason).toEqual(reason('proxyCertificate', { code }));
    expect(state.nextTryAt).not.toBeNull();
    expect(proxy.asked).toEqual([]);
    expect(bus.connections()).toBe(0);
  });
});

describe('through the proxy of the operating system', () => {
  const NOBODY = '127.0.0.1:9';
  const pac = (proxy: Proxy): string => `PROXY ${new URL(proxy.url).host}`;

  it.each(['websocket', 'polling'] as const)('if the settings name none (%s)', async (transport) => {
    const bus = await startBus({ ...answering, certificate: 'server', server: { transports: [transport] } });
    const proxy = await startProxy(bus);
    environment({ HTTPS_PROXY: `http://${NOBODY}` });
    const urls: string[] = [];
    const askProxy = (url: string): Promise<string> => {
      urls.push(url);
      return Promise.resolve(pac(proxy));
    };
    const { session } = openSession(LCM, { system: { askProxy } });
    await reach(session, 'connected');
    expect(await session.set(CALL, outcomeFor('1'))).toEqual({ kind: 'delivered' });
    expect(urls).toEqual(['https://lcm.example.test']);
    expect(new Set(proxy.asked)).toEqual(new Set(['lcm.example.test:443']));
  });

  it('tries the proxies of its script in turn', async () => {
    const bus = await startBus({ certificate: 'server' });
    const proxy = await startProxy(bus);
    environment({});
    const { session, states } = openSession(LCM, {
      system: { askProxy: () => Promise.resolve(`PROXY ${NOBODY}; ${pac(proxy)}; DIRECT`) },
    });
    await reach(session, 'connected');
    expect(states.map(({ status }) => status)).toEqual(['connecting', 'connected']);
  });

  it('does not bypass a proxy that refuses', async () => {
    const bus = await startBus({ certificate: 'server' });
    const locked = await startProxy(bus, { password: 's3cret' });
    const other = await startProxy(bus);
    environment({});
    const { session } = openSession(LCM, {
      system: { askProxy: () => Promise.resolve(`${pac(locked)}; ${pac(other)}`) },
    });
    expect((await reach(session, 'refused')).reason?.code).toBe('proxySignIn');
    expect(other.asked).toEqual([]);
  });

  it('is asked for at each try: the link comes back by itself in another network', async () => {
    const bus = await startBus({ certificate: 'server' });
    const proxy = await startProxy(bus);
    environment({});
    let answer = `PROXY ${NOBODY}`;
    const { session } = openSession(LCM, { system: { askProxy: () => Promise.resolve(answer) } });
    expect((await reach(session, 'unreachable')).reason?.code).toBe('nothingListens');
    answer = pac(proxy);
    await reach(session, 'connected');
  });

  it.each<[string, () => Promise<string>]>([
    ['says there is none', () => Promise.resolve('DIRECT')],
    ['says what nobody understands', () => Promise.resolve('CARRIER-PIGEON loft:1')],
    ['fails', () => Promise.reject(new Error('no proxy service'))],
    ['never answers', () => new Promise(() => {})],
  ])('gives way to the environment where it %s', async (_name, askProxy) => {
    const bus = await startBus({ certificate: 'server' });
    const proxy = await startProxy(bus);
    environment({ HTTPS_PROXY: proxy.url });
    const { session } = openSession(LCM, { system: { askProxy }, policy: { connectTimeoutMs: 1_500 } });
    await reach(session, 'connected');
  });

  it('is not asked for if the settings name a proxy or "none"', async () => {
    const bus = await startBus({ certificate: 'server' });
    const proxy = await startProxy(bus);
    const urls: string[] = [];
    const askProxy = (url: string): Promise<string> => {
      urls.push(url);
      return Promise.resolve(`PROXY ${NOBODY}`);
    };
    const { session } = openSession({ ...LCM, proxy: proxy.url }, { system: { askProxy } });
    await reach(session, 'connected');
    const { session: direct } = openSession({ ...LCM, proxy: 'none' }, { system: { askProxy } });
    await reach(direct, 'unreachable');
    expect(urls).toEqual([]);
  });
});

it('the loopback never goes through a proxy, encrypted or not', async () => {
  const plain = await startBus(answering);
  const encrypted = await startBus({ ...answering, certificate: 'server' });
  const proxy = await startProxy(plain);
  environment({ HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url, ALL_PROXY: proxy.url, WS_PROXY: proxy.url });
  for (const bus of [plain, encrypted]) {
    const { session } = openSession(
      { url: bus.url, caFile: fixture('ca.pem') },
      { system: { askProxy: () => Promise.resolve(`PROXY ${new URL(proxy.url).host}`) } },
    );
    await reach(session, 'connected');
    expect(await session.set(CALL, outcomeFor('1'))).toEqual({ kind: 'delivered' });
  }
  expect(proxy.asked).toEqual([]);
});
