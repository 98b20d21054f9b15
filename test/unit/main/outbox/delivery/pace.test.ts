import { beforeEach, describe, expect, it } from 'vitest';
import { createPace, type Pace } from '#main/outbox/delivery/pace.ts';
import type { SubmissionRow } from '#main/outbox/store.ts';
import { createFakeClock, type FakeClock } from '#test/support/fake-clock.ts';

const SLOW = 5_000;

let clock: FakeClock;
let pace: Pace;
/** A submission of a call of its own, as far as the pace looks at it. */
const of = (call: number): SubmissionRow =>
  ({ seq: call, call_id: `call-${call}`, attempts: 1 }) as SubmissionRow;
const wait = (): number => Math.max(0, pace.resumesAt() - clock.monotonic());

beforeEach(() => {
  clock = createFakeClock();
  pace = createPace(clock, { base: 1_000, cap: 60_000 }, 4, () => 1);
});

describe('the pace of an outbox', () => {
  it('begins carefully where many return together, and widens with every prompt answer up to what is allowed', () => {
    expect(pace.width()).toBe(4);
    pace.resume(true);
    const widths = [1, 2, 3].map(() => {
      pace.answered(of(1), 1_000);
      return pace.width();
    });
    expect(widths).toEqual([3, 4, 4]);
    pace.resume(true);
    expect(pace.width()).toBe(2);
  });

  it('sends less after a slow answer, and waits only once three calls in a row show strain', () => {
    pace.answered(of(1), SLOW);
    expect([pace.width(), wait()]).toEqual([2, 0]);
    pace.unanswered(of(2));
    expect(wait()).toBe(0);
    pace.answered(of(3), SLOW);
    expect(wait()).toBe(16_000);
  });

  it('holds nothing up for one call that is never answered, however often it is tried', () => {
    for (let n = 0; n < 50; n += 1) pace.unanswered(of(n % 2));
    expect(wait()).toBe(0);
  });

  it('takes a prompt answer as the end of the strain', () => {
    for (const [call, took] of [SLOW, SLOW, 10, SLOW, SLOW].entries()) pace.answered(of(call), took);
    expect(wait()).toBe(0);
  });

  it('waits longer each time for an LCM that answers too late or not at all, up to the cap', async () => {
    for (let n = 0; n < 3; n += 1) pace.unanswered(of(n));
    expect(wait()).toBe(30_000);
    await clock.advance(30_000);
    pace.answeredLate(of(1));
    expect(wait()).toBe(60_000);
    await clock.advance(60_000);
    pace.unanswered(of(1));
    expect(wait()).toBe(60_000);
  });

  it('forgets the strain when the link returns, and when the agent asks', () => {
    for (let n = 0; n < 3; n += 1) pace.unanswered(of(n));
    pace.resume(false);
    expect([wait(), pace.width()]).toEqual([0, 4]);
    for (let n = 0; n < 3; n += 1) pace.unanswered(of(n));
    pace.hurry(null);
    pace.unanswered(of(1));
    expect(wait()).toBe(0);
  });

  it('never widens beyond what is allowed', () => {
    pace = createPace(clock, { base: 1_000, cap: 60_000 }, 1, () => 1);
    pace.resume(true);
    pace.answered(of(1), 10);
    expect(pace.width()).toBe(1);
  });
});
