import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HandSend } from '#test/support/hand-send.ts';
import { createWorkbench, wrapUp, type Workbench } from '#test/support/workbench.ts';

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

describe('an outcome that this desktop set', () => {
  const key = '5|3|1|0|0|44|1';
  const MINUTE = 60_000;
  const announced = (): void => bench.calls.noteOutcomeSet(key, bench.clock.now());
  /** Wraps up an earlier call with the contact; a newer one with the same LCM key is on the list. */
  function begin(): HandSend['all'] {
    bench.calls.open({ callId: 'earlier', lcmKey: key, type: 'OUTBOUND' }, 'bus', 'ended');
    bench.calls.open({ callId: 'newer', lcmKey: key, type: 'OUTBOUND' }, 'bus', 'talking');
    bench.outbox.linkUp(false);
    bench.outbox.submit(wrapUp('earlier'));
    return bench.sender.all;
  }
  const answer = (result: Parameters<ReturnType<HandSend['last']>['answer']>[0]): Promise<void> =>
    bench.sender.last().answer(result);
  const isShown = (): boolean => [shown('earlier'), shown('newer')].some((at) => at !== null);

  it.each(['before the reply', 'after it', 'half an hour later'] as const)(
    'is not shown, announced %s, once or twice; a colleague’s later one is',
    async (when) => {
      begin();
      if (when !== 'before the reply') await answer({ kind: 'delivered' });
      if (when === 'half an hour later') await bench.clock.advance(30 * MINUTE);
      announced();
      announced();
      if (when === 'before the reply') await answer({ kind: 'delivered' });
      expect(isShown()).toBe(false);
      await bench.clock.advance(MINUTE);
      announced();
      expect(shown('newer')).toBe(bench.clock.now());
    },
  );

  it('is not shown for a try without an answer, for the next try, and for the correction', async () => {
    begin();
    announced();
    await answer({ kind: 'unknown', cause: 'timeout' });
    await bench.clock.advance(MINUTE);
    await answer({ kind: 'delivered' });
    announced();
    bench.outbox.correct('earlier');
    await bench.clock.advance(MINUTE);
    bench.outbox.submit(wrapUp('earlier', 'corrected'));
    announced();
    await answer({ kind: 'delivered' });
    expect(isShown()).toBe(false);
    await bench.clock.advance(MINUTE);
    announced();
    expect(isShown()).toBe(true);
  });

  it('is not shown if it is announced after a restart', async () => {
    begin();
    await answer({ kind: 'delivered' });
    await bench.restart();
    announced();
    expect(isShown()).toBe(false);
  });

  it('is not one that LCM refused, nor one of long ago', async () => {
    begin();
    await answer({ kind: 'refused', reason: 'Contact is closed.' });
    announced();
    expect(isShown()).toBe(true);
    bench.outbox.retry(bench.outbox.latestForCall('earlier')!.id);
    await answer({ kind: 'delivered' });
    await bench.clock.advance(120 * MINUTE);
    announced();
    expect(shown('newer')).toBe(bench.clock.now());
  });
});
