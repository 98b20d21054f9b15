import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog as log } from '#main/base/log.ts';
import { keepHistoryFor } from '#main/outbox/history/retention.ts';
import { createWorkbench, wrapUp, type Workbench } from '#test/support/workbench.ts';
import { integrityCheck } from '#test/support/integrity-check.ts';

const DAY = 86_400_000;

let bench: Workbench;
let stop: () => void;
let told: number;
beforeEach(() => {
  bench = createWorkbench();
  told = 0;
  stop = () => {};
});
afterEach(async () => {
  stop();
  await bench.remove();
});

function keepFor(days: number): void {
  stop = keepHistoryFor({
    days,
    log,
    database: bench.database,
    clock: bench.clock,
    onDeleted: () => (told += 1),
  });
}

/** Runs one round: far less than a day, far more than the longest round. */
const round = (): Promise<void> => bench.clock.advance(60_000);

async function submit(callId: string, end: 'delivered' | 'refused' | 'queued'): Promise<string> {
  bench.calls.open({ callId, lcmKey: '5|3', type: 'OUTBOUND' }, 'hand', 'ended');
  const { id } = bench.outbox.submit(wrapUp(callId));
  if (end === 'queued') return id;
  bench.outbox.linkUp(false);
  await bench.clock.advance(300);
  const result = end === 'delivered' ? ({ kind: end } as const) : ({ kind: end, reason: 'no' } as const);
  await bench.sender.all.findLast(({ data }) => data['callid'] === callId)?.answer(result);
  bench.outbox.linkDown();
  return id;
}

const rows = (table: string): number =>
  (bench.database.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n;
const callsLeft = (): string[] =>
  (bench.database.prepare('SELECT call_id FROM calls ORDER BY seq').all() as { call_id: string }[]).map(
    (row) => row.call_id,
  );

/** Writes an entry today, as on any working day. It confirms the clock. */
const workToday = (): string => bench.outbox.submit(wrapUp('today')).id;

describe('retention', () => {
  it.each([
    [10, ['fresh']],
    [90, ['fresh', '20 days']],
    [0, ['fresh', '20 days', '40 days']],
  ])('of %i days keeps these damaged databases: %j', async (days, left) => {
    const { path } = bench.database;
    for (const [name, age] of [
      ['fresh', 1],
      ['20 days', 20],
      ['40 days', 40],
    ] as const) {
      writeFileSync(`${path}.corrupt-${name}`, 'damaged');
      const at = bench.clock.now() / 1_000 - (age * DAY) / 1_000;
      utimesSync(`${path}.corrupt-${name}`, at, at);
    }
    workToday();
    keepFor(days);
    await round();
    const found = readdirSync(dirname(path)).flatMap((name) => name.split('.corrupt-')[1] ?? []);
    expect(found.sort()).toEqual([...left].sort());
  });

  it('deletes what was delivered long ago, with its calls, drafts and history, and nothing else', async () => {
    for (let n = 0; n < 35; n += 1) await submit(`old-${n}`, 'delivered');
    const corrected = await submit('corrected', 'queued');
    bench.outbox.submit(wrapUp('corrected', 'second'));
    expect(bench.outbox.view(corrected)?.state).toBe('superseded');
    await submit('corrected', 'delivered');
    await submit('refused', 'refused');
    await submit('waiting', 'queued');
    bench.outbox.edit(await submit('held', 'queued'));
    const discarded = await submit('discarded', 'queued');
    bench.outbox.discard(discarded, 'wrong person');
    await bench.clock.advance(11 * DAY);
    await submit('young', 'delivered');
    workToday();
    const before = bench.outbox.summary();

    keepFor(10);
    await round();
    expect(callsLeft()).toEqual(['refused', 'waiting', 'held', 'discarded', 'young']);
    const history = await bench.outbox.searchHistory({ query: '', before: null, limit: 1_000 });
    expect(history.map(({ callId }) => callId)).not.toContain('old-1');
    expect(bench.outbox.summary()).toEqual(before);
    expect(rows('submissions')).toBe(6);
    // Refused, under way, held, discarded, delivered recently, submitted today.
    expect(bench.outbox.latestForCall('waiting')?.state).toBe('sending');
    expect(rows('history')).toBe(3 + 2 + 2 + 2 + 3 + 1);
    expect(integrityCheck(bench.database)).toEqual([]);
    expect(told).toBe(1);
  });

  it('keeps a whole call if one of its submissions is open or it waits to be wrapped up', async () => {
    await submit('finished', 'delivered');
    await submit('again', 'delivered');
    await submit('reopened', 'delivered');
    bench.outbox.submit(wrapUp('again', 'correction'));
    bench.calls.open({ callId: 'reopened', lcmKey: '5|3', type: 'OUTBOUND' }, 'hand', 'ended');
    await bench.clock.advance(100 * DAY);
    workToday();
    const before = rows('history');
    keepFor(1);
    await round();
    expect(callsLeft()).toEqual(['again', 'reopened']);
    // Only those of the finished call are gone.
    expect(rows('history')).toBe(before - 3);
  });

  it('runs once a day, even if the wall clock is changed', async () => {
    await submit('old', 'delivered');
    keepFor(10);
    await bench.clock.advance(9 * DAY);
    expect(callsLeft()).toEqual(['old']);
    bench.clock.setWall(bench.clock.now() - DAY);
    await bench.clock.advance(DAY);
    workToday();
    bench.clock.setWall(bench.clock.now() + DAY);
    workToday();
    await bench.clock.advance(2 * DAY);
    expect(callsLeft()).toEqual([]);
  });

  it('deletes nothing because of a clock that was set ahead', async () => {
    await submit('yesterday', 'delivered');
    bench.clock.setWall(bench.clock.now() + 3_650 * DAY);
    keepFor(10);
    await round();
    expect(callsLeft()).toEqual(['yesterday']);
  });

  it('keeps everything for ever if set to 0 days, and stops when asked', async () => {
    await submit('old', 'delivered');
    await bench.clock.advance(1_000 * DAY);
    workToday();
    keepFor(0);
    await bench.clock.advance(2 * DAY);
    expect(callsLeft()).toEqual(['old']);
    keepFor(1);
    stop();
    await bench.clock.advance(2 * DAY);
    expect(callsLeft()).toEqual(['old']);
  });

  it('tries again after the disk failed, and damages nothing', async () => {
    await submit('old', 'delivered');
    await bench.clock.advance(30 * DAY);
    workToday();
    bench.database.prepare('PRAGMA query_only = ON').get();
    keepFor(10);
    await round();
    expect(callsLeft()).toEqual(['old']);
    bench.database.prepare('PRAGMA query_only = OFF').get();
    await bench.clock.advance(3_600_000);
    expect(callsLeft()).toEqual([]);
  });

  it('deletes only a few calls in one step', async () => {
    for (let n = 0; n < 100; n += 1) await submit(`old-${n}`, 'delivered');
    await bench.clock.advance(30 * DAY);
    workToday();
    const left: number[] = [];
    keepFor(10);
    await bench.clock.advance(2_000);
    for (let n = 0; n < 12; n += 1) {
      left.push(callsLeft().length);
      await bench.clock.advance(50);
    }
    expect(left).toEqual([90, 80, 70, 60, 50, 40, 30, 20, 10, 0, 0, 0]);
  });
});
