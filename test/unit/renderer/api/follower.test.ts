import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFollower } from '../../../../src/renderer/api/follower.ts';

/** A list whose loads take so many milliseconds. */
function followed(takes: number) {
  const begun: number[] = [];
  let running = 0;
  const follower = createFollower(async () => {
    begun.push(Date.now());
    running += 1;
    expect(running).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, takes));
    running -= 1;
  }, 300);
  return { follower, begun, after: (ms: number) => vi.advanceTimersByTimeAsync(ms) };
}

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a list that is followed', () => {
  it('is loaded at once, then once for any number of changes', async () => {
    const { follower, begun, after } = followed(10);
    follower.follow();
    for (let n = 0; n < 100; n += 1) follower.changed();
    await after(10_000);
    expect(begun).toEqual([0, 310]);
  });

  it('shows the last of a burst of changes, and at most three states a second during it', async () => {
    const { follower, begun, after } = followed(10);
    follower.follow();
    for (let n = 0; n < 200; n += 1) {
      follower.changed();
      await after(10);
    }
    await after(10_000);
    expect(begun.length).toBeLessThanOrEqual(8);
    expect(begun.at(-1)).toBeGreaterThanOrEqual(1_990);
  });

  it('pauses longer after a slow load', async () => {
    const { follower, begun, after } = followed(500);
    follower.follow();
    follower.changed();
    await after(10_000);
    expect(begun).toEqual([0, 2_500]);
  });

  it('is not loaded while nobody follows it, and loads at once when somebody follows again', async () => {
    const { follower, begun, after } = followed(10);
    follower.changed();
    await after(1_000);
    expect(begun).toEqual([]);
    const stop = follower.follow();
    stop();
    follower.changed();
    await after(1_000);
    expect(begun).toEqual([1_000]);
    follower.follow();
    await after(1_000);
    expect(begun).toEqual([1_000, 2_000]);
  });
});
