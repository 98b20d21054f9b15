import type { HistoryEntry } from '#shared/wrapup/submission.ts';
import type { DayDesk } from './desk.ts';
import { isSameData } from './entering.ts';
import { isWithin, isWrapUp, standing, type SavedWrapUp, type Truth } from './truth.ts';
import { dayOf, MINUTE } from './wall.ts';

const HOUR = 60 * MINUTE;

/** The agent's figures of the day in which the judge looks are those of what they entered. */
export async function judgeYourDay(
  desk: DayDesk,
  truth: Truth,
  entries: readonly HistoryEntry[],
  agent: string,
): Promise<string[]> {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const [before, shown, after] = [desk.clock.now(), await desk.ask('yourDay'), desk.clock.now()];
  if (shown === null) return [`day of ${agent}: there are no figures`];
  const days = [before, after].map((at) => dayOf(at, timeZone));
  const { from, until } = shown;
  if (!days.some((day) => isSameData(day, [from, until])))
    return [`day of ${agent}: it is from ${from} until ${until}`];
  const isToday = (at: number): boolean => at >= from && at < until;

  const ofCalls = Map.groupBy(
    truth.saved.filter((one): one is SavedWrapUp => isWrapUp(one) && one.agent === agent),
    ({ callId }) => callId,
  );
  const calls = [...ofCalls].flatMap(([callId, all]) => {
    const [first] = all.filter(({ id }) => !truth.discarded.has(id));
    const last = all.findLast(({ n }) => entries[n]?.state === 'delivered');
    return first === undefined
      ? []
      : [{ first, last, madeAt: madeAt(first), ended: truth.ended.get(callId)! }];
  });
  const today = calls.filter((call) => isToday(call.madeAt));
  const hours = new Array<number>(Math.ceil((until - from) / HOUR)).fill(0);
  for (const call of today) hours[Math.floor((call.madeAt - from) / HOUR)]! += 1;
  const expected = {
    wrappedUp: today.length,
    byLimit: 0,
    timed: today.length,
    booked: today.filter(({ last }) => (last?.promised ?? null) !== null).length,
    due: standing(truth).filter((one) => one.agent === agent && isToday(one.promised?.at ?? -Infinity))
      .length,
    hours,
  };
  const faults = Object.entries(expected).flatMap(([name, value]) => {
    const found = shown[name as keyof typeof expected];
    return isSameData(found, value)
      ? []
      : [`day of ${agent}: ${name} is ${JSON.stringify(found)}, not ${JSON.stringify(value)}`];
  });

  // When a call ended is known to some seconds.
  const [least, most] = [1, 0].map((end) =>
    today.map((call) => Math.max(0, call.madeAt - call.ended[end as 0 | 1])),
  ) as [number[], number[]];
  const mean = (times: readonly number[]): number =>
    times.reduce((sum, time) => sum + time, 0) / times.length;
  const spans = {
    average: [mean(least), mean(most)],
    longest: [Math.max(...least), Math.max(...most)],
  } as const;
  for (const [name, [low, high]] of Object.entries(spans)) {
    const found = shown[name as keyof typeof spans];
    if (today.length === 0 ? found !== null : found === null || !isWithin(found, [low - 1, high + 1]))
      faults.push(`day of ${agent}: ${name} is ${found}, not ${low} to ${high}`);
  }
  return faults;

  function madeAt({ n }: SavedWrapUp): number {
    return entries[n]?.madeAt ?? NaN;
  }
}
