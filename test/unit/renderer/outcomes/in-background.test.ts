import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { inBackground, inPieces } from '../../../../src/renderer/outcomes/in-background.ts';
import type { Steps } from '#shared/steps/steps.ts';

/** Work of so many steps that take so long each by the clock of the page; `done` counts them. */
function work(count: number, ms: number) {
  const progress = { done: 0 };
  function* steps(): Steps<string> {
    for (; progress.done < count; progress.done += 1) {
      now += ms;
      yield undefined;
    }
    return 'result';
  }
  return { progress, steps: steps() };
}
let now = 0;
beforeEach(() => {
  now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('background work', () => {
  it('begins later, goes on in short pieces, and is done at once when it is needed', () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const { progress, steps } = work(1_000, 1);
    const followed: string[] = [];
    const result = inBackground(steps, (done) => followed.push(done));
    vi.advanceTimersByTime(50);
    expect(progress.done).toBe(0);
    vi.advanceTimersByTime(60);
    const before = progress.done;
    vi.advanceTimersToNextTimer();
    expect(progress.done - before).toBe(5);
    expect(result()).toBe('result');
    expect(result()).toBe('result');
    expect(progress.done).toBe(1_000);
    expect(followed).toEqual([]);
    vi.runAllTimers();
    expect(followed).toEqual(['result']);
  });
});

describe('work that the agent waits for', () => {
  it('is done at once if it is little', async () => {
    const { progress, steps } = work(10, 1);
    const result = inPieces(steps);
    expect(progress.done).toBe(10);
    expect(await result).toBe('result');
  });

  it('lets other tasks go between its pieces', async () => {
    const { progress, steps } = work(100, 1);
    const result = inPieces(steps);
    expect(progress.done).toBeLessThan(30);
    expect(await result).toBe('result');
    expect(progress.done).toBe(100);
  });
});
