import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Server as SocketIoServer } from 'socket.io';
import type { CheckStep } from '#shared/contract/connection-check.ts';
import { systemClock, type Clock } from '#main/base/clock.ts';
import { silentLog } from '#main/base/log.ts';
import { checkConnection, type CheckDeps } from '#main/lcm/check/connection-check.ts';
import { lcmOptionsSchema } from '#main/lcm/link/options.ts';
import { fixture, startBus, startProxy } from './bench.ts';

const ENVELOPE = { channel: 'LCM', topic: 'WebService', subtopic: 'OutcomeSetForCall', message: '5|3|1' };
const TALKING = {
  onConnection: (socket: { emit(name: string, message: unknown): void }) => socket.emit('message', ENVELOPE),
};

/** Checks, and returns what was told last about each step, and everything in the order in which it was told. */
async function check(
  options: object,
  deps: Partial<CheckDeps> = {},
  hear: (step: CheckStep) => void = () => {},
) {
  const told: CheckStep[] = [];
  const { ok } = await checkConnection(
    lcmOptionsSchema.parse(options),
    {
      clock: systemClock,
      log: silentLog,
      system: { readAuthorities: () => Promise.resolve([]) },
      ...deps,
      limits: { connectMs: 1_000, listenMs: 300, ...deps.limits },
    },
    (step) => {
      told.push(step);
      hear(step);
    },
  );
  const last = Object.fromEntries(told.map((step) => [step.step, step]));
  const line = Object.values(last).map(({ step, state, detail }) =>
    `${step} ${state} ${detail?.code ?? ''}`.trim(),
  );
  return { ok, told, line, last };
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    if ('closeAllConnections' in server)
      (server as unknown as { closeAllConnections(): void }).closeAllConnections();
  });
  return `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

const http = async (answer: RequestListener): Promise<string> =>
  `http://${await listen(createServer(answer))}`;

