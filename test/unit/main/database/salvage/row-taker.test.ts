import { afterEach, beforeEach, expect, it } from 'vitest';
import { createRowTaker, type Cells, type RowTaker } from '#main/database/salvage/row-taker.ts';
import { migrate } from '#main/database/schema.ts';
import { loadSqlite, type SqliteConnection } from '#main/database/sqlite-runtime.ts';

let target: SqliteConnection;
let taker: RowTaker;
beforeEach(() => {
  target = loadSqlite().open(':memory:');
  migrate(target);
  taker = createRowTaker(target, 'calls');
});
afterEach(() => target.close());

/** A row of the calls, with nothing that need not be there. */
function call(seq: bigint, callId: string): Cells {
  const cells: Readonly<Record<string, Cells[number]>> = {
    ...{ seq, call_id: callId, lcm_key_sealed: new Uint8Array(9), lcm_key_tag: new Uint8Array(9) },
    ...{ type: 'OUTBOUND', origin: 'bus', phase: 'ended', opened_at: 5n },
  };
  return taker.columns.map((column) => cells[column] ?? null);
}

const rows = () => target.prepare('SELECT seq, call_id FROM calls ORDER BY seq').all();

it('a row whose number was damaged into that of another is kept under a new number', () => {
  expect(taker.take(call(1n, 'first'))).toBe(true);
  expect(taker.take(call(1n, 'second'))).toBe(false);
  expect(taker.take(call(2n, 'third'))).toBe(true);
  expect(taker.mend(call(1n, 'second'))).toBe(true);
  expect(rows()).toEqual([
    { seq: 1, call_id: 'first' },
    { seq: 2, call_id: 'third' },
    { seq: 3, call_id: 'second' },
  ]);
});

it('a row that is read twice is kept once, also if its number was damaged the second time', () => {
  for (const take of [taker.take, taker.renew]) expect(take(call(1n, 'first'))).toBe(true);
  taker.take(call(2n, 'second'));
  taker.take(call(2n, 'first'));
  taker.mend(call(2n, 'first'));
  expect(rows()).toEqual([
    { seq: 1, call_id: 'first' },
    { seq: 2, call_id: 'second' },
  ]);
});
