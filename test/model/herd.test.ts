import { beforeAll, describe, expect, it } from 'vitest';
import { percentile, peakPerSecond } from '#bench/herd/figures.ts';
import { capacityFor, CLOSED, CUT, DEFAULTS, NO_JITTER } from '#bench/herd/policies.ts';
import { simulateReturn, type Outage, type Policy, type Return } from '#bench/herd/simulate.ts';

const DESKTOPS = 1_000;
const FIVE_MINUTES = 300_000;

const comeBack = (outage: Outage, policy: Policy = DEFAULTS, secondsPerSetOfAll = 10): Promise<Return> =>
  simulateReturn(
    { desktops: DESKTOPS, capacity: capacityFor(DESKTOPS, secondsPerSetOfAll), seed: 20_261_121 },
    outage,
    policy,
  );

describe('a thousand desktops whose links are cut at once', () => {
  it('do not connect together: at most an eighth in one second, and all are back within half a minute', async () => {
    const { peakTries, connected, drained } = await comeBack(CUT);
    expect(peakTries).toBeLessThan(DESKTOPS / 8);
    expect([connected.length, drained.length]).toEqual([DESKTOPS, DESKTOPS]);
    expect(Math.max(...drained)).toBeLessThan(35_000);
  });

  it('would all connect together without jitter', async () => {
    const { peakTries } = await comeBack(CUT, NO_JITTER);
    expect(peakTries).toBe(DESKTOPS);
  });
});

describe('a thousand desktops with full outboxes, after an hour without LCM', () => {
  let came: Return;
  beforeAll(async () => {
    came = await comeBack(CLOSED);
  });

  it('connect a few at a time, and each is back soon', () => {
    expect(came.peakTries).toBeLessThan(DESKTOPS / 20);
    expect(came.connected).toHaveLength(DESKTOPS);
    expect(percentile(came.connected, 0.5)).toBeLessThan(25_000);
    expect(Math.max(...came.connected)).toBeLessThan(65_000);
  });

  it('would all connect together without jitter', async () => {
    const { peakTries } = await comeBack({ ...CLOSED, ms: 600_000 }, NO_JITTER);
    expect(peakTries).toBe(DESKTOPS);
  });

  it('deliver everything almost as fast as LCM can take it, and almost nothing twice', () => {
    expect(came.drained).toHaveLength(DESKTOPS);
    const atBest = (came.submissions / capacityFor(DESKTOPS).setsPerSecond) * 1_000;
    expect(Math.max(...came.drained)).toBeLessThan(atBest * 1.25);
    expect(came.sets).toBeLessThan(came.submissions * 1.02);
  });

  it('deliver everything to an LCM too slow to answer them in time, in about twice its time', async () => {
    const { drained, sets, submissions } = await comeBack({ ...CLOSED, ms: FIVE_MINUTES }, DEFAULTS, 30);
    expect(drained).toHaveLength(DESKTOPS);
    const atBest = (submissions / capacityFor(DESKTOPS, 30).setsPerSecond) * 1_000;
    expect(Math.max(...drained)).toBeLessThan(atBest * 2.5);
    expect(sets).toBeLessThan(submissions * 2.5);
  });
});

describe('peakPerSecond', () => {
  it('counts the fullest second', () => {
    expect(peakPerSecond([0, 999, 1_000, 2_500, 1_999, 1_500])).toBe(3);
    expect(peakPerSecond([])).toBe(0);
  });
});
