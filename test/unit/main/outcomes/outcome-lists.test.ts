import { beforeEach, describe, expect, it } from 'vitest';
import type { OutcomeCache } from '#main/outcomes/outcome-cache.ts';
import {
  createOutcomeLists,
  type FetchedList,
  type ListSubject,
  type OutcomeLists,
} from '#main/outcomes/outcome-lists.ts';
import { createSignal } from '#main/base/signal.ts';
import { outcomeHandlers } from '#main/outcomes/requests.ts';
import type { OutcomeRow } from '#shared/lcm/outcome-row.ts';
import { createFakeClock, type FakeClock } from '#test/support/fake-clock.ts';

const row = (id: string, campaignId: string): OutcomeRow => ({
  id,
  description: `Outcome ${id}`,
  campaignId,
  leadScore: null,
  parentId: null,
});
const outbound = (callId: string): ListSubject => ({ callId, lcmKey: `5|3|${callId}`, type: 'OUTBOUND' });
const manual = (callId: string): ListSubject => ({ callId, lcmKey: '5|3', type: 'MANUAL' });

let clock: FakeClock;
/** Calls that are wrapped up. */
let done: Set<string>;
let lists: OutcomeLists;
let asked: { subject: ListSubject; answer: (list: FetchedList) => void }[];
let changes: string[];
/** The campaigns that LCM names without a list, by call id. */
let told: Map<string, string>;

beforeEach(() => {
  const kept = new Map<string, ReturnType<OutcomeCache['get']>>();
  asked = [];
  changes = [];
  clock = createFakeClock();
  done = new Set();
  told = new Map();
  lists = createOutcomeLists({
    clock,
    // Each wait is as long as it can be.
    random: () => 1,
    isOpen: (callId) => !done.has(callId),
    toldCampaign: ({ callId }) => told.get(callId) ?? null,
    cache: {
      get: (key) => kept.get(key) ?? null,
      put: (key, list) => kept.set(key, list),
      stop: () => undefined,
    },
    fetch: (subject) =>
      new Promise((answer) => {
        asked.push({ subject, answer });
      }),
  });
  lists.changed.on((key) => changes.push(key));
});

async function answered(subject: ListSubject, list: FetchedList): Promise<void> {
  const seen = changes.length;
  lists.list(subject, true);
  asked.at(-1)?.answer(list);
  await expect.poll(() => changes.length).toBe(seen + 1);
}

const got = (...rows: OutcomeRow[]): FetchedList => ({
  ok: true,
  entries: rows.map(({ id, description, campaignId }) => ({
    OutComeID: id,
    Description: description,
    CampaignID: campaignId,
  })),
});

describe('the list of an outbound call', () => {
  it('is empty and not assumed before LCM has ever answered', () => {
    expect(lists.list(outbound('1'), false)).toMatchObject({ rows: [], fetchedAt: null, assumed: false });
    expect(asked).toHaveLength(0);
  });

  it('is requested once, even if the screen asks several times meanwhile', () => {
    lists.list(outbound('1'), true);
    expect(lists.list(outbound('1'), true).refreshing).toBe(true);
    expect(asked).toHaveLength(1);
  });

  it('is that of its own campaign, not of the last one', async () => {
    await answered(outbound('1'), got(row('101', 'A')));
    await answered(outbound('2'), got(row('201', 'B')));
    expect(lists.list(outbound('1'), false)).toMatchObject({ rows: [row('101', 'A')], assumed: false });
    expect(lists.list(outbound('3'), false)).toMatchObject({ rows: [row('201', 'B')], assumed: true });
    expect(changes).toEqual(['call:1', 'call:2']);
  });

  it('stays when LCM cannot be asked, and says why in LCM’s text or by a code', async () => {
    await answered(outbound('1'), got(row('101', 'A')));
    await answered(outbound('1'), { ok: false, cause: 'timeout', reason: null });
    expect(lists.list(outbound('1'), false)).toMatchObject({ rows: [row('101', 'A')], failure: 'timeout' });
    await answered(outbound('1'), { ok: false, cause: 'refused', reason: 'Invalid Call ID.' });
    expect(lists.list(outbound('1'), false).failure).toBe('Invalid Call ID.');
    await answered(outbound('1'), got(row('102', 'A')));
    expect(lists.list(outbound('1'), false)).toMatchObject({ rows: [row('102', 'A')], failure: null });
  });
});

