import { beforeEach, describe, expect, it } from 'vitest';
import { createLcmClock, type LcmClock } from '#main/lcm/clock/lcm-clock.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const AT = Date.parse('2026-11-20T13:45:30Z');

/** What the machine's clock shows, and how long it has been on. */
let wall: number;
let since: number;
let clock: LcmClock;
let heard: string[];

beforeEach(() => {
  wall = AT;
  since = 50;
  heard = [];
  clock = createLcmClock({ ...createFakeClock(), now: () => wall }, () => since);
  clock.heard.on(({ hearing }) => heard.push(hearing));
});

/** Time passes on every clock. */
function pass(ms: number): void {
  wall += ms;
  since += ms;
}

/** LCM, whose clock is so far ahead of the machine's, answers a question of ours. */
function answers(ahead: number, callId = 'ours'): void {
  clock.asked(callId);
  pass(200);
  clock.hear({ at: wall + ahead, callId });
}

/** LCM answers another application. */
function overhears(ahead: number): void {
  clock.hear({ at: wall + ahead, callId: 'another’s' });
}

describe('LCM’s clock', () => {
  it('is the machine’s until it is known, and then runs on by itself', () => {
    expect([clock.now(), clock.known(), clock.ahead(), clock.isKnown()]).toEqual([AT, null, 0, false]);
    overhears(10 * MINUTE);
    expect([heard, clock.ahead(), clock.isKnown()]).toEqual([['near'], 10 * MINUTE, true]);
    // The machine sleeps for an hour, and then somebody sets the wall clock.
    since += HOUR;
    wall = 5;
    expect(clock.now()).toBe(AT + 10 * MINUTE + HOUR);
    expect(clock.ahead()).toBe(clock.now() - 5);
  });

  it('is read again after half a day', () => {
    overhears(0);
    pass(12 * HOUR);
    overhears(MINUTE);
    expect([heard, clock.isKnown(), clock.ahead()]).toEqual([['near'], true, 0]);
    pass(1);
    expect(clock.isKnown()).toBe(false);
    overhears(MINUTE);
    expect([heard, clock.isKnown(), clock.ahead()]).toEqual([['near', 'near'], true, MINUTE]);
  });
});

describe('a reading far from the machine’s clock', () => {
  it('is believed once a second answer to us agrees', () => {
    answers(DAY);
    expect([heard, clock.known()]).toEqual([['doubted'], null]);
    pass(3 * MINUTE);
    answers(DAY + 60_000);
    expect([heard, clock.ahead()]).toEqual([['doubted', 'agreed'], DAY + 60_000]);
  });

  it('is not believed because other applications’ answers repeat it', () => {
    for (let n = 0; n < 10; n += 1) overhears(5 * HOUR);
    expect([new Set(heard), clock.known()]).toEqual([new Set(['doubted']), null]);
    answers(0);
    expect([heard.at(-1), clock.ahead()]).toEqual(['near', 0]);
  });

  it('is believed if our own answer agrees with another application’s, but not one that we waited too long for', () => {
    overhears(-DAY);
    clock.asked('ours');
    pass(61_000);
    clock.hear({ at: wall - DAY, callId: 'ours' });
    expect([heard, clock.known()]).toEqual([['doubted', 'late'], null]);
    answers(-DAY);
    expect([heard.at(-1), clock.ahead()]).toEqual(['agreed', -DAY]);
  });

  it('is refused if the next answer does not agree, and waits for one that does', () => {
    answers(DAY);
    answers(3 * HOUR);
    expect([heard, clock.known()]).toEqual([['doubted', 'refused'], null]);
    answers(3 * HOUR);
    expect([heard.at(-1), clock.ahead()]).toEqual(['agreed', 3 * HOUR]);
  });

  it('is refused if the clock behind it stands still', () => {
    const standing = wall - DAY;
    for (let n = 0; n < 3; n += 1) {
      clock.asked('ours');
      clock.hear({ at: standing, callId: 'ours' });
      pass(2 * MINUTE);
    }
    expect([heard, clock.known()]).toEqual([['doubted', 'refused', 'refused'], null]);
  });

  it('is never believed from a year on, however often it comes', () => {
    const ahead = Date.UTC(2099, 0) - wall;
    for (let n = 0; n < 5; n += 1) answers(ahead);
    expect([new Set(heard), clock.now()]).toEqual([new Set(['refused']), wall]);
    answers(0);
    expect(clock.isKnown()).toBe(true);
    answers(ahead);
    expect(clock.now()).toBe(wall);
  });

  it('gives way to one near the machine’s clock, and is kept by one that agrees', () => {
    answers(DAY);
    answers(DAY);
    overhears(DAY);
    expect([heard, clock.ahead()]).toEqual([['doubted', 'agreed', 'agreed'], DAY]);
    overhears(0);
    expect([heard.at(-1), clock.ahead()]).toEqual(['near', 0]);
  });

  it('is near once the machine’s clock was set right', () => {
    answers(DAY);
    answers(DAY);
    wall += DAY;
    for (let n = 0; n < 3; n += 1) overhears(0);
    expect([heard, clock.ahead()]).toEqual([['doubted', 'agreed', 'near'], 0]);
  });
});
