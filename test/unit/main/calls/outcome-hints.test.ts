import { afterEach, beforeEach, expect, it } from 'vitest';
import { createWorkbench, type Workbench } from '#test/support/workbench.ts';

let bench: Workbench;
beforeEach(() => {
  bench = createWorkbench();
  for (const callId of ['a', 'b']) {
    bench.calls.open({ callId, lcmKey: `key-${callId}`, type: 'OUTBOUND' }, 'bus', 'ended');
  }
});
afterEach(() => bench.remove());

const shown = (callId: string): number | null | undefined => bench.calls.get(callId)?.outcomeSetAt;
const written = (): unknown =>
  bench.database.prepare('SELECT outcome_set_at AS at FROM calls ORDER BY call_id').all();

it('shows an announced outcome at once, and writes many together', async () => {
  bench.calls.noteOutcomeSet('key-a', 1);
  bench.calls.noteOutcomeSet('key-b', 2);
  bench.calls.noteOutcomeSet('key-a', 3);
  expect([shown('a'), shown('b')]).toEqual([3, 2]);
  expect(written()).toEqual([{ at: null }, { at: null }]);
  await bench.clock.advance(1_000);
  expect(written()).toEqual([{ at: 3 }, { at: 2 }]);
  expect([shown('a'), shown('b')]).toEqual([3, 2]);
});

it('writes the rest when it is stopped, and leaves no timer', () => {
  bench.calls.noteOutcomeSet('key-b', 5);
  bench.calls.stop();
  expect(written()).toEqual([{ at: null }, { at: 5 }]);
  expect(bench.clock.pending()).toBe(0);
});

it('keeps showing a hint that could not be written, and writes it with the next one', async () => {
  const forbid = `CREATE TEMP TRIGGER forbidden BEFORE UPDATE ON calls BEGIN SELECT RAISE(ABORT, 'x'); END`;
  bench.database.prepare(forbid).run();
  bench.calls.noteOutcomeSet('key-a', 7);
  await bench.clock.advance(5_000);
  expect(shown('a')).toBe(7);
  bench.database.prepare('DROP TRIGGER forbidden').run();
  bench.calls.noteOutcomeSet('key-b', 8);
  await bench.clock.advance(1_000);
  expect(written()).toEqual([{ at: 7 }, { at: 8 }]);
});
