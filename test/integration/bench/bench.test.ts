import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import type { Figures } from '#bench/figures.ts';

const script = join(import.meta.dirname, '../../../bench/run.ts');

/** All that needs no built app and no display. */
const parts = ['submit', 'drain', 'start', 'bus', 'faults'].flatMap((name) => ['--only', name]);

it('measures every point, beside a reference, and writes it down', { timeout: 180_000 }, async (test) => {
  const folder = mkdtempSync(join(tmpdir(), 'afterword-'));
  test.onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const json = join(folder, 'bench.json');
  const { stdout } = await promisify(execFile)(process.execPath, [
    script,
    '--quick',
    '--json',
    json,
    ...parts,
  ]);
  const { calibration, comparisons, loops, faults } = JSON.parse(readFileSync(json, 'utf8')) as Figures;

  expect(calibration.map(({ kind, ms }) => [kind, ms > 0])).toEqual([
    ['loop', true],
    ['fsync', true],
  ]);
  expect(comparisons.map(({ bench }) => bench)).toEqual(
    expect.arrayContaining(['submit', 'drain', 'start', 'bus']) as string[],
  );
  for (const { what, ours, reference, ratio } of comparisons) {
    expect([what, ours > 0, reference > 0, ratio > 0]).toEqual([what, true, true, true]);
    expect(stdout).toContain(what);
  }
  for (const point of [
    'submit, empty store',
    'drain, ',
    'start, the opening included',
    'start, once the core',
  ]) {
    expect(loops.find(({ what }) => what.startsWith(point))?.longest).toBeGreaterThan(0);
  }
  expect(faults).toHaveLength(4);
  for (const { saved } of faults) expect(saved).toBeGreaterThan(0);
  expect(faults.find(({ contender }) => contender === 'Afterword')).toMatchObject({
    ...{ lost: 0, doubled: 0, outOfOrder: 0, wrongCalls: 0, stuck: 0 },
  });
});
