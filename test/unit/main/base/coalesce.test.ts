import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { coalesce } from '#main/base/coalesce.ts';

let sent: number;
beforeEach(() => {
  sent = 0;
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});
const send = (): void => {
  sent += 1;
};

it('sends once for all changes in one turn of the event loop', () => {
  const feed = coalesce(send);
  feed.changed();
  feed.changed();
  expect(sent).toBe(0);
  vi.advanceTimersByTime(0);
  expect(sent).toBe(1);
  feed.changed();
  vi.advanceTimersByTime(0);
  expect(sent).toBe(2);
});

it('pauses after each send, and sends the changes of the pause at its end', () => {
  const feed = coalesce(send, 50);
  feed.changed();
  vi.advanceTimersByTime(0);
  expect(sent).toBe(1);
  feed.changed();
  vi.advanceTimersByTime(49);
  expect(sent).toBe(1);
  feed.changed();
  vi.advanceTimersByTime(1);
  expect(sent).toBe(2);
  vi.advanceTimersByTime(1_000);
  expect(sent).toBe(2);
});

it('sends nothing once it is stopped', () => {
  const feed = coalesce(send, 50);
  feed.changed();
  feed.stop();
  vi.advanceTimersByTime(1_000);
  expect(sent).toBe(0);
});

it('sends again a second after it failed, and passes on the error', () => {
  const seen: unknown[] = [];
  const broken = new Error('disk I/O error');
  const feed = coalesce(
    () => {
      sent += 1;
      if (sent === 1) throw broken;
    },
    50,
    (error) => seen.push(error),
  );
  feed.changed();
  vi.advanceTimersByTime(0);
  expect(seen).toEqual([broken]);
  vi.advanceTimersByTime(999);
  expect(sent).toBe(1);
  vi.advanceTimersByTime(1);
  expect([sent, seen.length]).toEqual([2, 1]);
});