describe('the list of an outbound call whose campaign LCM has named without it', () => {
  it('is that campaign’s, and is not assumed', async () => {
    await answered(outbound('1'), got(row('101', 'A')));
    await answered(outbound('2'), got(row('201', 'B')));
    told.set('3', 'A');
    lists.campaignTold('3');
    expect(changes.at(-1)).toBe('call:3');
    const list = { rows: [row('101', 'A')], assumed: false, campaign: 'A' };
    expect(lists.list(outbound('3'), false)).toMatchObject(list);
    expect(lists.campaign(outbound('3'))).toBe('A');
    expect(lists.campaignKey(outbound('3'))).toBe(lists.campaignKey(outbound('1')));
  });

  it('is empty rather than another campaign’s', async () => {
    await answered(outbound('1'), got(row('101', 'A')));
    told.set('2', 'B');
    expect(lists.list(outbound('2'), false)).toMatchObject({ rows: [], assumed: false, campaign: 'B' });
  });

  it('is found by that name even if its rows name the campaign otherwise, or not at all', async () => {
    for (const [first, next, name] of [
      ['1', '2', 'Sales'],
      ['3', '4', null],
    ] as const) {
      told.set(first, 'A').set(next, 'A');
      await answered(outbound(first), got({ ...row('101', ''), campaignId: name }));
      expect(lists.campaign(outbound(first))).toBe(name ?? 'A');
      expect(lists.list(outbound(next), false).rows).toEqual([{ ...row('101', ''), campaignId: name }]);
    }
  });
});

it('the list of an outcome group is shared by its calls and never assumed', async () => {
  await answered(manual('1'), got(row('107', '0')));
  expect(lists.list(manual('2'), false)).toMatchObject({
    listKey: 'group:MANUAL',
    rows: [row('107', '0')],
    assumed: false,
  });
  expect(lists.list({ ...manual('3'), type: 'INBOUND' }, false).rows).toEqual([]);
});

describe('a list that LCM did not give', () => {
  const failed = (cause: string): FetchedList => ({ ok: false, cause, reason: null });

  /** Answers the request in flight, and lets what follows from it happen. */
  async function answer(list: FetchedList): Promise<void> {
    const seen = changes.length;
    asked.at(-1)?.answer(list);
    await expect.poll(() => changes.length).toBe(seen + 1);
    await settled();
  }
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it.each(['timeout', 'link-lost', 'refused', 'no-list'])(
    'is asked for again until it comes (%s)',
    async (cause) => {
      await answered(outbound('1'), failed(cause));
      expect(lists.list(outbound('1'), false)).toMatchObject({ fetchedAt: null, failure: cause });
      clock.pass(2_000);
      expect(asked).toHaveLength(2);
      expect(asked[1]?.subject).toEqual(outbound('1'));
      await answer(got(row('101', 'A')));
      expect(lists.list(outbound('1'), false)).toMatchObject({ rows: [row('101', 'A')], failure: null });
      expect(clock.pending()).toBe(0);
      clock.pass(3_600_000);
      expect(asked).toHaveLength(2);
    },
  );

  it('is asked for ever less often, yet never given up', async () => {
    const began = clock.monotonic();
    const at: number[] = [];
    await answered(outbound('1'), failed('timeout'));
    while (at.length < 9) {
      const before = asked.length;
      while (asked.length === before) clock.pass(500);
      at.push(clock.monotonic() - began);
      await answer(failed('timeout'));
    }
    const waits = at.map((time, place) => time - (at[place - 1] ?? 0));
    expect(waits).toEqual([2, 4, 8, 16, 32, 60, 60, 60, 60].map((seconds) => seconds * 1_000));
  });

  it('is asked for although an older one is known', async () => {
    await answered(manual('1'), got(row('101', 'A')));
    await answered(manual('1'), failed('timeout'));
    clock.pass(2_000);
    expect(asked).toHaveLength(3);
  });

  it('is not asked for once the call is done', async () => {
    await answered(outbound('1'), failed('timeout'));
    done.add('1');
    clock.pass(3_600_000);
    expect(asked).toHaveLength(1);
    expect(clock.pending()).toBe(0);
  });

  it('is asked for again if it is empty, and takes the last campaign’s list from no other call', async () => {
    await answered(outbound('1'), got(row('101', 'A')));
    await answered(outbound('2'), got());
    expect(lists.list(outbound('2'), false)).toMatchObject({ rows: [], assumed: false, failure: null });
    expect(lists.list(outbound('3'), false)).toMatchObject({ rows: [{ id: '101' }], assumed: true });
    clock.pass(2_000);
    expect(asked.at(-1)?.subject).toEqual(outbound('2'));
    await answer(got(row('102', 'A')));
    expect(lists.list(outbound('2'), false)).toMatchObject({ rows: [{ id: '102' }] });
    expect(clock.pending()).toBe(0);
  });

  it('is not asked for where that is of no use', async () => {
    await answered(outbound('1'), failed('no-call-id'));
    await answered(outbound('2'), failed('closed'));
    // The next link would end at the same answer.
    await answered(outbound('3'), failed('far-too-long'));
    lists.connected();
    expect(clock.pending()).toBe(0);
  });

  it('waits for the link where there is none, and is then asked for', async () => {
    await answered(outbound('1'), failed('not-connected'));
    expect(clock.pending()).toBe(0);
    lists.connected();
    clock.pass(2_000);
    expect(asked).toHaveLength(2);
    await answer(failed('link-lost'));
    clock.pass(4_000);
    await answer(failed('not-connected'));
    expect(clock.pending()).toBe(0);
    lists.connected();
    clock.pass(2_000);
    expect(asked).toHaveLength(4);
    await answer(got(row('101', 'A')));
    lists.connected();
    expect(clock.pending()).toBe(0);
  });

  it('is asked for on the next link, not on this one, if the answer was too long', async () => {
    await answered(outbound('1'), failed('too-long'));
    clock.pass(3_600_000);
    expect(asked).toHaveLength(1);
    lists.connected();
    clock.pass(4_000);
    expect(asked).toHaveLength(2);
  });

  it('is asked for one at a time and no more than once a second, however many there are', async () => {
    for (let call = 1; call <= 50; call += 1) await answered(outbound(String(call)), failed('refused'));
    const before = asked.length;
    clock.pass(10_000);
    expect(asked).toHaveLength(before + 1);
    await answer(failed('refused'));
    const from = clock.monotonic();
    while (asked.length < before + 20) {
      const count = asked.length;
      clock.pass(250);
      if (asked.length > count) await answer(failed('refused'));
    }
    expect(clock.monotonic() - from).toBeGreaterThanOrEqual(18_000);
    // None of them is left out.
    expect(new Set(asked.slice(before).map(({ subject }) => subject.callId)).size).toBe(20);
  });

  it('is not asked for after the end', async () => {
    await answered(outbound('1'), failed('timeout'));
    lists.stop();
    expect(clock.pending()).toBe(0);
  });

  it('waits for short again once it came', async () => {
    await answered(outbound('1'), failed('timeout'));
    await answered(outbound('1'), got(row('101', 'A')));
    await answered(outbound('1'), failed('timeout'));
    clock.pass(2_000);
    expect(asked).toHaveLength(4);
  });
});

