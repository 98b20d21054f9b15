import { expect, it } from 'vitest';
import { guardedClock } from '#main/base/clock.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';

it('passes on the error of a timer, and the other timers run', async () => {
  const fake = createFakeClock();
  const seen: unknown[] = [];
  const clock = guardedClock(fake, (error) => seen.push(error));
  const broken = new Error('disk I/O error');
  clock.after(10, () => {
    throw broken;
  });
  clock.after(10, () => seen.push('the next timer'));
  clock.after(5, () => seen.push('cancelled'))();
  await fake.advance(20);
  expect(seen).toEqual([broken, 'the next timer']);
  expect(clock.now()).toBe(fake.now());
});
