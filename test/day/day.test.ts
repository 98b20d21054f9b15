import { expect, it } from 'vitest';
import { seeded } from '#test/support/wrap-ups.ts';
import { openDayDesk } from './desk.ts';
import { findFaults } from './judge.ts';
import { CALLS, OUTAGES, planDay } from './plan.ts';
import { createTruth } from './truth.ts';
import { workADay } from './work.ts';

const days = Number(process.env['AFTERWORD_DAYS'] ?? 2);
const seed = Number(process.env['AFTERWORD_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

it.each(Array.from({ length: days }, (_, n) => seed + n))(
  'a day on the bench: 150 calls, 5 outages, a sleep, a change of clocks and of agents (seed %i)',
  { timeout: 180_000 },
  async (of) => {
    console.log(`AFTERWORD_SEED=${of} AFTERWORD_DAYS=1`);
    const random = seeded(of);
    const day = planDay(of, random);
    const desk = await openDayDesk(day, seeded(of + 1));
    const truth = createTruth();
    try {
      await workADay(desk, day, truth, random, String(of % 10_000).padStart(4, '0'));

      const faults = await findFaults(desk, day, truth);
      expect(faults, faults.join('\n')).toEqual([]);
    } finally {
      await desk.close();
      console.log(day.night.zone, Object.fromEntries(truth.counts));
    }
    const { counts } = truth;
    expect(counts.get('disposition')).toBeGreaterThanOrEqual(CALLS);
    expect(counts.get('known contact')).toBeGreaterThan(CALLS / 2);
    for (const outage of OUTAGES) expect(counts.get(`outage: ${outage}`)).toBe(1);
    for (const what of [
      'sleep',
      'agent change',
      'doNotCall',
      'fieldEdit',
      'corrected',
      'new time',
      'same as last time',
      'more time',
    ])
      expect(counts.get(what) ?? 0, what).toBeGreaterThan(0);
  },
);
