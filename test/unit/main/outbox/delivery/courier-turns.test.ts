import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SQLITE, type SqliteRuntime } from '#main/database/sqlite-runtime.ts';
import { settled } from '#test/support/fake-clock.ts';
import { watchedSqlite } from '#test/support/watched-sqlite.ts';
import { createWorkbench, wrapUp, type Workbench } from '#test/support/workbench.ts';

const delivered = { kind: 'delivered' } as const;
const refused = { kind: 'refused', reason: 'Invalid Call ID.' } as const;

let bench: Workbench;
let commits: number;
let failingCommits: number;
beforeEach(() => {
  commits = 0;
  failingCommits = 0;
  bench = createWorkbench({ sqlite: countingSqlite() });
});
afterEach(() => bench.remove());

it('returns from a submit once it is on disk, then takes one turn for all that were submitted', async () => {
  const later: (() => void)[] = [];
  await bench.remove();
  bench = createWorkbench({ sqlite: countingSqlite(), soon: (run) => later.push(run) });
  bench.outbox.linkUp(false);
  expect(
    await commitsOf(() => {
      for (const id of ['a', 'b']) expect(bench.outbox.submit(wrapUp(id)).state).toBe('queued');
    }),
  ).toBe(2);
  expect(bench.sender.all).toEqual([]);
  expect(await commitsOf(() => later.splice(0).map((run) => run()))).toBe(1);
  expect(bench.sender.callIds()).toEqual(['a', 'b']);
  bench.outbox.submit(wrapUp('c'));
  expect(later).toHaveLength(1);
});

/** Counts the commits, each a wait for the disk, and can let one fail as if the disk were full. */
function countingSqlite(): SqliteRuntime {
  return watchedSqlite({
    before(sql) {
      if (sql !== 'COMMIT') return;
      commits += 1;
      if (failingCommits === 0) return;
      failingCommits -= 1;
      throw Object.assign(new Error('database or disk is full'), { errcode: SQLITE.FULL });
    },
  });
}

/** How many commits `run` and its consequences make. */
async function commitsOf(run: () => unknown): Promise<number> {
  const before = commits;
  await run();
  await settled();
  return commits - before;
}

const stateOf = (callId: string): string | undefined => bench.outbox.latestForCall(callId)?.state;

describe('a turn of the courier', () => {
  it('waits for the disk once for everything that is sent together', async () => {
    for (const id of ['a', 'b', 'c', 'd', 'e']) bench.outbox.submit(wrapUp(id));
    expect(await commitsOf(() => bench.outbox.linkUp(false))).toBe(1);
    expect(bench.sender.callIds()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('waits once for everything that is answered together and sent next', async () => {
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) bench.outbox.submit(wrapUp(id));
    bench.outbox.linkUp(false);
    const [a, b, c] = bench.sender.all;
    const count = await commitsOf(() =>
      Promise.all([a!.answer(delivered), b!.answer(refused), c!.answer(delivered)]),
    );
    expect(count).toBe(1);
    expect(['a', 'b', 'c', 'd'].map(stateOf)).toEqual(['delivered', 'refused', 'delivered', 'sending']);
    expect(bench.sender.callIds()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
  });

  it('says that bookings may be others only if more happened than sending and acknowledgements', async () => {
    for (const id of ['a', 'b', 'c', 'd', 'e']) bench.outbox.submit(wrapUp(id));
    const told = { changed: 0, bookings: 0 };
    bench.outbox.changed.on(() => (told.changed += 1));
    bench.outbox.bookingsChanged.on(() => (told.bookings += 1));
    bench.outbox.linkUp(false);
    const { bookings } = told;
    const [a, b] = bench.sender.all;
    await a!.answer(delivered);
    expect(stateOf('a')).toBe('delivered');
    expect(told.changed).toBeGreaterThan(bookings);
    expect(told.bookings).toBe(bookings);
    await b!.answer(refused);
    expect(told.bookings).toBe(bookings + 1);
  });

  it('sends nothing before it is on disk as under way, and goes on once the disk works', async () => {
    for (const id of ['a', 'b']) bench.outbox.submit(wrapUp(id));
    failingCommits = 2;
    bench.outbox.linkUp(false);
    expect(bench.sender.all).toEqual([]);
    expect(['a', 'b'].map(stateOf)).toEqual(['queued', 'queued']);
    await bench.clock.advance(60_000);
    expect(failingCommits).toBe(0);
    expect(bench.sender.callIds()).toEqual(['a', 'b']);
  });

  it('keeps answers that could not be written, and counts their submissions as under way until then', async () => {
    for (const id of ['a', 'b', 'c', 'd', 'e']) bench.outbox.submit(wrapUp(id));
    bench.outbox.linkUp(false);
    failingCommits = 1;
    await Promise.all([bench.sender.all[0]!.answer(delivered), bench.sender.all[1]!.answer(refused)]);
    expect(['a', 'b'].map(stateOf)).toEqual(['sending', 'sending']);
    expect(bench.sender.all).toHaveLength(4);
    await bench.clock.advance(60_000);
    expect(['a', 'b'].map(stateOf)).toEqual(['delivered', 'refused']);
    expect(bench.sender.callIds()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('goes on without a submission that cannot be moved, and moves it later', async () => {
    for (const id of ['a', 'b', 'c']) bench.outbox.submit(wrapUp(id));
    const forbid = (callId: string): void => {
      const sql = `CREATE TEMP TRIGGER forbidden BEFORE UPDATE ON submissions WHEN new.call_id = '${callId}'
        BEGIN SELECT RAISE(ABORT, 'not now'); END`;
      bench.database.prepare(sql).run();
    };
    const allow = (): void => {
      bench.database.prepare('DROP TRIGGER forbidden').run();
    };
    forbid('b');
    bench.outbox.linkUp(false);
    expect(bench.sender.callIds()).toEqual(['a', 'c']);
    allow();
    forbid('a');
    await Promise.all([bench.sender.all[0]!.answer(delivered), bench.sender.all[1]!.answer(delivered)]);
    expect(['a', 'c'].map(stateOf)).toEqual(['sending', 'delivered']);
    allow();
    await bench.clock.advance(60_000);
    expect(['a', 'b'].map(stateOf)).toEqual(['delivered', 'sending']);
  });
});
