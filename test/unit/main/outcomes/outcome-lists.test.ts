import { beforeEach, describe, expect, it } from 'vitest';
import { systemClock as clock } from '#main/base/clock.ts';
import type { OutcomeCache } from '#main/outcomes/outcome-cache.ts';
import {
  createOutcomeLists,
  type FetchedList,
  type ListSubject,
  type OutcomeLists,
} from '#main/outcomes/outcome-lists.ts';
import type { OutcomeRow } from '#shared/lcm/outcome-row.ts';

const row = (id: string, campaignId: string): OutcomeRow => ({
  id,
  description: `Outcome ${id}`,
  campaignId,
  leadScore: null,
  parentId: null,
});
const outbound = (callId: string): ListSubject => ({ callId, lcmKey: `5|3|${callId}`, type: 'OUTBOUND' });
const manual = (callId: string): ListSubject => ({ callId, lcmKey: '5|3', type: 'MANUAL' });

let lists: OutcomeLists;
let asked: { subject: ListSubject; answer: (list: FetchedList) => void }[];
let changes: string[];

beforeEach(() => {
  const kept = new Map<string, ReturnType<OutcomeCache['get']>>();
  asked = [];
  changes = [];
  lists = createOutcomeLists({
    clock,
    cache: {
      get: (key) => kept.get(key) ?? null,
      put: (key, rows, ignored, fetchedAt) => kept.set(key, { rows: [...rows], ignored, fetchedAt }),
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

const got = (...rows: OutcomeRow[]): FetchedList => ({ ok: true, rows, ignored: 0 });

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

it('the list of an outcome group is shared by its calls and never assumed', async () => {
  await answered(manual('1'), got(row('107', '0')));
  expect(lists.list(manual('2'), false)).toMatchObject({
    listKey: 'group:MANUAL',
    rows: [row('107', '0')],
    assumed: false,
  });
  expect(lists.list({ ...manual('3'), type: 'INBOUND' }, false).rows).toEqual([]);
});