describe('the connection check', () => {
  it('tells each step as it begins and ends, up to the first envelope', async () => {
    const bus = await startBus({ ...TALKING, certificate: 'server' });
    const { ok, told, last } = await check({
      url: `https://localhost:${String(bus.port)}`,
      caFile: fixture('ca.pem'),
    });
    expect(ok).toBe(true);
    expect(told.map(({ step, state }) => `${step} ${state}`)).toEqual([
      ...[
        'address running',
        'address passed',
        'name running',
        'name passed',
        'proxy running',
        'proxy skipped',
      ],
      ...[
        'reach running',
        'reach passed',
        'tls running',
        'tls passed',
        'handshake running',
        'handshake passed',
      ],
      ...['namespace running', 'namespace passed', 'envelope running', 'envelope passed'],
    ]);
    expect(last['name']?.detail?.params).toMatchObject({ host: 'localhost' });
    expect(last['tls']?.detail).toMatchObject({
      code: 'checkCertificate',
      params: {
        subject: 'server',
        issuer: 'Afterword test authority',
        until: expect.stringMatching(/^21\d\d-/) as string,
      },
    });
    expect(last['envelope']?.detail?.params).toEqual({ names: 'LCM / WebService / OutcomeSetForCall' });
    expect(bus.received).toEqual([]);
  });

  it('passes with a remark if nothing is said yet', async () => {
    const bus = await startBus();
    const { ok, line } = await check({ url: bus.url });
    expect(ok).toBe(true);
    expect(line).toEqual([
      ...['address passed checkAddress', 'name skipped', 'proxy skipped', 'reach passed', 'tls skipped'],
      ...['handshake passed', 'namespace passed', 'envelope passed checkSilent'],
    ]);
  });

  it('says that only polling gets through', async () => {
    const bus = await startBus({ ...TALKING, server: { transports: ['polling'] } });
    const { ok, last } = await check({ url: bus.url });
    expect(ok).toBe(true);
    expect(last['handshake']?.detail?.code).toBe('checkPolling');
  });

  it('an address that cannot be used fails first', async () => {
    expect((await check({ url: 'http://lcm.example.test' })).line).toEqual(['address failed notEncrypted']);
  });

  it('a name that nobody knows', async () => {
    const { ok, line, last } = await check({ url: 'https://no-such-lcm.invalid', proxy: 'none' });
    expect([ok, last['name']?.note?.code]).toEqual([false, 'checkTryName']);
    expect(line.at(-1)).toMatch(/^name failed (hostUnknown|namesUnavailable)$/);
  });

  it('a closed port', async () => {
    const { line, last } = await check({ url: 'http://127.0.0.1:9' });
    expect(line.at(-1)).toBe('reach failed nothingListens');
    expect(last['reach']?.note?.code).toBe('checkTryAddress');
  });

  it.each([
    ['self-signed', 'self-signed', '', 'certSelfSigned', 'self-signed'],
    ['of an unknown authority', 'server', '', 'certIncompleteChain', 'server'],
    ['expired', 'expired', 'ca.pem', 'certExpired', 'expired'],
    ['for another host', 'wrong-host', 'ca.pem', 'certNamesOthers', 'wrong-host'],
  ])('a certificate %s is described', async (_name, certificate, ca, code, subject) => {
    const bus = await startBus({ certificate });
    const { line, last } = await check({ url: bus.url, caFile: ca && fixture(ca) });
    expect(line.at(-1)).toBe(`tls failed ${code}`);
    expect(last['tls']?.note).toMatchObject({ code: 'checkCertificate', params: { subject } });
  });

  it('a file of an authority that is not there', async () => {
    const bus = await startBus({ certificate: 'server' });
    const { line } = await check({ url: bus.url, caFile: fixture('none.pem') });
    expect(line.at(-1)).toBe('tls failed caFileUnreadable');
  });

  it('TLS at a port without it', async () => {
    const bus = await startBus();
    const { line, last } = await check({ url: bus.url.replace('http:', 'https:') });
    expect(line.at(-1)).toBe('tls failed checkNoTls');
    expect(last['tls']?.note?.code).toBe('unreachableBecause');
  });

  it('through a proxy, which looks up the name', async () => {
    const bus = await startBus({ ...TALKING, certificate: 'server' });
    const proxy = await startProxy(bus);
    const { ok, line } = await check({
      url: 'https://lcm.example.test',
      proxy: proxy.url,
      caFile: fixture('ca.pem'),
    });
    expect(ok).toBe(true);
    expect(line.slice(1, 4)).toEqual([
      'name skipped checkNameByProxy',
      'proxy passed checkProxy',
      'reach passed',
    ]);
  });

  it('a proxy that cannot be reached', async () => {
    const { line, last } = await check({
      url: 'https://lcm.example.test',
      proxy: 'http://agent:s3cret@127.0.0.1:9',
    });
    expect(line.at(-1)).toBe('proxy failed checkProxyFailed');
    expect(last['proxy']?.note?.code).toBe('nothingListens');
    expect(JSON.stringify(last)).not.toContain('s3cret');
  });

  it.each([
    ['asks for a sign-in', 407, 'proxy failed proxySignIn'],
    ['refuses LCM’s address', 403, 'reach failed checkProxyRefused'],
  ])('a proxy that %s', async (_name, status, expected) => {
    const server = createServer();
    server.on('connect', (_request, socket) => {
      socket.end(`HTTP/1.1 ${String(status)} No\r\ncontent-length: 0\r\n\r\n`);
    });
    const proxy = `http://${await listen(server)}`;
    expect((await check({ url: 'https://lcm.example.test', proxy })).line.at(-1)).toBe(expected);
  });

  it('a proxy behind which the next way works is no failure', async () => {
    const bus = await startBus({ ...TALKING, certificate: 'server' });
    const proxy = await startProxy(bus);
    const answer = `PROXY 127.0.0.1:9; PROXY ${proxy.url.replace('http://', '')}`;
    const { ok, line } = await check(
      { url: 'https://lcm.example.test', caFile: fixture('ca.pem') },
      { system: { readAuthorities: () => Promise.resolve([]), askProxy: () => Promise.resolve(answer) } },
    );
    expect(ok).toBe(true);
    expect(line[2]).toBe('proxy passed checkProxy');
  });

  it('another path', async () => {
    const bus = await startBus();
    const { line } = await check({ url: bus.url, path: '/bus' });
    expect(line.at(-1)).toBe('handshake failed wrongPath');
  });

  it('an HTTP server that is no Socket.IO server', async () => {
    const url = await http((_request, response) => response.end('<html>Welcome</html>'));
    const { line } = await check({ url });
    expect(line.at(-1)).toBe('handshake failed noSocketIo');
  });

  it('a server that is no HTTP server', async () => {
    const server = createTcpServer((socket) => socket.on('error', () => {}).end('220 mail ready\r\n'));
    const { line } = await check({ url: `http://${await listen(server)}` });
    expect(line.at(-1)).toBe('handshake failed noSocketIo');
  });

  it('a server that redirects to a sign-in page', async () => {
    const url = await http((_request, response) =>
      response.writeHead(302, { location: 'https://login.example.invalid/?token=s3cret' }).end(),
    );
    const { last } = await check({ url });
    expect(last['handshake']).toMatchObject({
      state: 'failed',
      detail: { code: 'redirected', params: { status: '302', to: 'login.example.invalid' } },
    });
  });

  it('a server of Socket.IO 2, which joins the namespace by itself', async () => {
    const server = createServer();
    const io = new SocketIoServer(server);
    io.use(() => {});
    io.engine.on('connection', (raw: { write(packet: string): void }) => raw.write('0'));
    const { ok, line } = await check({ url: `http://${await listen(server)}` });
    expect(ok).toBe(false);
    expect(line.at(-1)).toBe('namespace failed otherSocketIo');
  });

  it('a server of a later Socket.IO', async () => {
    const url = await http((_request, response) =>
      response.writeHead(400).end('{"code":5,"message":"Unsupported protocol version"}'),
    );
    const { last } = await check({ url });
    expect(last['handshake']).toMatchObject({
      detail: { code: 'httpStatus' },
      note: { code: 'otherSocketIo' },
    });
  });

  it('a server that accepts and never answers, in bounded time', async () => {
    const silent = await listen(createTcpServer(() => {}));
    const { line, last } = await check({ url: `http://${silent}` }, { limits: { connectMs: 200 } });
    expect(line.at(-1)).toBe('handshake failed noAnswerWithin');
    expect(last['handshake']?.note?.code).toBe('checkTryAddress');
  });

  it('no such namespace', async () => {
    const bus = await startBus();
    const { line, last } = await check({ url: bus.url, namespace: '/bus' });
    expect(line.at(-1)).toBe('namespace failed wrongNamespace');
    expect(last['handshake']?.state).toBe('passed');
  });

  it.each([['websocket'], ['polling']] as const)('a refusal in LCM’s words (only %s)', async (transport) => {
    const bus = await startBus({
      server: { transports: [transport] },
      admit() {
        throw new Error('the token has expired');
      },
    });
    const { last } = await check({ url: bus.url, auth: { token: 's3cret' } });
    expect(last['namespace']).toMatchObject({
      state: 'failed',
      detail: { code: 'denied', params: { said: 'the token has expired' } },
      note: { code: 'checkTryShown' },
    });
    // Only where sockets do not pass is polling worth a word.
    expect(last['handshake']?.detail?.code).toBe(transport === 'websocket' ? undefined : 'checkPolling');
    expect(JSON.stringify(last)).not.toContain('s3cret');
  });

  it('a server that never answers about the namespace', async () => {
    const bus = await startBus({ hold: true });
    const { line } = await check({ url: bus.url });
    expect(line.at(-1)).toBe('namespace failed noAnswerWithin');
  });

  it.each([
    ['under another name', 'lcm', ENVELOPE, 'checkOtherEvent'],
    ['that are no envelopes', 'message', 'hello', 'checkNoEnvelope'],
  ])('events %s', async (_name, event, message, code) => {
    const bus = await startBus({ onConnection: (socket) => socket.emit(event, message) });
    const { ok, line } = await check({ url: bus.url });
    expect(ok).toBe(false);
    expect(line.at(-1)).toBe(`envelope failed ${code}`);
  });

  it('a link that LCM closes while the check listens', async () => {
    const bus = await startBus({ onConnection: (socket) => socket.disconnect(true) });
    const { line } = await check({ url: bus.url });
    expect(line.at(-1)).toMatch(/^envelope failed (closedByLcm|linkCut)$/);
  });

  it('stops when it is told to, and leaves no connection', async () => {
    const bus = await startBus({ hold: true });
    const stop = new AbortController();
    const checked = check({ url: bus.url }, { signal: stop.signal, limits: { connectMs: 60_000 } });
    while (bus.connections() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();
    const { ok, line } = await checked;
    expect(ok).toBe(false);
    expect(line.at(-1)).toMatch(/failed checkStopped$/);
    expect((await check({ url: bus.url }, { signal: AbortSignal.abort() })).line.at(-1)).toMatch(
      /checkStopped$/,
    );
  });

  it('gives up as a whole after its time', async () => {
    const bus = await startBus();
    const totalMs = 50_000;
    let isOver = (): void => {};
    // The time of the whole is over while it listens.
    const clock: Clock = {
      ...systemClock,
      after(delay, run) {
        if (delay !== totalMs) return systemClock.after(delay, run);
        isOver = run;
        return () => {};
      },
    };
    const { line } = await check(
      { url: bus.url },
      { clock, limits: { listenMs: 60_000, totalMs } },
      ({ step }) => {
        if (step === 'envelope') setImmediate(isOver);
      },
    );
    expect(line.at(-1)).toBe('envelope failed checkTooLong');
  });
});
