import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ContactCall } from '#main/outbox/history/earlier.ts';
import { EMPTY_DRAFT } from '#shared/draft/draft.ts';
import { createWorkbench, wrapUp, type Workbench } from '#test/support/workbench.ts';

const KEY = '5|3|1|0|0|44|1';
const NUMBER = '+34 600 123 456';

let bench: Workbench;
beforeEach(() => {
  bench = createWorkbench();
});
afterEach(() => bench.remove());

type More = Parameters<typeof wrapUp>[2];

/** Opens a call and wraps it up. */
function wrapped(callId: string, lcmKey = KEY, value = callId, more: More = {}, contact = 'Inés'): string {
  bench.calls.open({ callId, lcmKey, type: 'OUTBOUND', contact }, 'hand', 'ended');
  return bench.outbox.submit(wrapUp(callId, value, { lcmKey, ...more })).id;
}

const earlier = (call: Partial<ContactCall> = {}) =>
  bench.outbox.history.earlier({
    callId: 'now',
    lcmKey: KEY,
    contact: 'Inés',
    numbers: [],
    isCorrecting: false,
    ...call,
  });
const told = (call: Partial<ContactCall> = {}): string[] =>
  earlier(call).items.map(({ callId, comment, times }) => `${callId} ${comment} ${times}`);

describe('the earlier wrap-ups of a contact', () => {
  it('are found by their LCM key, the newest first, and say what can be entered again', () => {
    wrapped('a');
    wrapped('other', '5|3|1|0|0|44|2');
    const draft = { ...EMPTY_DRAFT, businessOutcomeId: '7', comment: 'b', targetAmount: '12' };
    wrapped('b', KEY, 'b', { draft });
    expect(told()).toEqual(['b b 1', 'a a 1']);
    expect(earlier()).toMatchObject({ by: 'contact', hasOlder: false });
    expect(earlier().items[0]?.draft).toEqual({
      businessOutcomeId: '7',
      telephonyOutcomeId: null,
      comment: 'b',
    });
  });

  it('tell a repeat within a call from another call', async () => {
    wrapped('a', KEY, 'first');
    wrapped('b');
    await bench.clock.advance(60_000);
    bench.outbox.correct('a');
    bench.outbox.submit(wrapUp('a', 'second', { lcmKey: KEY }));
    expect(told()).toEqual(['b b 1', 'a second 2']);
    expect(earlier().items[1]?.firstAt).toBeLessThan(earlier().items[1]!.madeAt);
  });

  it('of the call itself are told, unless the agent is correcting it', () => {
    wrapped('now', KEY, 'before');
    wrapped('b');
    expect(told()).toEqual(['b b 1', 'now before 1']);
    expect(told({ isCorrecting: true })).toEqual(['b b 1']);
  });

  it('are not those that were discarded, nor corrected fields', () => {
    const id = wrapped('a');
    wrapped('b');
    bench.outbox.edit(id);
    bench.outbox.discard(id, 'A mistake');
    expect(told()).toEqual(['b b 1']);
  });

  it('never were sent for another contact, also if the key of their call was corrected afterwards', () => {
    wrapped('a', '5|3|1|0|0|44|9');
    bench.calls.open({ callId: 'a', lcmKey: KEY, type: 'OUTBOUND', contact: null }, 'link', null);
    bench.calls.answerLink({ callId: 'a', lcmKey: KEY, type: 'OUTBOUND' }, true);
    expect(bench.calls.get('a')?.lcmKey).toBe(KEY);
    expect(told()).toEqual([]);
    expect(told({ lcmKey: '5|3|1|0|0|44|9' })).toEqual([]);
  });

  it('are twenty at most, and it is said that there are more', () => {
    for (let n = 0; n < 22; n += 1) wrapped(`call-${n}`);
    expect(earlier().items).toHaveLength(20);
    expect(earlier().hasOlder).toBe(true);
    expect(told()[0]).toBe('call-21 call-21 1');
  });

  it('are found after a restart, and not with a key that was lost', async () => {
    wrapped('a', KEY, 'a', { number: NUMBER });
    await bench.restart();
    expect(told()).toEqual(['a a 1']);
    expect(told({ lcmKey: 'x', numbers: [NUMBER] })).toEqual(['a a 1']);
    await bench.restart(Buffer.alloc(32, 7));
    expect(told()).toEqual([]);
    expect(told({ lcmKey: 'x', numbers: [NUMBER] })).toEqual([]);
  });
});

describe('the earlier wrap-ups on a number', () => {
  const byNumber = (more: Partial<ContactCall> = {}): string[] =>
    told({ lcmKey: 'new', numbers: ['0034600123456'], ...more });

  it('are found if the contact is not, however the number is written', () => {
    wrapped('a', KEY, 'a', { number: NUMBER });
    wrapped('b', KEY, 'b', { number: '+34 911 000 000' });
    wrapped('c', KEY, 'c');
    expect(byNumber()).toEqual(['a a 1']);
    expect(earlier({ lcmKey: 'new', numbers: [NUMBER] }).by).toBe('number');
    expect(byNumber({ numbers: ['+34 911 000 000', NUMBER] })).toEqual(['b b 1', 'a a 1']);
  });

  it('are not told beside those of the contact', () => {
    wrapped('a', KEY, 'a', { number: NUMBER });
    wrapped('b', 'new', 'b', { number: NUMBER });
    expect(byNumber()).toEqual(['b b 1']);
  });

  it('stand after those of the call itself', () => {
    wrapped('a', KEY, 'a', { number: NUMBER });
    wrapped('now', 'new', 'mine', { number: NUMBER });
    expect(byNumber()).toEqual(['now mine 1', 'a a 1']);
  });

  it('are not those of somebody of another name, nor of a number that ends alike', () => {
    wrapped('a', KEY, 'a', { number: NUMBER }, 'Marek');
    wrapped('b', KEY, 'b', { number: '+351600123456' });
    expect(byNumber()).toEqual([]);
    expect(byNumber({ contact: NUMBER })).toEqual(['a a 1']);
    expect(byNumber({ contact: 'MAREK' })).toEqual(['a a 1']);
  });
});

it('a number is nowhere in the clear, and both look-ups use an index', () => {
  wrapped('a', KEY, 'a', { number: NUMBER });
  const rows = JSON.stringify(
    bench.database
      .prepare('SELECT * FROM submissions')
      .all()
      .map((row) =>
        Object.values(row as object).map((cell) =>
          cell instanceof Uint8Array ? Buffer.from(cell).toString('latin1') : String(cell),
        ),
      ),
  );
  expect(rows).not.toContain('600123456');
  expect(rows).not.toContain('600 123');
  const plan = (sql: string, ...values: Uint8Array[]): string =>
    JSON.stringify(bench.database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values));
  const tag = bench.cipher.fingerprint(KEY);
  expect(plan('SELECT seq FROM submissions WHERE number_tag IN (?)', tag)).toContain('submissions_by_number');
  const byKey = 'SELECT s.seq FROM calls AS c JOIN submissions AS s ON s.call_id = c.call_id';
  expect(plan(`${byKey} WHERE c.lcm_key_tag IN (?)`, tag)).toContain('calls_by_lcm_key');
});
