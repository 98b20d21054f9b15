import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { watchedSqlite } from '#test/support/watched-sqlite.ts';
import { createWorkbench, wrapUp, type Workbench } from '#test/support/workbench.ts';

const delivered = { kind: 'delivered' } as const;

let bench: Workbench;
/** How often each statement ran. */
let ran: Map<string, number>;
/** How many submissions were read to be sent. */
let rowsRead: number;
beforeEach(() => {
  ran = new Map();
  rowsRead = 0;
  bench = createWorkbench({
    sqlite: watchedSqlite({
      before: (sql) => void ran.set(sql, (ran.get(sql) ?? 0) + 1),
      after(sql, answer) {
        if (/AS s WHERE state = 'queued'/.test(sql)) rowsRead += (answer as unknown[]).length;
      },
    }),
  });
  bench.outbox.linkUp(false);
});
afterEach(() => bench.remove());

const submit = (...callIds: string[]): void => {
  for (const callId of callIds) bench.outbox.submit(wrapUp(callId));
};
/** LCM acknowledges the `n`-th that was sent. */
const acknowledge = (n: number): Promise<void> => bench.sender.all[n]!.answer(delivered);
const values = (): string[] =>
  bench.sender.all.map(({ data }) => `${data['callid'] as string} ${data['AgentComments'] as string}`);

describe('what the courier reads ahead', () => {
  it('leaves four writes and one read for a delivery', async () => {
    const many = 200;
    bench.outbox.linkDown();
    submit(...Array.from({ length: many }, (_, n) => `call-${n}`));
    ran.clear();
    rowsRead = 0;
    bench.outbox.linkUp(false);
    for (let n = 0; n < many; n += 1) await acknowledge(n);
    const count = (which: RegExp): number =>
      [...ran].reduce((sum, [sql, times]) => sum + (which.test(sql) ? times : 0), 0);
    expect(bench.outbox.summary()).toMatchObject({ waiting: 0, sending: 0 });
    expect(count(/^(UPDATE|INSERT|DELETE)/)).toBe(4 * many);
    // A turn each, as the replies come one by one.
    expect(count(/^COMMIT/)).toBeLessThanOrEqual(many + 1);
    expect(count(/^\s*SELECT/) / many).toBeLessThan(1.15);
    // Each once, but for the first few.
    expect(rowsRead).toBeLessThanOrEqual(many + 8);
  });

  it('is replaced by a correction as long as it is not sent', async () => {
    submit('a', 'b', 'c', 'd', 'e', 'f');
    await acknowledge(0);
    expect(values()).toEqual(['a first', 'b first', 'c first', 'd first', 'e first']);
    bench.outbox.submit(wrapUp('f', 'corrected'));
    await acknowledge(1);
    await acknowledge(2);
    expect(values().slice(5)).toEqual(['f corrected']);
  });

  it('is not sent if its agent discards it or takes it back to edit it', async () => {
    submit('a', 'b', 'c', 'd', 'e', 'f', 'g');
    await acknowledge(0);
    bench.outbox.discard(bench.outbox.latestForCall('f')!.id, 'no');
    bench.outbox.edit(bench.outbox.latestForCall('g')!.id);
    for (const n of [1, 2, 3, 4]) await acknowledge(n);
    expect(values().slice(4)).toEqual(['e first']);
  });

  it('does not go before what was saved earlier and is ready only now', async () => {
    submit('a', 'b', 'c', 'd');
    // It waits for the first one of its call, which is under way.
    bench.outbox.submit(wrapUp('a', 'second'));
    submit('e', 'f', 'g', 'h', 'i', 'j', 'k', 'l');
    await acknowledge(1);
    await acknowledge(0);
    // The rest of its call is over.
    await bench.clock.advance(300);
    for (let n = 2; n < 8; n += 1) await acknowledge(n);
    // What is marked already goes before it.
    expect(values().slice(4)).toEqual(
      ['e', 'f', 'g', 'h', 'i'].map((id) => `${id} first`).concat('a second', 'j first', 'k first'),
    );
  });

  it('holds a callback that has passed meanwhile', async () => {
    submit('a', 'b', 'c', 'd', 'e');
    const until = bench.clock.now() + 1_000;
    bench.outbox.submit(wrapUp('f', 'x', { callbackAt: until, callbackUntil: until, callbackZone: 'UTC' }));
    await acknowledge(0);
    await bench.clock.advance(2_000);
    await acknowledge(1);
    expect(values()).toHaveLength(5);
    expect(bench.outbox.latestForCall('f')).toMatchObject({ state: 'held', reason: 'callbackPassed' });
  });
});
