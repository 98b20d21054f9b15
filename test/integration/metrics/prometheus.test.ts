import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { systemClock, type Clock } from '#main/base/clock.ts';
import { ask, benchForEachTest, callOf, draftOf } from '#test/support/core-bench.ts';
import { startCollector } from '#test/support/collector.ts';
import { startPrometheusExporter } from '#test/support/prometheus-exporter.ts';
import { EXPRESSIONS, FLEET, namesIn } from './fleet-files.ts';

const EVERY_SECONDS = 77;
const PATIENCE = { timeout: 25_000, interval: 100 };
const hasPrometheus = spawnSync('prometheus', ['--version']).status === 0;

const bench = benchForEachTest();

const answered = z.object({ status: z.literal('success'), data: z.unknown() });
const series = z.object({
  result: z.array(
    z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) }),
  ),
});
const alerts = z.object({
  alerts: z.array(z.object({ state: z.string(), labels: z.record(z.string(), z.string()) })),
});

/**
 * Prometheus itself, with the configuration and the rules of `docs/fleet`. Only what takes minutes is shortened, and the target is
 * where the test's exporter is.
 */
async function startPrometheus(target: number): Promise<(path: string) => Promise<unknown>> {
  const folder = mkdtempSync(join(tmpdir(), 'afterword-prometheus-'));
  const read = (name: string): string => readFileSync(join(FLEET, name), 'utf8');
  writeFileSync(join(folder, 'alerts.yml'), read('alerts.yml').replace(/for: \w+/g, 'for: 1s'));
  writeFileSync(
    join(folder, 'prometheus.yml'),
    read('prometheus.yml')
      .replaceAll('_interval: 30s', '_interval: 1s')
      .replace('127.0.0.1:8889', `127.0.0.1:${String(target)}`),
  );
  const server = spawn('prometheus', [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    '--web.listen-address=127.0.0.1:0',
  ]);
  onTestFinished(async () => {
    const ended = once(server, 'close');
    server.kill();
    await ended;
    rmSync(folder, { recursive: true });
  });
  let said = '';
  server.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const port = await vi.waitFor(() => {
    const found = /"Listening on" address=127\.0\.0\.1:(\d+)/.exec(said)?.[1];
    expect(found, said).toBeDefined();
    return found ?? '';
  }, PATIENCE);
  return async (path) => {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`);
    return answered.parse(await response.json()).data;
  };
}

test.skipIf(!hasPrometheus)(
  'Prometheus reads what a desktop tells: every name of the rules and the dashboard is there, and the alerts are raised (needs prometheus)',
  { timeout: 90_000 },
  async () => {
    const collector = await startCollector();
    let isSilent = false;
    const exporter = await startPrometheusExporter(() =>
      isSilent ? null : (collector.arrivals.at(-1)?.body ?? null),
    );
    onTestFinished(async () => {
      await exporter.close();
      await collector.close();
    });
    let aheadMs = 0;
    const clock: Clock = {
      ...systemClock,
      now: () => systemClock.now() + aheadMs,
      after: (delay, run) =>
        systemClock.after([EVERY_SECONDS * 1_000, 15_000].includes(delay) ? 100 : delay, run),
    };
    await bench.lcmOff();
    bench.settings({ metrics: { url: collector.url, everySeconds: EVERY_SECONDS, machine: 'desk-17' } });
    const core = await bench.start({ clock });
    await ask(core, 'getState');
    await ask(core, 'openCall', callOf('P1'));
    await ask(core, 'submitWrapUp', { callId: 'P1', draft: draftOf('waits') });
    await ask(core, 'noteSearches', { took: [4, 12, 400] });

    const api = await startPrometheus(exporter.port);
    const query = async (text: string): Promise<z.output<typeof series>['result']> =>
      series.parse(await api(`query?query=${encodeURIComponent(text)}`)).result;
    const firing = async (): Promise<string[]> =>
      alerts
        .parse(await api('alerts'))
        .alerts.filter(({ state }) => state === 'firing')
        .map(({ labels }) => `${labels['alertname'] ?? ''} ${labels['instance'] ?? ''}`);

    // The wrap-up has waited for a quarter of an hour.
    aheadMs = 15 * 60_000;
    await vi.waitFor(async () => {
      expect(await firing()).toContain('AfterwordOutboxIsOld desk-17');
    }, PATIENCE);

    const names = new Set([
      ...namesIn(readFileSync(join(FLEET, 'alerts.yml'), 'utf8')),
      ...EXPRESSIONS.flatMap((each) => namesIn(`${each} `)),
    ]);
    names.delete('afterword_state');
    expect(names.size).toBeGreaterThan(6);
    for (const name of names) {
      const [first] = await query(name);
      expect([name, first?.metric]).toEqual([
        name,
        expect.objectContaining({
          instance: 'desk-17',
          job: 'afterword',
          service_version: expect.any(String) as string,
        }),
      ]);
    }
    for (const expression of EXPRESSIONS)
      expect([expression, (await query(expression.replaceAll('$desktop', '.*'))).length]).not.toEqual([
        expression,
        0,
      ]);

    // The desktop goes, and the collector forgets it.
    await bench.stop(core);
    isSilent = true;
    await vi.waitFor(async () => {
      expect(await firing()).toEqual(['AfterwordDesktopSilent desk-17']);
    }, PATIENCE);
  },
);
