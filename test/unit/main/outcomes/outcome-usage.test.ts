import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog as log } from '#main/base/log.ts';
import { createOutcomeUsage, usedOutcomes, type OutcomeUsage } from '#main/outcomes/outcome-usage.ts';
import { createViewer } from '#main/base/viewer.ts';
import { EMPTY_DRAFT } from '#shared/draft/draft.ts';
import type { OutcomeRow } from '#shared/lcm/outcome-row.ts';
import { addUse, usageRanks, type OutcomeRef } from '#shared/outcomes/outcome-usage.ts';
import { createFakeClock, type FakeClock } from '#test/support/fake-clock.ts';
import { createWorkbench, type Workbench } from '#test/support/workbench.ts';

const DAY = 86_400_000;
const LONG_ENOUGH = 1_000;

let bench: Workbench;
let clock: FakeClock;
let agent: string;
let usage: OutcomeUsage;
beforeEach(() => {
  bench = createWorkbench();
  clock = createFakeClock();
  agent = 'ana';
  usage = open();
});
afterEach(() => bench.remove());

function open(): OutcomeUsage {
  return createOutcomeUsage({
    database: bench.database,
    cipher: bench.cipher,
    clock,
    log,
    viewer: createViewer(() => agent),
  });
}

const business = (id: string): OutcomeRef => ({ kind: 'business', id });
const busy: OutcomeRef = { kind: 'telephony', id: '3' };
/** The ids by their number; a free number before the last taken one is ''. */
const numbered = (campaign: string): string[] => {
  const ids = new Map(usage.list(campaign).map(({ id, number }) => [number ?? 0, id]));
  const last = Math.max(0, ...ids.keys());
  return Array.from({ length: last }, (_, at) => ids.get(at + 1) ?? '');
};
const idsOf = (campaign: string): string[] => usage.list(campaign).map(({ id }) => id);

async function use(campaign: string, ...outcomes: OutcomeRef[]): Promise<void> {
  usage.noteUse(() => campaign, outcomes);
  await clock.advance(LONG_ENOUGH);
}

describe('what an agent uses', () => {
  it('is listed by campaign, last used first, and changes are announced', async () => {
    let changes = 0;
    usage.changed.on(() => (changes += 1));
    await use('campaign:5', business('1'));
    await use('campaign:5', business('2'), busy);
    await use('campaign:6', business('9'));
    await use('campaign:5', business('1'));
    expect(idsOf('campaign:5')).toEqual(['1', '3', '2']);
    expect(usage.list('campaign:5')[1]).toMatchObject({ kind: 'telephony', id: '3', favourite: false });
    expect(idsOf('campaign:6')).toEqual(['9']);
    expect(changes).toBe(4);
  });

  it('is visible to that agent only, in any spelling of their id', async () => {
    await use('c', business('1'));
    usage.setFavourite('c', business('2'), true);
    agent = 'ben';
    expect(usage.list('c')).toEqual([]);
    await use('c', business('7'));
    expect(idsOf('c')).toEqual(['7']);
    agent = ' ANA';
    expect(idsOf('c')).toEqual(['2', '1']);
  });

  it('is counted for the agent who submitted, even if another has signed in since', async () => {
    usage.noteUse(() => 'c', [business('1')]);
    agent = 'ben';
    await clock.advance(LONG_ENOUGH);
    expect(idsOf('c')).toEqual([]);
    agent = 'ana';
    expect(idsOf('c')).toEqual(['1']);
  });

  it('survives a restart, including uses not yet written if the app closed normally', async () => {
    usage.setFavourite('c', business('2'), true);
    await use('c', business('1'));
    const before = usage.list('c');
    usage.noteUse(() => 'c', [business('3')]);
    usage.stop();
    await bench.restart();
    usage = open();
    expect(usage.list('c')).toEqual([
      before[0],
      expect.objectContaining({ id: '3' }),
      { ...before[1], number: 3 },
    ]);
  });

  it('disturbs nobody if it cannot be written', async () => {
    usage.noteUse(() => {
      throw new Error('the list cannot be read');
    }, [business('1')]);
    await clock.advance(LONG_ENOUGH);
    expect(usage.list('c')).toEqual([]);
    await use('c', business('2'));
    expect(idsOf('c')).toEqual(['2']);
  });

  it('keeps a hundred outcomes per campaign, favourites before outcomes used long ago', async () => {
    usage.setFavourite('c', business('pinned'), true);
    for (let n = 0; n < 105; n += 1) usage.noteUse(() => 'c', [business(String(n))]);
    usage.noteUse(() => 'other', [business('elsewhere')]);
    await clock.advance(LONG_ENOUGH);
    expect(usage.list('c')).toHaveLength(100);
    expect(idsOf('c')[0]).toBe('pinned');
    expect(idsOf('c')).not.toContain('5');
    expect(idsOf('c')).toContain('6');
    expect(idsOf('other')).toEqual(['elsewhere']);
  });

  it('is stored without the campaign’s name', async () => {
    await use('campaign:secret', business('1'));
    const rows = bench.database.prepare('SELECT * FROM outcome_usage').all();
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain('secret');
  });
});

