import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { inWorker } from '#main/database/worker/in-worker.ts';
import { ask, createCoreBench, PATIENCE, type CoreBench } from '#test/support/core-bench.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { makeLargeStore } from '#test/support/large-store.ts';

// The real threads, watched.
vi.mock('#main/database/worker/in-worker.ts', async (original) => ({
  inWorker: vi.fn((await original<typeof import('#main/database/worker/in-worker.ts')>()).inWorker),
}));

let bench: CoreBench;
beforeEach(async () => {
  bench = await createCoreBench();
  // The first try comes at once.
  vi.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await bench.remove();
});

/** What the thread of the core reads from now on, until `stop`; and how much in one turn of its loop at most. */
function watchReads() {
  const seen = { rows: 0, mostInTurn: 0, statements: new Set<string>(), stop: () => {} };
  let atTurn = 0;
  let turn: NodeJS.Immediate | null = null;
  function nextTurn(): void {
    seen.mostInTurn = Math.max(seen.mostInTurn, seen.rows - atTurn);
    atTurn = seen.rows;
    turn = setImmediate(nextTurn);
  }
  nextTurn();
  seen.stop = () => {
    if (turn !== null) clearImmediate(turn);
    vi.mocked(DatabaseSync.prototype.prepare).mockRestore();
  };
  const prepare = Object.getOwnPropertyDescriptor(DatabaseSync.prototype, 'prepare')?.value as (
    sql: string,
  ) => StatementSync;
  vi.spyOn(DatabaseSync.prototype, 'prepare').mockImplementation(function (this: DatabaseSync, sql) {
    const statement = prepare.call(this, sql);
    const all = statement.all.bind(statement);
    statement.all = (...values: never[]) => {
      const rows = all(...values);
      seen.rows += rows.length;
      seen.statements.add(sql);
      return rows;
    };
    return statement;
  });
  return seen;
}

/** How many rows a core reads until LCM has its first wrap-up. */
async function rowsUntilFirstSend(waiting: number): Promise<number> {
  await bench.lcmOff();
  makeLargeStore(bench.folder, waiting);
  // The store is as the last run on this machine leaves it.
  await bench.stop(await bench.start());
  await bench.lcmOn();
  const seen = watchReads();
  const sent = bench.lcm().ledger.waitFor(() => true);
  const core = await bench.start();
  await sent;
  const { rows, statements } = seen;
  seen.stop();
  expect([...statements].filter((sql) => /_check/.test(sql))).toEqual([]);
  await bench.stop(core);
  return rows;
}

it('the start reads as many rows of a store in which much waits as of one in which little does, and checks none of its pages', async () => {
  const few = await rowsUntilFirstSend(40);
  await bench.remove();
  bench = await createCoreBench();
  const many = await rowsUntilFirstSend(1_000);
  expect(few).toBeGreaterThan(40);
  expect(many).toBeLessThan(few + 40);
});

it('links up and sends what waits before the database is checked', async () => {
  await bench.lcmOff();
  makeLargeStore(bench.folder, 300);
  await bench.lcmOn();
  const clock = createFakeClock();
  vi.mocked(inWorker).mockClear();
  const core = await bench.start({ clock });
  await bench.lcm().ledger.waitFor(() => true);
  expect(inWorker).not.toHaveBeenCalled();
  await clock.advance(1_000);
  expect(inWorker).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ kind: 'checkBehind' }));
  await bench.stop(core);
});

it('no turn of the start reads many rows, also for an agent with hundreds of callbacks', async () => {
  bench.settings({ agent: { userId: 'agent-1' } });
  await bench.lcmOff();
  makeLargeStore(bench.folder, 600, 86_400_000);
  await bench.lcmOn();
  const seen = watchReads();
  const core = await bench.start();
  await vi.waitFor(() => {
    expect(core.state().link.status).toBe('connected');
    expect(seen.rows).toBeGreaterThan(600);
  }, PATIENCE);
  seen.stop();
  // On a busy machine a turn has several pieces of work, which are due by then. A piece that reads them all has 600.
  expect(seen.mostInTurn).toBeLessThan(200);
  const { callbacks } = await ask(core, 'listCallbacks');
  expect(callbacks).toHaveLength(600);
  await bench.stop(core);
});
