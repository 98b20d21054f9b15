import { readFileSync, readdirSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { systemClock, type Clock } from '#main/base/clock.ts';
import { APP_VERSION } from '#main/base/app-version.ts';
import { FIGURES, SEARCH_FIGURE } from '#main/metrics/figures.ts';
import type { Core } from '#main/core/core.ts';
import {
  ask,
  benchForEachTest,
  callOf,
  connected,
  deliverAll,
  draftOf,
  emptied,
  PATIENCE,
} from '#test/support/core-bench.ts';
import { resourceOf, startCollector, type Collector } from '#test/support/collector.ts';
import { startProxy } from '../lcm/bench.ts';

/** A period that nothing else waits for. Only it, and the wait before the first time, are made short. */
const EVERY_SECONDS = 77;
const WAITS = new Set([EVERY_SECONDS * 1_000, 15_000]);
const clock: Clock = {
  ...systemClock,
  after: (delay, run) => systemClock.after(WAITS.has(delay) ? 30 : delay, run),
};

const bench = benchForEachTest();

async function collectorFor(options: Parameters<typeof startCollector>[0] = {}): Promise<Collector> {
  const collector = await startCollector(options);
  onTestFinished(() => collector.close());
  return collector;
}

async function startTold(url: string, more: object = {}): Promise<Core> {
  bench.settings({ metrics: { url, everySeconds: EVERY_SECONDS, ...more } });
  return bench.start({ clock });
}

/** Waits until the collector is told a value that satisfies the check. */
const told = (
  collector: Collector,
  name: string,
  state: string,
  check: (value: number) => boolean,
): Promise<void> =>
  vi.waitFor(() => {
    const value = collector.latest().get(name)?.values.get(state);
    expect(value).toSatisfy((each) => check(each as number), `${name} ${state}: ${String(value)}`);
  }, PATIENCE);

async function submit(core: Core, callId: string, comment = 'for the metrics'): Promise<void> {
  await ask(core, 'openCall', callOf(callId));
  await ask(core, 'submitWrapUp', { callId, draft: draftOf(comment) });
}

test('a collector hears what waits, for how long, and what was delivered', async () => {
  const collector = await collectorFor();
  await bench.lcmOff();
  const core = await startTold(collector.url, {
    machine: 'desk-17',
    headers: { authorization: 'Bearer site' },
  });
  await ask(core, 'getState');
  await submit(core, 'M1');
  await submit(core, 'M2');

  await told(collector, 'afterword.outbox.submissions', 'waiting', (value) => value === 2);
  await told(collector, 'afterword.outbox.oldest_age', 'waiting', (value) => value > 0 && value < 60);
  await told(collector, 'afterword.link.state', 'unreachable', (value) => value === 1);
  expect(collector.latest().get('afterword.submissions')?.values.get('delivered')).toBe(0);

  await bench.lcmOn();
  await deliverAll(core);
  await told(collector, 'afterword.submissions', 'delivered', (value) => value === 2);
  await told(collector, 'afterword.outbox.submissions', 'waiting', (value) => value === 0);
  await told(collector, 'afterword.outbox.oldest_age', 'waiting', (value) => value === 0);
  await told(collector, 'afterword.link.state', 'connected', (value) => value === 1);
  await told(collector, 'afterword.link.state', 'unreachable', (value) => value === 0);
  await told(collector, 'afterword.link.up_time', '', (value) => value > 0);
  await told(collector, 'afterword.start.duration', '', (value) => value > 0);

  const { path, headers, body } = collector.arrivals.at(-1)!;
  expect([path, headers['content-type'], headers.authorization]).toEqual([
    '/v1/metrics',
    'application/json',
    'Bearer site',
  ]);
  expect(resourceOf(body)).toEqual({
    'service.name': 'afterword',
    'service.version': APP_VERSION,
    'service.instance.id': 'desk-17',
    'os.type': process.platform,
  });
});

test('every figure is told with its unit, and how long searches take', async () => {
  const collector = await collectorFor();
  const core = await startTold(collector.url);
  expect(core.state().measures).toBe(true);
  await ask(core, 'getState');
  await ask(core, 'noteSearches', { took: [4, 12, 12, 400] });
  await told(collector, SEARCH_FIGURE.name, '', (value) => value === 4);
  const latest = collector.latest();
  expect([...latest.keys()].toSorted()).toEqual(
    [...FIGURES.map(({ name }) => name), SEARCH_FIGURE.name].toSorted(),
  );
  for (const { name, unit, kind } of FIGURES)
    expect([name, latest.get(name)?.unit, latest.get(name)?.monotonic]).toEqual([
      name,
      unit,
      kind === 'counter',
    ]);
  const { body } = collector.arrivals.at(-1)!;
  expect(body).toContain(
    `"bucketCounts":[1,2,0,0,0,0,0,0,1,0,0,0],"explicitBounds":[${SEARCH_FIGURE.bounds.join(',')}]`,
  );
});

test('a refusal of LCM is counted, and is not among what waits', async () => {
  const collector = await collectorFor();
  const core = await startTold(collector.url);
  await connected(core);
  bench.lcm().faults.set({ refuse: true });
  await submit(core, 'M3');
  await told(collector, 'afterword.submissions', 'refused', (value) => value === 1);
  await told(collector, 'afterword.outbox.submissions', 'refused', (value) => value === 1);
  await told(collector, 'afterword.outbox.oldest_age', 'needs_person', (value) => value > 0);
  expect(collector.latest().get('afterword.outbox.oldest_age')?.values.get('waiting')).toBe(0);
});

test('nothing that the agent wrote, nor a person or a secret, reaches the collector', async () => {
  const collector = await collectorFor();
  const planted = {
    agent: 'planted-agent-jo',
    comment: 'planted comment about a mortgage',
    contact: 'Planted Person',
    number: '4915112345678',
    key: '5|3|1|0|0|44|PLANTEDKEY',
    callId: 'PLANTED-CALL',
    token: 'planted-lcm-token',
  };
  const lcm = {
    url: bench.lcm().url,
    proxy: 'none',
    auth: { token: planted.token },
    headers: { 'x-planted': planted.token },
  };
  bench.settings({
    lcm,
    agent: { userId: planted.agent },
    metrics: { url: collector.url, everySeconds: EVERY_SECONDS },
  });
  const core = await bench.start({ clock });
  const { callId } = planted;
  await ask(core, 'getState');
  await ask(core, 'openCall', {
    callId,
    lcmKey: planted.key,
    type: 'OUTBOUND',
    contact: `${planted.contact} ${planted.number}`,
  });
  await ask(core, 'submitWrapUp', { callId, draft: draftOf(planted.comment) });
  await emptied(core);
  await told(collector, 'afterword.submissions', 'delivered', (value) => value === 1);
  await bench.stop(core);
  const all = JSON.stringify(collector.arrivals);
  for (const secret of [
    ...Object.values(planted),
    hostname(),
    `"${userInfo().username}"`,
    bench.folder,
    // The port alone may be in a time, by chance.
    new URL(lcm.url).host,
  ])
    expect(all).not.toContain(secret);
});

test('a machine without a name keeps a random id in its data folder', async () => {
  const collector = await collectorFor();
  const nameOf = async (): Promise<string | undefined> => {
    collector.arrivals.length = 0;
    const core = await startTold(collector.url);
    await vi.waitFor(() => expect(collector.arrivals).not.toEqual([]), PATIENCE);
    await bench.stop(core);
    return resourceOf(collector.arrivals.at(-1)!.body)['service.instance.id'];
  };
  const first = await nameOf();
  expect(first).toMatch(/^[0-9a-f-]{36}$/);
  expect(await nameOf()).toBe(first);
});

test('a quit tells the figures a last time', async () => {
  const collector = await collectorFor();
  const core = await startTold(collector.url);
  await vi.waitFor(() => {
    // The first was answered.
    expect(collector.arrivals.length).toBeGreaterThan(1);
  }, PATIENCE);
  await bench.lcmOff();
  await submit(core, 'M4');
  const before = collector.arrivals.length;
  await bench.stop(core);
  expect(collector.arrivals.length).toBeGreaterThan(before);
  expect(collector.latest().get('afterword.outbox.submissions')?.values.get('waiting')).toBe(1);
});

test('a site without a collector, and practice, tell nothing and load nothing', async () => {
  const core = await bench.start({ clock });
  expect(core.state().measures).toBe(false);
  await ask(core, 'noteSearches', { took: [4] });
  await bench.stop(core);
  const collector = await collectorFor();
  bench.settings({ lcm: { url: '' }, metrics: { url: collector.url, everySeconds: EVERY_SECONDS } });
  const demo = await bench.start({ clock });
  expect([demo.state().demo, demo.state().measures]).toEqual([true, false]);
  await bench.stop(demo);
  expect(readdirSync(bench.folder)).not.toContain('afterword.machine');
  expect(collector.arrivals).toEqual([]);
});

const TLS = resolve(import.meta.dirname, '../../support/tls');
const pem = (name: string): Buffer => readFileSync(join(TLS, name));

test('a collector behind the site’s own authority is told once the settings name it', async () => {
  const collector = await collectorFor({ tls: { cert: pem('server.pem'), key: pem('server.key') } });
  const url = collector.url.replace('127.0.0.1', 'localhost');
  const lcm = { url: bench.lcm().url, proxy: 'none' };
  bench.settings({ lcm, metrics: { url, everySeconds: EVERY_SECONDS } });
  const reasons: unknown[] = [];
  const log = { info() {}, error() {}, warn: (_: string, fields?: object) => reasons.push(fields) };
  const untrusting = await bench.start({
    clock,
    log,
    network: { readAuthorities: () => Promise.resolve([]) },
  });
  await vi.waitFor(() => {
    expect(reasons).toContainEqual({ reason: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
  }, PATIENCE);
  await bench.stop(untrusting);
  expect(collector.arrivals).toEqual([]);

  bench.settings({
    lcm: { ...lcm, caFile: join(TLS, 'ca.pem') },
    metrics: { url, everySeconds: EVERY_SECONDS },
  });
  await bench.start({ clock });
  await told(collector, 'process.uptime', '', (value) => value > 0);
});

test('a collector behind a proxy that wants a password is told through it, and a wrong password costs a line in the log', async () => {
  const collector = await collectorFor({ tls: { cert: pem('server.pem'), key: pem('server.key') } });
  const port = Number(new URL(collector.url).port);
  const proxy = await startProxy({ port }, { password: 's3cret' });
  const settingsWith = (password: string): void => {
    bench.settings({
      lcm: {
        ...{ url: bench.lcm().url, proxy: 'none', caFile: join(TLS, 'ca.pem') },
        proxySignIn: { user: 'agent', password },
      },
      metrics: { url: 'https://lcm.example.test/v1/metrics', everySeconds: EVERY_SECONDS, proxy: proxy.url },
    });
  };
  const said: unknown[] = [];
  const log = { info() {}, error() {}, warn: (_: string, fields?: object) => said.push(fields) };
  settingsWith('wr0ng');
  const refused = await bench.start({ clock, log });
  await vi.waitFor(() => expect(said).not.toEqual([]), PATIENCE);
  await bench.stop(refused);
  expect(collector.arrivals).toEqual([]);
  expect(JSON.stringify(said)).not.toContain('wr0ng');

  settingsWith('s3cret');
  await bench.start({ clock });
  await told(collector, 'process.uptime', '', (value) => value > 0);
  expect(new Set(proxy.asked)).toEqual(new Set(['lcm.example.test:443']));
});
