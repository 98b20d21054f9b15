import { expect, it } from 'vitest';
import { createAskAgain } from '#main/outcomes/ask-again.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';

it('asks later if an error came between, and passes the error on', async () => {
  const clock = createFakeClock();
  const errors: unknown[] = [];
  const broken = new Error('disk I/O error');
  let asked = 0;
  const again = createAskAgain<string>({
    clock,
    random: () => 1,
    isWanted() {
      if (errors.length === 0) throw broken;
      return true;
    },
    ask(key) {
      asked += 1;
      if (errors.length === 1) return Promise.reject(broken);
      again.settled(key);
      return Promise.resolve();
    },
    onError: (error) => errors.push(error),
  });
  again.failed('key', 'subject');
  await clock.advance(2_000);
  expect([errors.length, asked]).toEqual([1, 0]);
  await clock.advance(1_000);
  expect([errors.length, asked]).toEqual([2, 1]);
  await clock.advance(1_000);
  expect([errors, asked]).toEqual([[broken, broken], 2]);
  expect(clock.pending()).toBe(0);
});
