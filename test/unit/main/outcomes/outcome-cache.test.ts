import { afterEach, beforeEach, expect, it } from 'vitest';
import { silentLog as log } from '#main/base/log.ts';
import { listedOutcomes } from '#main/outcomes/listed-outcomes.ts';
import { createOutcomeCache, type CachedOutcomes, type OutcomeCache } from '#main/outcomes/outcome-cache.ts';
import type { OutcomeRow } from '#shared/lcm/outcome-row.ts';
import { createWorkbench, type Workbench } from '#test/support/workbench.ts';

let bench: Workbench;
let cache: OutcomeCache;
beforeEach(() => {
  bench = createWorkbench();
  cache = makeCache();
});
afterEach(() => bench.remove());

function makeCache(): OutcomeCache {
  return createOutcomeCache({ database: bench.database, cipher: bench.cipher, clock: bench.clock, log });
}

const row = (id: string): OutcomeRow => ({
  id,
  description: `Outcome ${id} – ñ`,
  campaignId: null,
  leadScore: 0.5,
  parentId: '1',
});

const listOf = (rows: readonly OutcomeRow[], ignored: number, fetchedAt: number): CachedOutcomes => ({
  outcomes: listedOutcomes(rows),
  ignored,
  fetchedAt,
});
const many = (count: number): OutcomeRow[] => Array.from({ length: count }, (_, n) => row(String(n)));
const rowsOf = (listKey: string): readonly OutcomeRow[] | undefined => cache.get(listKey)?.outcomes.rows();
const onDisk = (): unknown[] => bench.database.prepare('SELECT * FROM outcome_lists ORDER BY seq').all();

async function restart(): Promise<void> {
  cache.stop();
  await bench.restart();
  cache = makeCache();
}

it('keeps a list over a restart, and replaces it whole', async () => {
  expect(cache.get('campaign 5')).toBeNull();
  cache.put('campaign 5', listOf([row('1'), row('2')], 3, 1_000));
  cache.put('group MANUAL', listOf([], 0, 2_000));
  await restart();
  expect(cache.get('campaign 5')).toMatchObject({ fetchedAt: 1_000, ignored: 3 });
  expect(rowsOf('campaign 5')).toEqual([row('1'), row('2')]);
  cache.put('campaign 5', listOf([row('9')], 0, 3_000));
  expect(rowsOf('campaign 5')).toEqual([row('9')]);
  await restart();
  expect(cache.get('campaign 5')).toMatchObject({ fetchedAt: 3_000, ignored: 0 });
  expect(rowsOf('campaign 5')).toEqual([row('9')]);
  expect(rowsOf('group MANUAL')).toEqual([]);
});

it('tells of a list what the screen asks for without reading its rows', async () => {
  const { outcomes } = listOf(many(5_000), 0, 1);
  cache.put('x', { outcomes, ignored: 0, fetchedAt: 1 });
  await restart();
  const { version, count, campaign, packed } = cache.get('x')?.outcomes ?? {};
  expect({ version, count, campaign, packed }).toEqual({
    version: outcomes.version,
    count: 5_000,
    campaign: null,
    packed: outcomes.packed,
  });
});

it('writes a list a moment later, and only when it was fetched if the rows are the known ones', async () => {
  cache.put('x', listOf(many(3_000), 0, 1));
  expect(onDisk()).toEqual([]);
  expect(rowsOf('x')).toHaveLength(3_000);
  await bench.clock.advance(1_000);
  const [first] = onDisk() as Record<string, unknown>[];
  const writes = (): number =>
    (bench.database.prepare('SELECT total_changes() AS n').get() as { n: number }).n;
  const before = writes();
  bench.database.prepare("UPDATE outcome_lists SET rows_json = rows_json || 'untouched'").run();
  cache.put('x', listOf(many(3_000), 2, 9));
  await bench.clock.advance(1_000);
  const text = `${String(first?.['rows_json'])}untouched`;
  expect(onDisk()).toEqual([{ ...first, fetched_at: 9, ignored: 2, rows_json: text }]);
  expect(writes()).toBe(before + 2);
});

it('writes known rows again if they are gone from the disk', async () => {
  cache.put('x', listOf([row('1')], 0, 1));
  await bench.clock.advance(1_000);
  bench.database.prepare('DELETE FROM outcome_lists').run();
  cache.put('x', listOf([row('1')], 0, 2));
  await restart();
  expect(rowsOf('x')).toEqual([row('1')]);
});

it('writes what comes after the end of work at once', () => {
  cache.stop();
  cache.put('x', listOf([row('1')], 0, 1));
  expect(onDisk()).toHaveLength(1);
});

it('reads a list as former versions have kept it', async () => {
  cache.put('x', listOf([], 0, 5));
  await restart();
  bench.database.prepare('UPDATE outcome_lists SET rows_json = ?').run(JSON.stringify([row('1'), row('2')]));
  expect(rowsOf('x')).toEqual([row('1'), row('2')]);
  expect(cache.get('x')?.outcomes.version).toBe(listedOutcomes([row('1'), row('2')]).version);
});

it('keeps the two hundred lists fetched last', async () => {
  for (let n = 0; n < 205; n += 1) cache.put(`list ${n}`, listOf([row('1')], 0, n));
  await restart();
  expect(cache.get('list 4')).toBeNull();
  expect(cache.get('list 5')).not.toBeNull();
});

it.each(['[{}]', '{', '["x",1,null]', '["x",1,null]\n[1,"1","a",null,null,null]', '{}\n', '["",1]\n'])(
  'leaves out a list that cannot be read: %s',
  async (text) => {
    cache.put('x', listOf([row('1')], 0, 1));
    await restart();
    bench.database.prepare('UPDATE outcome_lists SET rows_json = ?').run(text);
    expect(cache.get('x')).toBeNull();
  },
);

it('leaves out a list of which something was lost', async () => {
  cache.put('x', listOf(many(5_000), 0, 1));
  await restart();
  bench.database.prepare("UPDATE outcome_lists SET rows_json = replace(rows_json, 'Outcome 4', '')").run();
  expect(cache.get('x')).toBeNull();
});

it('does not fail if a list cannot be kept', async () => {
  const { page_count: pages } = bench.database.prepare('PRAGMA page_count').get() as { page_count: number };
  bench.database.prepare(`PRAGMA max_page_count = ${pages}`).get();
  cache.put('x', listOf(many(5_000), 0, 2));
  await restart();
  expect(cache.get('x')).toBeNull();
});

it('writes the rows of a list that two keys have once, and finds them by both after a restart', async () => {
  cache.put('campaign 5', listOf(many(3_000), 2, 7));
  cache.put('last', listOf(many(3_000), 2, 7), 'campaign 5');
  await restart();
  const long = onDisk().filter((each) => (each as { rows_json: string }).rows_json.length > 1_000);
  expect(long).toHaveLength(1);
  expect(cache.get('last')).toMatchObject({ fetchedAt: 7, ignored: 2 });
  expect(rowsOf('last')).toEqual(many(3_000));

  // Its own from now on: it no longer changes with the other.
  cache.put('last', listOf(many(3_000), 0, 8));
  cache.put('campaign 5', listOf([row('9')], 0, 9));
  await restart();
  expect(rowsOf('last')).toHaveLength(3_000);
  expect(rowsOf('campaign 5')).toEqual([row('9')]);
});
