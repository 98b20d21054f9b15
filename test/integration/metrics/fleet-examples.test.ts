import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { FIGURES, SEARCH_FIGURE } from '#main/metrics/figures.ts';
import { hasPromtool } from './promtool.ts';

const FOLDER = resolve(import.meta.dirname, '../../../docs/fleet');
const read = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');

/**
 * How Prometheus calls a metric of OpenTelemetry. Source: opentelemetry.io, "Prometheus and OpenMetrics Compatibility",
 * "OTLP Metric points to Prometheus": the unit as a word, and `_total` for a counter; what is in braces is left out.
 */
function inPrometheus(name: string, unit: string, kind: 'gauge' | 'counter' | 'histogram'): string[] {
  const words = name.replaceAll('.', '_') + (unit === 's' ? '_seconds' : '');
  if (kind === 'histogram') return [`${words}_bucket`, `${words}_count`, `${words}_sum`];
  return [kind === 'counter' ? `${words}_total` : words];
}

const TOLD = new Set([
  ...FIGURES.flatMap(({ name, unit, kind }) => inPrometheus(name, unit, kind)),
  ...inPrometheus(SEARCH_FIGURE.name, SEARCH_FIGURE.unit, 'histogram'),
]);

const namesIn = (text: string): string[] => [
  ...new Set(text.match(/\b(?:afterword|process)_[a-z_]+(?=[{[\s),])/g) ?? []),
];

const dashboard = z
  .object({
    title: z.string(),
    uid: z.string(),
    panels: z.array(
      z.object({
        id: z.number(),
        title: z.string().min(1),
        gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
        targets: z.array(z.object({ refId: z.string(), expr: z.string().min(1) })).min(1),
      }),
    ),
  })
  .parse(JSON.parse(read('dashboard.json')));
const EXPRESSIONS = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));

test('the rules and the dashboard ask only for what a desktop tells', () => {
  const asked = [...namesIn(read('alerts.yml')), ...EXPRESSIONS.flatMap((each) => namesIn(`${each} `))];
  expect(new Set(asked).size).toBeGreaterThan(6);
  expect(asked.filter((name) => !TOLD.has(name) && name !== 'afterword_state')).toEqual([]);
});

test('each figure is on the dashboard, and is explained', () => {
  const shown = EXPRESSIONS.join(' ');
  const words = read('README.md');
  for (const { name } of [...FIGURES, SEARCH_FIGURE]) {
    expect(shown).toContain(name.replaceAll('.', '_'));
    expect(words).toContain(`\`${name}\``);
  }
});

test('no panel lies on another', () => {
  const { panels } = dashboard;
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, at) => `${String(x + (at % w))},${String(y + Math.floor(at / w))}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
});

describe.skipIf(!hasPromtool)('by Prometheus’ own tool (needs promtool)', () => {
  function promtool(
    words: readonly string[],
    cwd = FOLDER,
  ): { readonly status: number | null; readonly out: string } {
    const { status, stdout, stderr } = spawnSync('promtool', words, { cwd, encoding: 'utf8' });
    return { status, out: `${stdout}${stderr}` };
  }

  test.each([
    ['the configuration', ['check', 'config', 'prometheus.yml']],
    ['the rules', ['check', 'rules', 'alerts.yml']],
    ['when each alert is raised, and when not', ['test', 'rules', 'alerts.test.yml']],
  ])('%s', (_, words) => {
    const { status, out } = promtool(words);
    expect(out).toContain('SUCCESS');
    expect(status, out).toBe(0);
  });

  test('what the dashboard asks can be asked', () => {
    const folder = mkdtempSync(join(tmpdir(), 'afterword-rules-'));
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    const rules = EXPRESSIONS.map((expr, at) => ({
      record: `panel:${String(at)}`,
      expr: expr.replaceAll('$desktop', '.*'),
    }));
    // JSON is YAML.
    writeFileSync(join(folder, 'panels.yml'), JSON.stringify({ groups: [{ name: 'panels', rules }] }));
    const { status, out } = promtool(['check', 'rules', 'panels.yml'], folder);
    expect(out).toContain(`${String(EXPRESSIONS.length)} rules found`);
    expect(status, out).toBe(0);
  });
});
