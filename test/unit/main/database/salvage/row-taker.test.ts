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

/** A row of another table. What is left out is null. */
function rowOf(table: string, cells: Readonly<Record<string, Cells[number]>>): [RowTaker, Cells] {
  const its = createRowTaker(target, table);
  return [its, its.columns.map((column) => cells[column] ?? null)];
}

it('a line of the history is kept if only its details are damaged', () => {
  const line = { seq: 7n, at: 5n, submission_seq: 3n, to_state: 'delivered', detail_sealed: 0n };
  const [history, cells] = rowOf('history', line);
  expect(history.take(cells)).toBe(false);
  target.exec('PRAGMA foreign_keys = OFF');
  expect(history.mend(cells)).toBe(true);
  expect(target.prepare('SELECT seq, submission_seq, to_state, detail_sealed FROM history').all()).toEqual([
    { seq: 7, submission_seq: 3, to_state: 'delivered', detail_sealed: null },
  ]);
});

it('a draft is kept if only what it corrects is damaged', () => {
  const draft = { seq: 7n, call_id: 'call', agent: 'demo', draft_sealed: new Uint8Array(9) };
  const [drafts, cells] = rowOf('drafts', { ...draft, corrects: new Uint8Array(0) });
  expect(drafts.take(cells)).toBe(false);
  expect(drafts.mend(cells)).toBe(true);
  const [, without] = rowOf('drafts', { ...draft, seq: 8n, agent: 'other', draft_sealed: 'gone' });
  expect(drafts.mend(without)).toBe(false);
});

it('a text that the row’s header calls bytes is a text again', () => {
  const cells = call(1n, 'the call').map((cell) => (cell === 'the call' ? Buffer.from(cell) : cell));
  expect(taker.take(cells)).toBe(false);
  expect(taker.mend(cells)).toBe(true);
  expect(rows()).toEqual([{ seq: 1, call_id: 'the call' }]);
  expect(taker.mend(cells.map((cell, at) => (at === 1 ? Buffer.from([0xff]) : cell)))).toBe(false);
});
