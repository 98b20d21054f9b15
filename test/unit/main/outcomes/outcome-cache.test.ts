import { afterEach, beforeEach, expect, it } from 'vitest';
import { silentLog as log } from '#main/base/log.ts';
import { createOutcomeCache, type OutcomeCache } from '#main/outcomes/outcome-cache.ts';
import type { OutcomeRow } from '#shared/lcm/outcome-row.ts';
import { createWorkbench, type Workbench } from '#test/support/workbench.ts';

let bench: Workbench;
let cache: OutcomeCache;
beforeEach(() => {
  bench = createWorkbench();
  cache = createOutcomeCache({ database: bench.database, cipher: bench.cipher, log });
});
afterEach(() => bench.remove());

const row = (id: string): OutcomeRow => ({
  id,
  description: `Outcome ${id} – ñ`,
  campaignId: null,
  leadScore: 0.5,
  parentId: '1',
});

it('keeps a list over a restart, and replaces it whole', async () => {
  expect(cache.get('campaign 5')).toBeNull();
  cache.put('campaign 5', [row('1'), row('2')], 3, 1_000);
  cache.put('group MANUAL', [], 0, 2_000);
  await bench.restart();
  cache = createOutcomeCache({ database: bench.database, cipher: bench.cipher, log });
  expect(cache.get('campaign 5')).toEqual({ rows: [row('1'), row('2')], fetchedAt: 1_000, ignored: 3 });
  cache.put('campaign 5', [row('9')], 0, 3_000);
  expect(cache.get('campaign 5')).toEqual({ rows: [row('9')], fetchedAt: 3_000, ignored: 0 });
  expect(cache.get('group MANUAL')?.rows).toEqual([]);
});

it('keeps the two hundred lists fetched last', () => {
  for (let n = 0; n < 205; n += 1) cache.put(`list ${n}`, [row('1')], 0, n);
  expect(cache.get('list 4')).toBeNull();
  expect(cache.get('list 5')).not.toBeNull();
});

it('ignores a list that cannot be read, and does not fail if one cannot be kept', () => {
  cache.put('x', [row('1')], 0, 1);
  bench.database.prepare("UPDATE outcome_lists SET rows_json = '[{}]'").run();
  expect(cache.get('x')).toBeNull();
  bench.database.prepare("UPDATE outcome_lists SET rows_json = '{'").run();
  expect(cache.get('x')).toBeNull();

  const { page_count: pages } = bench.database.prepare('PRAGMA page_count').get() as { page_count: number };
  bench.database.prepare(`PRAGMA max_page_count = ${pages}`).get();
  cache.put(
    'x',
    Array.from({ length: 5_000 }, (_, n) => row(String(n))),
    0,
    2,
  );
  expect(cache.get('x')).toBeNull();
});
