import type { MyCallback } from '#shared/callbacks/my-callback.ts';
import type { LedgerEntry } from '#simulator/service/ledger.ts';
import { contactOfKey } from '#simulator/campaign/contacts.ts';
import { numberOf, type DayDesk } from './desk.ts';
import type { Day } from './plan.ts';
import { standing, type SavedWrapUp, type Truth } from './truth.ts';
import { firstAt, MINUTE, twinOf } from './wall.ts';

const MODES: Readonly<Record<string, string>> = { '1': 'Home', '2': 'Office', '3': 'Mobile' };
/** How long before its start an agent is reminded, and when a callback is missed, in milliseconds. */
const [REMIND, GRACE] = [5 * MINUTE, 10 * MINUTE];
const TRIES = 6;

/** What is compared of a callback. */
type Expected = Pick<
  MyCallback,
  | 'origin'
  | 'isPersonal'
  | 'at'
  | 'until'
  | 'number'
  | 'mode'
  | 'comment'
  | 'state'
  | 'standing'
  | 'callId'
  | 'isUnlisted'
> & { readonly contact: string | null };

/**
 * The agent's list has every callback that stands, once, from LCM and from here, and none of a colleague. What only LCM
 * still has, since the contact was wrapped up without a callback later, is there as LCM's.
 */
export async function judgeCallbacks(
  desk: DayDesk,
  day: Day,
  truth: Truth,
  applied: readonly LedgerEntry[],
  agent: string,
): Promise<string[]> {
  const list = await currentList(desk);
  if (list === null) return [`callbacks of ${agent}: LCM’s list does not come`];
  await farFromAnyChange(desk, truth);
  const { callbacks } = await desk.ask('listCallbacks');
  const now = desk.lcmNow();
  const booked = standing(truth).flatMap((one) =>
    one.promised !== null && one.agent === agent ? [one] : [],
  );
  const ours = booked
    .filter(({ promised }) => promised!.isPersonal || promised!.until > now)
    .map((one) => ofBooking(one, truth, agent, now));
  const theirs = ofLcm(applied, agent)
    .filter(({ lcmKey, at }) => !booked.some((one) => one.lcmKey === lcmKey && isAt(one, at, day)))
    .map(({ lcmKey, at, until, modeId }): Expected => ({
      ...{ origin: 'lcm', isPersonal: true, contact: null, callId: null, comment: '', state: null },
      ...{ at, until, number: numberOf(lcmKey, modeId), mode: MODES[modeId] ?? null, isUnlisted: false },
      standing: standingOf(truth, agent, lcmKey, at, until, now),
    }));
  return differences(agent, callbacks, [...ours, ...theirs]);

  /** What LCM lists, as its clocks show it: of a time that they show twice, nobody knows which is meant. */
  function ofLcm(entries: readonly LedgerEntry[], userId: string) {
    const byKey = new Map<string, { lcmKey: string; at: number; until: number; modeId: string }>();
    for (const { subtopic, data } of entries) {
      if (!/Personal/.test(subtopic) || (data as { UserID: string }).UserID !== userId) continue;
      const { AccountNumber: lcmKey, ...row } = data as Record<string, string> & { AccountNumber: string };
      const [at, until] = [
        instantOf(row['StartDate']!, row['StartTime']!),
        instantOf(row['EndDate']!, row['EndTime']!),
      ];
      byKey.set(lcmKey, { lcmKey, at, until: Math.max(at, until), modeId: String(row['CallbackModeID']) });
    }
    return [...byKey.values()];
  }

  function instantOf(date: string, time: string): number {
    return firstAt({ date: date.split('/').reverse().join('-'), time }, day.night.zone);
  }
}

async function currentList(desk: DayDesk): Promise<true | null> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    await desk.ask('refreshCallbacks');
    const { list } = await desk.ask('listCallbacks');
    if (list?.fault === null && list.isWhole) return true;
    // An answer to nobody's question makes the list doubtful as long as this link lasts.
    if (tries === 2) {
      await desk.bench.lcmOff();
      await desk.bench.lcmOn();
      await desk.linked();
    }
    // Answers to others' questions may come for half a minute.
    await desk.clock.pass(40_000);
  }
  return null;
}

/** Where a callback stands changes with the time; the judge looks when none is about to change. */
async function farFromAnyChange(desk: DayDesk, truth: Truth): Promise<void> {
  const changes = [
    ...truth.saved.flatMap((one) =>
      one.kind === 'disposition' && one.promised !== null
        ? [one.promised.at - REMIND, one.promised.until + GRACE, one.promised.until]
        : [],
    ),
    ...truth.elsewhere.flatMap(({ at }) => [at - REMIND, at + GRACE]),
    ...truth.decided.flatMap(({ snoozedUntil }) =>
      snoozedUntil === null ? [] : [snoozedUntil, snoozedUntil + GRACE],
    ),
  ];
  while (changes.some((at) => Math.abs(at - desk.lcmNow()) < 2 * MINUTE)) await desk.clock.pass(MINUTE);
}

function ofBooking(one: SavedWrapUp, truth: Truth, agent: string, now: number): Expected {
  const { lcmKey, callId, wish } = one;
  const { at, until, modeId, isPersonal } = one.promised!;
  return {
    origin: isPersonal ? 'both' : 'here',
    isPersonal,
    at,
    until,
    contact: contactOfKey(lcmKey).name,
    number: numberOf(lcmKey, modeId),
    mode: MODES[modeId] ?? null,
    comment: wish.comment,
    state: 'delivered',
    isUnlisted: false,
    callId,
    standing: isPersonal ? standingOf(truth, agent, lcmKey, at, until, now) : 'coming',
  };
}

function standingOf(
  { decided }: Truth,
  agent: string,
  lcmKey: string,
  at: number,
  until: number,
  now: number,
): MyCallback['standing'] {
  const last = decided.findLast((one) => one.agent === agent && one.lcmKey === lcmKey && one.at === at);
  if (last?.done === true) return 'done';
  const snoozed = last?.snoozedUntil ?? -Infinity;
  if (now < snoozed) return 'snoozed';
  if (now >= Math.max(until, snoozed) + GRACE) return 'missed';
  return now >= at - REMIND || snoozed > 0 ? 'due' : 'coming';
}

/** Whether a callback is at an instant, or at the other one at which the clocks of LCM's zone show the same. */
function isAt({ promised }: SavedWrapUp, at: number, { night: { zone } }: Day): boolean {
  return promised !== null && promised.isPersonal && (promised.at === at || twinOf(promised.at, zone) === at);
}

function differences(agent: string, found: readonly MyCallback[], expected: readonly Expected[]): string[] {
  const words = (one: Expected | MyCallback): string =>
    JSON.stringify([
      ...[
        one.callId,
        one.contact,
        one.number,
        one.mode,
        new Date(one.at).toISOString(),
        (one.until - one.at) / MINUTE,
      ],
      ...[one.origin, one.isPersonal, one.comment, one.state, one.standing, one.isUnlisted],
    ]);
  const left = found.map(words);
  const missing = expected.map(words).filter((each) => {
    const at = left.indexOf(each);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  return [
    ...missing.map((each) => `callbacks of ${agent}: ${each} is not there`),
    ...left.map((each) => `callbacks of ${agent}: ${each} should not be there`),
  ];
}