describe('the list of another campaign of a contact', () => {
  const other = (besides: string | null): ListSubject => ({
    ...outbound('1'),
    other: { campaignId: 'B', besides },
  });

  it.each([
    ['A', 'A'],
    [null, 'A'],
  ])(
    'is not that of the call’s own campaign, whose reply may be late (own %s, told %s)',
    async (own, late) => {
      await answered(other(own), got(row('101', late)));
      expect(lists.list(other(own), false)).toMatchObject({ rows: [], fetchedAt: null });
      await clock.advance(5_000);
      expect(asked).toHaveLength(2);
      asked.at(-1)?.answer(got(row('201', 'B')));
      await expect.poll(() => lists.list(other(own), false).rows).toEqual([row('201', 'B')]);
      await clock.advance(120_000);
      expect(asked).toHaveLength(2);
    },
  );

  it('may be named otherwise than LCM named the campaign, if it is certainly another', async () => {
    await answered(other('A'), got(row('201', 'B of 2026')));
    expect(lists.list(other('A'), false).rows).toEqual([row('201', 'B of 2026')]);
  });
});

describe('a call that a screen without a list is about to show', () => {
  const handlers = () =>
    outcomeHandlers({
      calls: { known: (callId) => outbound(callId) },
      lists,
      usage: {
        list: () => [],
        setFavourite() {},
        noteUse() {},
        changed: createSignal(),
        signedIn() {},
        stop() {},
      },
    });
  const shown = (callId: string, refresh: boolean | 'unlessKnown') =>
    handlers().listOutcomes({ callId, refresh, known: [] });

  it('has LCM asked before the screen asks, and not once more then', async () => {
    expect(lists.expect(outbound('1'))).toBe(true);
    expect(lists.expect(outbound('1'))).toBe(false);
    const first = shown('1', true);
    expect(asked).toHaveLength(1);
    asked[0]?.answer(got(row('101', 'A')));
    expect(await first).toMatchObject({ count: 1, refreshing: false, assumed: false });
    expect(asked).toHaveLength(1);
    void shown('1', true);
    expect(asked).toHaveLength(2);
  });

  it('has LCM asked again for a screen that comes much later', async () => {
    lists.expect(outbound('1'));
    asked[0]?.answer(got(row('101', 'A')));
    await expect.poll(() => changes).toEqual(['call:1']);
    await clock.advance(10_000);
    void shown('1', true);
    expect(asked).toHaveLength(2);
  });

  it('has LCM asked as before if there is a list to show', async () => {
    await answered(outbound('1'), got(row('101', 'A')));
    expect(lists.expect(outbound('2'))).toBe(false);
    expect(asked).toHaveLength(1);
    expect(await shown('2', true)).toMatchObject({ count: 1, refreshing: true, assumed: true });
    expect(asked).toHaveLength(2);
  });

  it('has LCM asked only if no list of its own is known, where the screen wants no more', async () => {
    await answered(outbound('1'), got(row('101', 'A')));
    expect(await shown('1', 'unlessKnown')).toMatchObject({ count: 1, refreshing: false });
    expect(asked).toHaveLength(1);
    expect(await shown('2', 'unlessKnown')).toMatchObject({ refreshing: true, assumed: true });
    expect(asked).toHaveLength(2);
  });

  it('is told after a moment that LCM has not answered yet', async () => {
    let told: unknown = null;
    void Promise.resolve(shown('1', true)).then((list) => {
      told = list;
    });
    await clock.advance(400);
    expect(told).toBeNull();
    await clock.advance(200);
    expect(told).toMatchObject({ count: 0, fetchedAt: null, refreshing: true });
  });
});
