import { beforeEach, describe, expect, it } from 'vitest';
import { createPace, type Pace } from '#main/outbox/delivery/pace.ts';
import type { SubmissionRow } from '#main/outbox/rows.ts';
import { createFakeClock, type FakeClock } from '#test/support/fake-clock.ts';

const SLOW = 5_000;

let clock: FakeClock;
let pace: Pace;
/** A submission of its own call, with the fields that the pace reads. */
const of = (call: number): SubmissionRow =>
  ({ seq: call, call_id: `call-${call}`, kind: 'disposition', attempts: 1 }) as SubmissionRow;
const wait = (): number => Math.max(0, pace.resumesAt() - clock.monotonic());

beforeEach(() => {
  clock = createFakeClock();
  pace = createPace(clock, { base: 1_000, cap: 60_000 }, 4, () => 1);
});

describe('the pace of an outbox', () => {
  it('starts narrow when many desktops reconnect, and widens with each prompt answer up to the limit', () => {
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

  it('narrows after a slow answer, and pauses only after three calls in a row show strain', () => {
    pace.answered(of(1), SLOW);
    expect([pace.width(), wait()]).toEqual([2, 0]);
    pace.unanswered(of(2), false);
    expect(wait()).toBe(0);
    pace.answered(of(3), SLOW);
    expect(wait()).toBe(16_000);
  });

  it('after a new link, lets what the last two links ended at wait longer than what may be tried, until it is answered', () => {
    const due = (): number => pace.dueAt(of(1)) - pace.resumesAt();
    for (const late of [0, 3_000, 5_000]) {
      pace.unanswered(of(1), true);
      pace.postpone(of(1));
      pace.resume(true);
      expect(Math.max(0, due())).toBe(late);
    }
    pace.answered(of(1), 10);
    pace.resume(true);
    expect(due()).toBeLessThanOrEqual(0);
  });

  it('does not pause because of two calls that are never answered, however often they are tried', () => {
    for (let n = 0; n < 50; n += 1) pace.unanswered(of(n % 2), false);
    expect(wait()).toBe(0);
  });

  it('forgets the strain after a prompt answer', () => {
    for (const [call, took] of [SLOW, SLOW, 10, SLOW, SLOW].entries()) pace.answered(of(call), took);
    expect(wait()).toBe(0);
  });

  it('waits longer each time LCM answers too late or not at all, up to the cap', async () => {
    for (let n = 0; n < 3; n += 1) pace.unanswered(of(n), false);
    expect(wait()).toBe(30_000);
    await clock.advance(30_000);
    pace.answeredLate(of(1));
    expect(wait()).toBe(60_000);
    await clock.advance(60_000);
    pace.unanswered(of(1), false);
    expect(wait()).toBe(60_000);
  });

  it('forgets the strain when the link returns, and when the agent asks', () => {
    for (let n = 0; n < 3; n += 1) pace.unanswered(of(n), false);
    pace.resume(false);
    expect([wait(), pace.width()]).toEqual([0, 4]);
    for (let n = 0; n < 3; n += 1) pace.unanswered(of(n), false);
    pace.hurry(null);
    pace.unanswered(of(1), false);
    expect(wait()).toBe(0);
  });

  it('never widens beyond the limit', () => {
    pace = createPace(clock, { base: 1_000, cap: 60_000 }, 1, () => 1);
    pace.resume(true);
    pace.answered(of(1), 10);
    expect(pace.width()).toBe(1);
  });
});