describe('favourites', () => {
  it('come first, in the order of pinning, and return to the others when unpinned', async () => {
    await use('c', business('1'));
    usage.setFavourite('c', business('3'), true);
    await clock.advance(10);
    usage.setFavourite('c', business('1'), true);
    usage.setFavourite('c', business('3'), true);
    await use('c', business('2'));
    expect(usage.list('c').map(({ id, favourite }) => [id, favourite])).toEqual([
      ['3', true],
      ['1', true],
      ['2', false],
    ]);
    usage.setFavourite('c', business('1'), false);
    usage.setFavourite('c', business('3'), false);
    expect(idsOf('c')).toEqual(['2', '1']);
  });
});

describe('the numbers', () => {
  const pin = (id: string, pinned = true): void => usage.setFavourite('c', business(id), pinned);

  it('are the pinned outcomes’ first, then those of the most used', async () => {
    await use('c', business('once'));
    await use('c', business('often'), business('often'));
    await use('c', business('last'));
    pin('pinned');
    expect(numbered('c')).toEqual(['pinned', 'often', 'last', 'once']);
    expect(numbered('other')).toEqual([]);
  });

  it('stay when outcomes are used; a new one gets the next, up to six', async () => {
    await use('c', business('1'), business('2'), business('2'));
    expect(numbered('c')).toEqual(['2', '1']);
    for (let times = 0; times < 5; times += 1) await use('c', business('1'), business('3'));
    expect(numbered('c')).toEqual(['2', '1', '3']);
    await use('c', ...['4', '5', '6', '7'].map(business));
    expect(numbered('c')).toEqual(['2', '1', '3', '4', '5', '6']);
  });

  it('are given to what is pinned and freed by what is unpinned, and no other moves', async () => {
    await use('c', business('1'), business('2'), business('3'));
    const [first = '', second = '', third = ''] = numbered('c');
    pin(second);
    pin('9');
    expect(numbered('c')).toEqual([first, second, third, '9']);
    pin(second, false);
    expect(numbered('c')).toEqual([first, '', third, '9']);
    pin('8');
    expect(numbered('c')).toEqual([first, '8', third, '9']);
  });

  it('of the least used go to what is pinned once all are taken', async () => {
    await use('c', ...['1', '2', '3', '4', '5', '6'].map(business));
    const given = numbered('c');
    for (const id of ['a', 'b', 'c', 'd']) pin(id);
    expect(numbered('c')).toEqual([...given.slice(0, 5), 'd', 'a', 'b', 'c']);
    for (const id of ['e', 'f', 'g', 'h', 'i', 'j']) pin(id);
    expect(numbered('c')).toEqual(['i', 'h', 'g', 'f', 'e', 'd', 'a', 'b', 'c']);
  });

  it('are given anew at a sign-in and in another shift', async () => {
    await use('c', business('1'), business('1'), business('2'));
    expect(numbered('c')).toEqual(['1', '2']);
    await use('c', business('2'), business('2'));
    expect(numbered('c')).toEqual(['1', '2']);
    usage.signedIn();
    expect(numbered('c')).toEqual(['2', '1']);
    await use('c', business('1'), business('1'));
    await clock.advance(5 * 3_600_000);
    expect(numbered('c')).toEqual(['2', '1']);
    await clock.advance(7 * 3_600_000);
    expect(numbered('c')).toEqual(['1', '2']);
  });

  it('are not given to what LCM lists no longer', async () => {
    pin('gone');
    await use('c', business('1'), business('old'), busy);
    const listed = [{ id: '1' }] as OutcomeRow[];
    const given = usage.list('c', () => listed).filter(({ number }) => number !== null);
    expect(given.map(({ id }) => id).sort()).toEqual(['1', '3']);
  });
});

describe('the weight of a use', () => {
  const uses = (...days: number[]): number =>
    days.reduce<number | null>((weight, day) => addUse(weight, day * DAY), null) ?? 0;

  it('grows with the number of uses and halves after a week', () => {
    expect(uses(20_000, 20_000)).toBeGreaterThan(uses(20_000));
    expect(uses(20_001)).toBeGreaterThan(uses(20_000));
    expect(uses(20_000, 20_000)).toBeCloseTo(uses(20_007));
    expect(uses(20_000, 20_000, 20_000)).toBeGreaterThan(uses(20_007));
    expect(uses(20_000, 20_030)).toBeCloseTo(uses(20_030, 20_000));
  });

  it('ranks favourites above all others', () => {
    const ranks = usageRanks([
      { ...business('often'), favourite: false, weight: 9 },
      { ...business('pinned'), favourite: true, weight: null },
      { ...business('both'), favourite: true, weight: 1 },
      { ...busy, favourite: false, weight: 2 },
    ]);
    const keys = [...ranks].sort((a, b) => b[1] - a[1]).map(([key]) => key);
    expect(keys).toEqual(['business:both', 'business:pinned', 'business:often', 'telephony:3']);
  });
});

it('a wrap-up uses its outcome and its telephony outcome', () => {
  expect(usedOutcomes(EMPTY_DRAFT)).toEqual([]);
  expect(usedOutcomes({ ...EMPTY_DRAFT, businessOutcomeId: ' 5 ', telephonyOutcomeId: '3' })).toEqual([
    business('5'),
    busy,
  ]);
});
