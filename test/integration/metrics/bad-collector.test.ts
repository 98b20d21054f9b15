import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { ServerResponse } from 'node:http';
import { expect, onTestFinished, test, vi } from 'vitest';
import { silentLog } from '#main/base/log.ts';
import { systemClock, type Clock } from '#main/base/clock.ts';
import { createSiteWays } from '#main/lcm/link/site-ways.ts';
import { TOO_LARGE } from '#main/lcm/link/too-long.ts';
import { metricsSchema } from '#main/metrics/metrics-settings.ts';
import { startMetrics } from '#main/metrics/metrics.ts';
import { secretsWithoutVault } from '#main/secrets/secrets.ts';
import { createOtlpSender, type OtlpSender } from '#main/metrics/otlp-sender.ts';
import type { Readings } from '#main/metrics/readings.ts';
import { startCollector } from '#test/support/collector.ts';

const readings = (): Readings => ({
  outbox: { waiting: 1, sending: 0, refused: 0, held: 0 },
  figures: {
    oldestWaitingAt: 1,
    oldestNeedsPersonAt: null,
    unknown: 0,
    arrived: { delivered: 0, refused: 0, held: 0, superseded: 0, discarded: 0 },
  },
  link: 'connected',
  linkUpMs: 1,
  startMs: 1,
  now: 2,
});

const LIMIT = 300;
const LCM = { proxy: 'none', caFile: '', proxySignIn: { user: '', password: '' } };

function senderTo(url: string): OtlpSender {
  const deps = {
    clock: systemClock,
    timeLimitMs: LIMIT,
    system: { readAuthorities: () => Promise.resolve([]) },
  };
  const ways = createSiteWays({ ...deps, options: LCM, secrets: secretsWithoutVault });
  return createOtlpSender({
    url,
    headers: () => Promise.resolve({}),
    machine: 'desk',
    version: '1',
    readings,
    ways,
    ...deps,
  });
}

/** How a collector may behave, and the code by which the failure is told; null where it is none. */
const COLLECTORS: readonly (readonly [string, (response: ServerResponse) => void, string | null])[] = [
  ['is silent', () => {}, 'ETIMEDOUT'],
  ['fails', (response) => response.writeHead(500).end('broken'), '500'],
  ['wants another token', (response) => response.writeHead(401).end(), '401'],
  [
    'has too much to do',
    (response) => response.writeHead(429, { 'retry-after': '3600' }).end(),
    'OTLPExporterError',
  ],
  [
    'redirects',
    (response) => response.writeHead(307, { location: 'http://127.0.0.1:9/elsewhere' }).end(),
    '307',
  ],
  ['answers with 1 GB', floodAs, TOO_LARGE],
  ['answers one byte at a time', dribble, 'ETIMEDOUT'],
  ['cuts off', (response) => response.socket?.destroy(), 'ECONNRESET'],
  [
    'cuts off within the answer',
    (response) =>
      response.writeHead(200, { 'content-length': '9' }).write('{', () => response.socket?.destroy()),
    null,
  ],
  ['answers with what is no JSON', (response) => response.end('<html>'), null],
  [
    'took a part only',
    (response) => response.end('{"partialSuccess":{"rejectedDataPoints":"3","errorMessage":"no"}}'),
    null,
  ],
];

test.each(COLLECTORS)('a collector that %s', async (_, answer, failure) => {
  const collector = await startCollector({ answer });
  onTestFinished(() => collector.close());
  const sender = senderTo(collector.url);
  const before = { rss: process.memoryUsage().rss, at: performance.now() };
  expect(await sender.send()).toBe(failure);
  expect(performance.now() - before.at).toBeLessThan(5 * LIMIT);
  expect(process.memoryUsage().rss - before.rss).toBeLessThan(50 * 1024 * 1024);
  // Nothing of a failure is kept: the next time it is asked again.
  expect(await sender.send()).toBe(failure);
  expect(collector.arrivals.length).toBeGreaterThanOrEqual(2);
});

test('a collector that is away, and one that takes connections and never reads', async () => {
  const sockets: Socket[] = [];
  const deaf = createServer((socket) => sockets.push(socket.pause())).listen(0, '127.0.0.1');
  await once(deaf, 'listening');
  const { port } = deaf.address() as AddressInfo;
  expect(await senderTo(`http://127.0.0.1:${String(port)}/v1/metrics`).send()).toBe('ETIMEDOUT');
  for (const socket of sockets) socket.destroy();
  deaf.close();
  await once(deaf, 'close');
  expect(await senderTo(`http://127.0.0.1:${String(port)}/v1/metrics`).send()).toMatch(
    /^(ECONNREFUSED|ETIMEDOUT)$/,
  );
});

test('figures that cannot be read are not sent, and say so', async () => {
  const collector = await startCollector();
  onTestFinished(() => collector.close());
  const deps = { clock: systemClock, timeLimitMs: LIMIT, system: {} };
  const ways = createSiteWays({ ...deps, options: LCM, secrets: secretsWithoutVault });
  const failing = (): never => {
    throw new RangeError('the database is gone');
  };
  const sender = createOtlpSender({
    url: collector.url,
    headers: () => Promise.resolve({}),
    machine: 'desk',
    version: '1',
    readings: failing,
    ways,
    ...deps,
  });
  expect(await sender.send()).toBe('RangeError');
  expect(collector.arrivals).toEqual([]);
});

test('a quit waits a second at most, and not at all for a collector that did not answer before', async () => {
  let isSilent = false;
  const collector = await startCollector({
    answer: (response) => (isSilent ? undefined : void response.end('{}')),
  });
  onTestFinished(() => collector.close());
  const clock: Clock = {
    ...systemClock,
    after: (ms, run) => systemClock.after(ms === 15_000 || ms === 77_000 ? 20 : ms, run),
  };
  const warnings: unknown[] = [];
  const begin = () =>
    startMetrics({
      secrets: secretsWithoutVault,
      settings: metricsSchema.parse({ url: collector.url, everySeconds: 77, machine: 'desk' }),
      lcm: LCM,
      dataDir: '/nowhere',
      version: '1',
      readings,
      clock,
      log: { ...silentLog, warn: (_, fields) => warnings.push(fields) },
      system: {},
      timeLimitMs: LIMIT * 10,
    });
  const heard = begin();
  await vi.waitFor(() => expect(collector.arrivals.length).toBeGreaterThan(1), { timeout: 20_000 });
  isSilent = true;
  let began = performance.now();
  await heard.stop();
  expect(performance.now() - began).toBeLessThan(1_500);

  const unheard = begin();
  await vi.waitFor(() => expect(warnings).toContainEqual({ reason: 'ETIMEDOUT' }), { timeout: 20_000 });
  began = performance.now();
  await unheard.stop();
  expect(performance.now() - began).toBeLessThan(200);
});

/** Sends for as long as anybody reads. */
function floodAs(response: ServerResponse): void {
  const piece = Buffer.alloc(64 * 1024, 'x');
  response.writeHead(200, { 'content-length': String(2 ** 30) });
  const write = (): void => {
    while (!response.destroyed && response.write(piece));
    response.once('drain', write);
  };
  write();
}

function dribble(response: ServerResponse): void {
  response.writeHead(200, { 'content-length': '1000000' });
  const timer = setInterval(() => response.write('x'), 20);
  response.once('close', () => clearInterval(timer));
}
