import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog as log } from '#main/base/log.ts';
import type { Database } from '#main/database/database.ts';
import { createFactCache } from '#main/facts/fact-cache.ts';
import { keepHistoryFor } from '#main/outbox/history/retention.ts';
import { createWorkbench, wrapUp, type Workbench } from '#test/support/workbench.ts';
import { integrityCheck } from '#test/support/integrity-check.ts';
import { EMPTY_DRAFT, type Draft } from '#shared/draft/draft.ts';
import { transitionsOf } from '#test/support/transitions.ts';

const DAY = 86_400_000;

let bench: Workbench;
let stop: () => void;
/** What LCM's clock shows; null if it is not known. By default it shows what the machine's does. */
let lcmNow: () => number | null;
let told: number;
beforeEach(() => {
  bench = createWorkbench();
  told = 0;
  lcmNow = () => bench.clock.now();
  stop = () => {};
});
afterEach(async () => {
  stop();
  await bench.remove();
});

function keepFor(days: number, database: Database = bench.database): void {
  stop = keepHistoryFor({
    days,
    log,
    database,
    cipher: bench.cipher,
    clock: bench.clock,
    lcmNow: () => lcmNow(),
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

/** Writes an entry today, as on any working day. */
const workToday = (): string => bench.outbox.submit(wrapUp('today')).id;

/** The next start, at another reading of the machine's clock: a call is delivered, and retention has its round. */
async function startAt(wall: number, callId: string): Promise<void> {
  stop();
  await bench.restart();
  bench.clock.setWall(wall);
  await submit(callId, 'delivered');
  keepFor(90);
  await round();
}

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
    expect(callsLeft()).toEqual(['refused', 'waiting', 'held', 'young']);
    const history = await transitionsOf(bench.outbox.history);
    expect(history.map(({ callId }) => callId)).not.toContain('old-1');
    expect(bench.outbox.summary()).toEqual(before);
    expect(rows('submissions')).toBe(5);
    // Refused, under way, held, delivered recently, submitted today.
    expect(bench.outbox.latestForCall('waiting')?.state).toBe('sending');
    expect(rows('history')).toBe(3 + 2 + 2 + 3 + 1);
    expect(integrityCheck(bench.database)).toEqual([]);
    expect(told).toBe(1);
  });

  it('deletes what LCM told of a contact with the last call of that contact', async () => {
    const { database, cipher, clock } = bench;
    const cache = createFactCache({ database, cipher, clock, log });
    for (const lcmKey of ['5|3', '5|4'])
      cache.put(lcmKey, 'fields', { value: [], at: clock.now(), isNamed: true });
    cache.stop();
    await submit('old', 'delivered');
    await clock.advance(60 * DAY);
    await submit('later', 'delivered');
    await clock.advance(40 * DAY);
    workToday();
    keepFor(90);
    await round();
    expect([callsLeft(), rows('call_facts')]).toEqual([['later'], 2]);
    stop();
    await clock.advance(60 * DAY);
    workToday();
    keepFor(90);
    await round();
    expect([callsLeft(), rows('call_facts')]).toEqual([[], 1]);
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

  it('tells what was deleted even if a damaged database cannot be deleted', async () => {
    await submit('old', 'delivered');
    const stuck = `${bench.database.path}.corrupt-stuck`;
    mkdirSync(stuck);
    utimesSync(stuck, 0, 0);
    await bench.clock.advance(30 * DAY);
    workToday();
    keepFor(10);
    await round();
    expect(callsLeft()).toEqual([]);
    expect(told).toBe(1);
  });

  it('deletes only a few calls in one step', async () => {
    for (let n = 0; n < 100; n += 1) await submit(`old-${n}`, 'delivered');
    await bench.clock.advance(30 * DAY);
    await submit('today', 'queued');
    const left: number[] = [];
    keepFor(10);
    await bench.clock.advance(2_000);
    for (let n = 0; n < 12; n += 1) {
      left.push(callsLeft().filter((callId) => callId !== 'today').length);
      await bench.clock.advance(50);
    }
    expect(left).toEqual([90, 80, 70, 60, 50, 40, 30, 20, 10, 0, 0, 0]);
  });

  it.each([
    ['LCM’s clock is not known', () => null],
    ['LCM’s clock does not agree', () => Date.parse('2026-11-20T09:00:00Z')],
  ])('deletes nothing because of one start on a clock that leapt ahead, if %s', async (_, lcm) => {
    const today = bench.clock.now();
    for (let n = 0; n < 5; n += 1) await startAt(today + n * DAY, `recent-${n}`);
    lcmNow = lcm;
    await startAt(today + 400 * DAY, 'ahead');
    await startAt(today + 401 * DAY, 'ahead again');
    await startAt(today + 6 * DAY, 'right again');
    expect(callsLeft()).toHaveLength(8);
  });

  it('believes the clock without LCM’s once starts on three days agree, and then deletes on time', async () => {
    lcmNow = () => null;
    const today = bench.clock.now();
    await startAt(today, 'old');
    await startAt(today + 100 * DAY, 'first');
    await startAt(today + 101 * DAY, 'second');
    expect(callsLeft()).toEqual(['old', 'first', 'second']);
    await startAt(today + 102 * DAY, 'third');
    expect(callsLeft()).toEqual(['first', 'second', 'third']);
  });

  it('goes by the order of writing: a clock that was wrong for a day makes no call older or younger', async () => {
    const today = bench.clock.now();
    await startAt(today, 'before');
    lcmNow = () => null;
    await startAt(Date.parse('2001-01-01T00:00:00Z'), 'behind');
    await startAt(today + 5_000 * DAY, 'ahead');
    lcmNow = () => bench.clock.now();
    await startAt(today + DAY, 'after');
    await startAt(today + 80 * DAY, 'today');
    expect(callsLeft()).toEqual(['before', 'behind', 'ahead', 'after', 'today']);
    await startAt(today + 100 * DAY, 'later');
    expect(callsLeft()).toEqual(['today', 'later']);
  });

  it('keeps what a machine with another clock wrote, when the database is moved', async () => {
    const here = bench.clock.now();
    for (let n = 0; n < 3; n += 1) await startAt(here + n * DAY, `here-${n}`);
    lcmNow = () => null;
    await startAt(here - 3_000 * DAY, 'behind');
    await startAt(here + 3 * DAY, 'back');
    expect(callsLeft()).toEqual(['here-0', 'here-1', 'here-2', 'behind', 'back']);
  });

  it('deletes discarded, closed and never wrapped calls as it deletes delivered ones, but no words of a draft', async () => {
    const open = (callId: string, draft: Partial<Draft> = {}): void => {
      bench.calls.open({ callId, lcmKey: `5|3|${callId}`, type: 'OUTBOUND' }, 'bus', 'ended');
      bench.calls.saveDraft(callId, { ...EMPTY_DRAFT, ...draft });
    };
    open('left on the list');
    open('with an outcome chosen', { businessOutcomeId: '101' });
    open('with words', { comment: 'Wants to talk to her brother first.' });
    open('closed with words', { comment: 'Wrong number.' });
    bench.calls.close('closed with words');
    bench.outbox.discard(await submit('discarded', 'queued'), 'wrong person');
    await submit('delivered', 'delivered');
    open('closed today');
    await bench.clock.advance(11 * DAY);
    bench.calls.close('closed today');
    await submit('today', 'delivered');

    keepFor(10);
    await round();
    expect(callsLeft()).toEqual(['with words', 'closed today', 'today']);
    expect(rows('drafts')).toBe(1);
    expect(told).toBe(1);
    expect(integrityCheck(bench.database)).toEqual([]);
  });

  it('keeps an old call that was opened again, and not those that came after it', async () => {
    for (const callId of ['opened again', 'old', 'open']) {
      bench.calls.open({ callId, lcmKey: '5|3', type: 'OUTBOUND' }, 'bus', 'ended');
      if (callId !== 'open') bench.calls.close(callId);
      await bench.clock.advance(60_000);
    }
    await bench.clock.advance(6 * DAY);
    bench.calls.open({ callId: 'opened again', lcmKey: '5|3', type: 'OUTBOUND' }, 'hand', 'ended');
    await submit('between', 'delivered');
    await bench.clock.advance(6 * DAY);
    await submit('today', 'delivered');
    keepFor(10);
    await round();
    expect(callsLeft()).toEqual(['opened again', 'between', 'today']);
  });

  it('keeps a call with words that no key at hand can read', async () => {
    await submit('unreadable', 'delivered');
    bench.calls.open({ callId: 'unreadable', lcmKey: '5|3', type: 'OUTBOUND' }, 'hand', 'ended');
    bench.calls.saveDraft('unreadable', { ...EMPTY_DRAFT, comment: 'More.' });
    bench.database.prepare('UPDATE calls SET closed_at = opened_at').run();
    await bench.restart(Buffer.alloc(32, 1));
    await bench.clock.advance(11 * DAY);
    await submit('today', 'delivered');
    keepFor(10);
    await round();
    expect(callsLeft()).toEqual(['unreadable', 'today']);
  });

  it.each([
    ['the first read', 'calls'],
    ['the deletion', 'transaction'],
  ])('lets no error at %s out of its timer, and tries again', async (_, where) => {
    await submit('old', 'delivered');
    await bench.clock.advance(30 * DAY);
    await submit('today', 'delivered');
    let broken = true;
    const fail = (): never => {
      throw new Error('disk I/O error');
    };
    const { database } = bench;
    keepFor(10, {
      ...database,
      prepare: (sql) => (broken && where === 'calls' ? fail() : database.prepare(sql)),
      transaction: (work) => (broken && where === 'transaction' ? fail() : database.transaction(work)),
    });
    await round();
    expect(callsLeft()).toEqual(['old', 'today']);
    broken = false;
    await bench.clock.advance(3_600_000);
    expect(callsLeft()).toEqual(['today']);
  });
});
