import { NIGHTS, type Night } from './wall.ts';

export const CALLS = 150;
const CALLBACKS = 30;

/** How LCM or the app fails for some calls. */
export const OUTAGES = ['cut', 'silent', 'refusing', 'slow', 'restarts'] as const;
export type Outage = (typeof OUTAGES)[number];

/** What an agent does beside wrapping up a call, and how often in a day. */
const ERRANDS = {
  doNotCall: 12,
  moreTime: 10,
  correct: 15,
  editFields: 10,
  newTime: 8,
  markDone: 5,
  snooze: 4,
  bookedElsewhere: 3,
} as const;
export type Errand = keyof typeof ERRANDS;

export interface PlannedCall {
  /** `again`: a contact of before, whose outcome and comment are entered once more. */
  readonly work: 'plain' | 'personal' | 'regular' | 'again';
  readonly errands: readonly Errand[];
  /** The outage in which it falls. */
  readonly outage: Outage | null;
  /** What comes before it. */
  readonly after: 'sleep' | 'agentChange' | null;
}

export interface Day {
  readonly night: Night;
  readonly startsAt: number;
  readonly calls: readonly PlannedCall[];
  /** How far LCM's clock is ahead of the machine's, in milliseconds. */
  readonly lcmAheadMs: number;
}

/** About five hours before the clocks change; a day is ten. */
const BEFORE = 5 * 3_600_000;
const LONGEST_OUTAGE = 7;

/** Draws a day. @param random a number in [0, 1) */
export function planDay(seed: number, random: () => number): Day {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const shuffled = <T>(from: readonly T[]): T[] =>
    from
      .map((each) => [random(), each] as const)
      .sort(([one], [other]) => one - other)
      .map(([, each]) => each);

  const works: PlannedCall['work'][] = shuffled([
    ...Array<'personal'>(20).fill('personal'),
    ...Array<'regular'>(CALLBACKS - 20).fill('regular'),
    ...Array<'again'>(12).fill('again'),
    ...Array<'plain'>(CALLS - CALLBACKS - 12).fill('plain'),
  ]);
  const errands = works.map((): Errand[] => []);
  for (const [errand, times] of Object.entries(ERRANDS) as [Errand, number][])
    for (const todo of shuffled(errands.slice(10)).slice(0, times)) todo.push(errand);

  const part = Math.floor(CALLS / OUTAGES.length);
  const outages = new Array<Outage | null>(CALLS).fill(null);
  for (const [at, outage] of shuffled(OUTAGES).entries()) {
    const length = 4 + Math.floor(random() * (LONGEST_OUTAGE - 3));
    const begin = at * part + 5 + Math.floor(random() * (part - LONGEST_OUTAGE - 8));
    outages.fill(outage, begin, begin + length);
  }
  const quiet = works.flatMap((_, at) => (at > 30 && outages[at] === null ? [at] : []));
  const sleepBefore = pick(quiet);
  const changeBefore = pick(quiet.filter((at) => at > 60 && at < 100 && at !== sleepBefore));

  const night = NIGHTS[Math.abs(seed) % NIGHTS.length]!;
  return {
    night,
    startsAt: night.changesAt - BEFORE + Math.floor(random() * 3_600_000),
    calls: works.map((work, at) => ({
      work,
      errands: errands[at]!,
      outage: outages[at]!,
      after: at === changeBefore ? 'agentChange' : at === sleepBefore ? 'sleep' : null,
    })),
    lcmAheadMs: pick([0, 240_000, -360_000, 25_000]),
  };
}
