import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { FIGURES, SEARCH_FIGURE } from '#main/metrics/figures.ts';
import { dashboard, EXPRESSIONS, FLEET, namesIn } from './fleet-files.ts';
import { hasPromtool } from './promtool.ts';

const read = (name: string): string => readFileSync(join(FLEET, name), 'utf8');

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
    cwd = FLEET,
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
    onTestFinished(() => rmSync(folder, { recursive: true }));
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
