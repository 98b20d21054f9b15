import { setTimeout as pause } from 'node:timers/promises';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { afterEach, expect, it, vi } from 'vitest';
import { ask, benchForEachTest, callOf, draftOf } from '#test/support/core-bench.ts';

/** Longer than the core rests between two states, in milliseconds. */
const APART = 60;

const bench = benchForEachTest();
afterEach(() => vi.restoreAllMocks());

/** Every statement that runs from now on. */
function watchStatements(): string[] {
  const ran: string[] = [];
  const prepare = Object.getOwnPropertyDescriptor(DatabaseSync.prototype, 'prepare')?.value as (
    sql: string,
  ) => StatementSync;
  vi.spyOn(DatabaseSync.prototype, 'prepare').mockImplementation(function (this: DatabaseSync, sql) {
    const statement = prepare.call(this, sql);
    for (const way of ['run', 'get', 'all'] as const) {
      const run = statement[way].bind(statement) as (...values: never[]) => never;
      statement[way] = (...values: never[]) => {
        ran.push(sql);
        return run(...values);
      };
    }
    return statement;
  });
  return ran;
}

it('a draft is saved and shown with few reads of its call, and none of the outbox or of other calls', async () => {
  await bench.lcmOff();
  const ran = watchStatements();
  const core = await bench.start();
  for (const id of ['a', 'b', 'c']) await ask(core, 'openCall', callOf(id));
  const runs: string[][] = [];
  for (const comment of ['first', 'second', 'third', 'fourth']) {
    await pause(APART);
    core.state();
    const told = new Promise<void>((resolve) => {
      core.events.on(({ name, payload }) => {
        if (name === 'state' && JSON.stringify(payload).includes(comment)) resolve();
      });
    });
    ran.length = 0;
    await ask(core, 'saveDraft', { callId: 'b', draft: draftOf(comment) });
    await told;
    runs.push([...ran]);
  }
  await bench.stop(core);
  // The one in which nothing else happened, such as a try to reach LCM.
  const [quiet = []] = runs.toSorted((one, other) => one.length - other.length);
  const count = (which: RegExp): number => quiet.filter((sql) => which.test(sql)).length;
  expect(count(/FROM submissions WHERE state/)).toBe(0);
  expect(count(/^\s*SELECT.*FROM drafts AS d/s)).toBeLessThanOrEqual(2);
  expect(count(/FROM calls WHERE call_id = /)).toBeLessThanOrEqual(4);
  expect(count(/^\s*SELECT/)).toBeLessThanOrEqual(10);
});
