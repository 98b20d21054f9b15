import { beforeEach, expect, it } from 'vitest';
import { createLinkEnders, type LinkEnders } from '#main/lcm/questions/link-enders.ts';
import { createFakeClock, type FakeClock } from '#test/support/fake-clock.ts';

const TIME_LIMIT = 8_000;

let clock: FakeClock;
let enders: LinkEnders;
beforeEach(() => {
  clock = createFakeClock();
  enders = createLinkEnders(clock, TIME_LIMIT);
});

/** The link ends some time after the question, and a new one is up. */
function endAfter(ms: number): void {
  clock.pass(ms);
  enders.linkLost();
  enders.linkUp();
}

it('a question at which the link ended twice waits on the next link, longer each time, and others do not', () => {
  for (const wait of [0, 0, 30_000, 60_000, 120_000, 240_000, 300_000]) {
    if (wait > 0) {
      expect(enders.ask('StateSync')).toBe(false);
      expect(enders.ask('GetContactDetail')).toBe(true);
      clock.pass(wait - 1);
      expect(enders.ask('StateSync')).toBe(false);
      clock.pass(1);
    }
    expect(enders.ask('StateSync')).toBe(true);
    endAfter(1_000);
  }
  for (let n = 0; n < 50; n += 1) {
    clock.pass(300_000);
    expect(enders.ask('StateSync')).toBe(true);
    endAfter(1_000);
  }
});

it('an answer ends the suspicion', () => {
  for (let n = 0; n < 6; n += 1) {
    expect(enders.ask('StateSync')).toBe(true);
    endAfter(1_000);
    expect(enders.ask('StateSync')).toBe(true);
    enders.heard({
      channel: 'LCM',
      topic: 'WebService',
      subtopic: 'StateSync',
      source: null,
      data: null,
      message: [],
    });
  }
});

it('a question that was asked long before is not suspected', () => {
  for (let n = 0; n < 5; n += 1) {
    expect(enders.ask('StateSync')).toBe(true);
    endAfter(TIME_LIMIT + 1);
  }
});
