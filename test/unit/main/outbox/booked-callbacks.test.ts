import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  bookedBeside,
  createBookedCallbacks,
  LONGEST_RANGE,
  STILL_BOOKED,
} from '#main/outbox/booked-callbacks.ts';
import { SubmissionStore } from '#main/outbox/store.ts';
import { createCallRows } from '#main/calls/call-rows.ts';
import { createViewer } from '#main/base/viewer.ts';
import { allAtOnce } from '#shared/steps/steps.ts';
import { createWorkbench, wrapUp, type Workbench } from '#test/support/workbench.ts';

const HOUR = 3_600_000;
const KEY = '5|3|1|0|0|44|';

let bench: Workbench;
let agent = 'agent-1';
beforeEach(() => {
  bench = createWorkbench();
  agent = 'agent-1';
});
afterEach(() => bench.remove());

type More = NonNullable<Parameters<typeof wrapUp>[2]>;

/** Wraps up a call with a callback in so many hours; null: without one. */
function wrapped(
  callId: string,
  hours: number | null,
  { lcmKey = KEY + callId, ...more }: More = {},
): string {
  bench.calls.open({ callId, lcmKey, type: 'OUTBOUND', contact: `Contact ${callId}` }, 'hand', 'ended');
  const at = hours === null ? null : bench.clock.now() + hours * HOUR;
  const callback = { callbackAt: at, callbackUntil: at, callbackZone: at === null ? null : 'UTC' };
  const call = 'SetPersonalCallbackWithComments';
  return bench.outbox.submit(wrapUp(callId, callId, { lcmKey, call, ...callback, ...more })).id;
}

function booked(callId = 'now', lcmKey = `${KEY}now`) {
  const { database, cipher } = bench;
  const viewer = createViewer(() => agent);
  const calls = createCallRows(database, cipher, viewer);
  const store = new SubmissionStore(database, cipher);
  const now = bench.clock.now();
  const all = allAtOnce(createBookedCallbacks({ database, store, calls, viewer })(now - LONGEST_RANGE));
  return bookedBeside(all, { callId, lcmKey }, now);
}
const told = (...of: Parameters<typeof booked>): string[] =>
  booked(...of).map(({ contact, at, isPersonal }) => {
    const hours = (at - bench.clock.now()) / HOUR;
    return `${contact} ${hours}${isPersonal ? ' personal' : ''}`;
  });

it('the callbacks to come are told in the order of their time, and which come back to the agent', () => {
  wrapped('late', 5);
  wrapped('soon', 1);
  wrapped('regular', 2, { call: 'SetCallbackWithComments' });
  wrapped('none', null);
  wrapped('past', -1);
  expect(told()).toEqual(['Contact soon 1 personal', 'Contact regular 2', 'Contact late 5 personal']);
});

it('a range is told until it is over', () => {
  const [at, until] = [-1, 1].map((hours) => bench.clock.now() + hours * HOUR);
  wrapped('range', 0, { callbackAt: at!, callbackUntil: until! });
  expect(booked()).toMatchObject([{ at, until }]);
});

it('of the wrap-ups of a contact the last one counts', () => {
  wrapped('corrected', 1);
  bench.outbox.correct('corrected');
  wrapped('corrected', 3);
  wrapped('again', 2, { lcmKey: `${KEY}same` });
  wrapped('later', 4, { lcmKey: `${KEY}same` });
  wrapped('kept', 1, { lcmKey: `${KEY}done` });
  wrapped('done', null, { lcmKey: `${KEY}done` });
  expect(told()).toEqual(['Contact corrected 3 personal', 'Contact later 4 personal']);
});

it('a wrap-up that was set for its campaign from another call takes a callback off, as long as it stands', () => {
  const other = `${KEY}renewal`;
  wrapped('renewal', 2);
  wrapped('kept', 1);
  bench.calls.open({ callId: 'now', lcmKey: `${KEY}now`, type: 'OUTBOUND' }, 'hand', 'ended');
  const ticked = { lcmKey: other, otherCampaign: { id: '9', name: 'Renewal' } };
  const first = bench.outbox.submit(wrapUp('now', 'first', ticked));
  expect(told()).toEqual(['Contact kept 1 personal']);
  bench.outbox.discard(first.id, 'A mistake');
  expect(told()).toEqual(['Contact kept 1 personal', 'Contact renewal 2 personal']);
  bench.outbox.submit(wrapUp('now', 'second', ticked));
  expect(told()).toEqual(['Contact kept 1 personal']);
  // What is booked there later counts again.
  wrapped('later', 3, { lcmKey: other });
  expect(told()).toEqual(['Contact kept 1 personal', 'Contact later 3 personal']);
});

it('no callback is looked for in the whole table', () => {
  const { database } = bench;
  const plan = database
    .prepare(
      `EXPLAIN QUERY PLAN
    SELECT s.id FROM submissions AS s LEFT JOIN calls AS c ON c.call_id = s.call_id
    WHERE s.callback_at >= ? AND ${STILL_BOOKED}`,
    )
    .all(0) as { detail: string }[];
  expect(plan.map(({ detail }) => detail).filter((detail) => /^SCAN/.test(detail))).toEqual([]);
  expect(plan.some(({ detail }) => detail.includes('submissions_by_campaign_key'))).toBe(true);
});

it('what a new callback would replace, what LCM refused and what was discarded is in nobody’s way', async () => {
  wrapped('mine', 1, { lcmKey: `${KEY}now` });
  wrapped('call', 2);
  bench.outbox.discard(wrapped('discarded', 3), 'A mistake');
  wrapped('refused', 4);
  expect(told('call')).toEqual(['Contact refused 4 personal']);
  bench.outbox.linkUp(false);
  await bench.sender.all.at(-1)!.answer({ kind: 'refused', reason: 'No.' });
  expect(told('call')).toEqual([]);
});

it('another agent’s callbacks are theirs', () => {
  wrapped('mine', 1, { agent: 'AGENT-1 ' });
  wrapped('theirs', 2, { agent: 'ben' });
  expect(told()).toEqual(['Contact mine 1 personal']);
  agent = 'Ben';
  expect(told()).toEqual(['Contact theirs 2 personal']);
});
