import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCalls } from '#main/calls/call-store.ts';
import { silentLog as log } from '#main/base/log.ts';
import { deleteOld, FROM_THE_OLDEST, keptPeriod } from '#main/outbox/history/old-calls.ts';
import { OUTCOME_CALLS, SET_CALLS } from '#shared/lcm/names.ts';
import { EMPTY_DRAFT } from '#shared/draft/draft.ts';
import { kindOf, KINDS } from '#shared/wrapup/submission-kind.ts';
import type { SubmissionView } from '#shared/wrapup/submission.ts';
import { submissionViewShape } from '#test/support/answer-shapes.ts';
import { everybody, OUTBOX_OPTIONS } from '#test/support/outbox-options.ts';
import { createOutbox } from '#main/outbox/outbox.ts';
import { createViewer } from '#main/base/viewer.ts';
import { createWorkbench, fieldEdit, wrapUp, type Workbench } from '#test/support/workbench.ts';
import { EXPORT_FORMS } from '#shared/contract/history-file.ts';

const delivered = { kind: 'delivered' } as const;
const unknown = { kind: 'unknown', cause: 'timeout' } as const;
const refused = { kind: 'refused', reason: 'LName is too long.' } as const;
const reference = { callId: 'a', lcmKey: '5|3|1|0|0|44|1', type: 'OUTBOUND' };

let bench: Workbench;
beforeEach(() => {
  bench = createWorkbench();
});
afterEach(() => bench.remove());

const stateOf = ({ id }: SubmissionView): string | undefined => bench.outbox.view(id)?.state;
const correct = (values: Readonly<Record<string, string>>, agent = 'agent-1'): SubmissionView =>
  bench.outbox.submit(fieldEdit('a', values, { agent }));

/** Answers the last request of that LCM call. */
async function answer(
  call: string,
  result: typeof delivered | typeof unknown | typeof refused,
): Promise<void> {
  await bench.sender.all.findLast((request) => request.call === call)!.answer(result);
}
const CORRECTION = 'SetContactBusinessFields';
const OUTCOME = 'SetCallOutcomeWithComments';

it('each LCM call of the outbox carries one family of kinds', () => {
  const carried = Object.values(KINDS).flatMap(({ calls, family }) =>
    calls.map((call) => `${call} ${family}`),
  );
  expect([...new Set(carried)].map((each) => each.split(' ')[0])).toEqual(SET_CALLS);
  expect(OUTCOME_CALLS.map((call) => kindOf(call, true))).toEqual(OUTCOME_CALLS.map(() => 'otherCampaign'));
  expect(OUTCOME_CALLS.map((call) => kindOf(call))).toEqual(OUTCOME_CALLS.map(() => 'disposition'));
  expect(kindOf(CORRECTION)).toBe('fieldEdit');
  expect(kindOf('SetDNC')).toBe('doNotCall');
  for (const call of SET_CALLS) {
    const { id } = bench.outbox.submit(wrapUp(call, 'first', { call }));
    expect(bench.outbox.view(id)?.kind).toBe(kindOf(call));
  }
});

describe('a field edit', () => {
  it('does not wrap up its call: the call stays on the list, with its draft', async () => {
    bench.calls.open(reference, 'hand', 'ended');
    const draft = { ...EMPTY_DRAFT, comment: 'half done' };
    bench.calls.saveDraft('a', draft);
    const saved = correct({ LName: 'Berry' });
    expect(submissionViewShape.parse(saved)).toEqual(saved);
    expect(saved).toMatchObject({ kind: 'fieldEdit', fields: [{ name: 'LName', value: 'Berry' }] });
    await bench.restart();
    expect(bench.outbox.fieldEdits('a')).toEqual([saved]);
    expect(bench.calls.get('a')).toMatchObject({ wrappedAt: null, draft });
    expect(bench.outbox.latestForCall('a')).toBeNull();
  });

  it('supersedes an earlier one only if it has all its fields', () => {
    const both = correct({ FName: 'Test', LName: 'Bery' });
    const last = correct({ LName: 'Berry' });
    expect([both, last].map(stateOf)).toEqual(['queued', 'queued']);
    const first = correct({ FName: 'Tess' });
    expect([both, last, first].map(stateOf)).toEqual(['superseded', 'queued', 'queued']);
    expect(bench.outbox.fieldEdits('a').map(({ id }) => id)).toEqual([last.id, first.id]);
    expect(stateOf(bench.outbox.submit(wrapUp('a')))).toBe('queued');
    expect([last, first].map(stateOf)).toEqual(['queued', 'queued']);
  });

  it('goes after an earlier one with other fields, and never supersedes a colleague’s', async () => {
    const mine = correct({ FName: 'Tess' });
    const colleagues = correct({ FName: 'Tom' }, 'agent-2');
    const other = correct({ LName: 'Berry' });
    bench.outbox.linkUp(false);
    for (const one of [mine, colleagues, other]) {
      expect(bench.sender.last().data).toMatchObject({ businessField: [{ Value: one.fields[0]!.value }] });
      await bench.sender.last().answer(delivered);
      await bench.clock.advance(1_000);
    }
    expect([mine, colleagues, other].map(stateOf)).toEqual(['delivered', 'delivered', 'delivered']);
  });

  it('is superseded after a refusal by a later one with its fields, not by one with others', async () => {
    bench.outbox.linkUp(false);
    const first = correct({ LName: 'Berry the very long' });
    const second = correct({ LName: 'Berry' });
    await answer(CORRECTION, refused);
    expect(stateOf(first)).toBe('superseded');
    await bench.clock.advance(1_000);
    await answer(CORRECTION, refused);
    correct({ FName: 'Tess' });
    expect(bench.outbox.view(second.id)).toMatchObject({ state: 'refused', reason: 'LName is too long.' });
  });

  it('that was refused holds up nobody’s, and is not tried again once somebody corrected its field', async () => {
    bench.outbox.linkUp(false);
    const both = correct({ FName: 'Tess', LName: 'Berry the very long' });
    await answer(CORRECTION, refused);
    const mine = correct({ FName: 'Tessa' });
    const colleagues = correct({ FName: 'Tom' }, 'agent-2');
    for (const one of [mine, colleagues]) {
      await bench.clock.advance(1_000);
      expect(bench.sender.last().data).toMatchObject({ businessField: [{ Value: one.fields[0]!.value }] });
      await answer(CORRECTION, delivered);
    }
    expect([both, mine, colleagues].map(stateOf)).toEqual(['refused', 'delivered', 'delivered']);
    expect(() => bench.outbox.retry(both.id)).toThrow(/movedOn superseded/);
    bench.outbox.discard(both.id, 'FName has another value now');
  });

  it('stays as it is when it is to be edited, which is for wrap-ups', async () => {
    bench.calls.open(reference, 'hand', 'ended');
    const wrapped = bench.outbox.submit(wrapUp('a'));
    const saved = correct({ LName: 'Berry' });
    expect(bench.outbox.edit(saved.id)).toEqual({ callId: 'a' });
    expect([wrapped, saved].map(stateOf)).toEqual(['queued', 'queued']);
    expect(bench.calls.get('a')).toMatchObject({ draft: null, wrappedAt: wrapped.madeAt });
    await bench.restart();
    expect([wrapped, saved].map(stateOf)).toEqual(['queued', 'queued']);
  });
});

describe('kinds never wait for each other', () => {
  it('while one is under way, unanswered, refused or held', async () => {
    bench.outbox.linkUp(false);
    correct({ LName: 'Berry' });
    bench.outbox.submit(wrapUp('a'));
    expect(bench.sender.all.map(({ call }) => call)).toEqual([CORRECTION, OUTCOME]);
    await answer(OUTCOME, delivered);
    expect(bench.outbox.latestForCall('a')?.state).toBe('delivered');

    await answer(CORRECTION, refused);
    await bench.clock.advance(1_000);
    bench.outbox.submit(wrapUp('a', 'second'));
    expect(bench.sender.last().data['AgentComments']).toBe('second');
    await answer(OUTCOME, refused);
    await bench.clock.advance(1_000);

    correct({ LName: 'Barry' });
    expect(bench.sender.last().call).toBe(CORRECTION);
    await bench.sender.last().answer(unknown);
    bench.outbox.submit(wrapUp('a', 'third'));
    expect(bench.sender.last().data['AgentComments']).toBe('third');
  });

  it('and a late reply settles the kind whose LCM call it answers', async () => {
    bench.outbox.linkUp(false);
    const edit = correct({ LName: 'Berry' });
    const wrapped = bench.outbox.submit(wrapUp('a'));
    await answer(CORRECTION, unknown);
    await answer(OUTCOME, unknown);
    bench.outbox.settleLate(CORRECTION, 'a', refused);
    expect([edit, wrapped].map(stateOf)).toEqual(['refused', 'queued']);
    bench.outbox.settleLate(OUTCOME, 'a', delivered);
    expect([edit, wrapped].map(stateOf)).toEqual(['refused', 'delivered']);
  });
});

it('is taken up after a kill, each kind by itself', async () => {
  bench.outbox.linkUp(false);
  const edit = correct({ LName: 'Berry' });
  const wrapped = bench.outbox.submit(wrapUp('a'));
  await bench.restart();
  for (const one of [edit, wrapped])
    expect(bench.outbox.view(one.id)).toMatchObject({ state: 'queued', unknown: true });
  bench.outbox.linkUp(false);
  expect(bench.sender.all.map(({ call }) => call)).toEqual([CORRECTION, OUTCOME]);
});

it('a call that left the list with a correction alone was not wrapped up, and goes with it when it is old', async () => {
  bench.calls.open(reference, 'hand', 'ended');
  bench.outbox.linkUp(false);
  correct({ LName: 'Berry' });
  await answer(CORRECTION, delivered);
  const { database, cipher, clock } = bench;
  const period = keptPeriod(database, clock.now() + 1, Number.MAX_SAFE_INTEGER);
  // Nothing was written in the period, so its bounds are set by hand.
  const all = { ...period, history: 1_000, calls: 1_000, submissions: 1_000 };
  bench.calls.close('a');
  const calls = createCalls({ database, cipher, clock, log, viewer: everybody });
  expect(calls.notWrappedUp(10).map(({ callId }) => callId)).toEqual(['a']);
  bench.calls.open(reference, 'hand', 'ended');
  expect(deleteOld({ database, cipher }, all, FROM_THE_OLDEST, 10).deleted).toBe(1);
  expect(bench.outbox.fieldEdits('a')).toEqual([]);
});

it('the history is searched by the words for its kind, and the export names kind and fields', async () => {
  bench.outbox.submit(wrapUp('a'));
  correct({ FName: 'Tess', LName: 'Berry' });
  const shown = {
    codes: { korrektur: ['kind.fieldEdit'] },
    times: { locale: 'de' },
  };
  const query = { query: 'Korrektur', shown, before: null, limit: 10 };
  const { entries } = await bench.outbox.history.list(query);
  expect(entries.map(({ kind, summary }) => [kind, summary])).toEqual([['fieldEdit', 'FName, LName']]);

  const { text } = await bench.outbox.history.export({ format: 'json', form: 'record', cursor: null });
  const rows = JSON.parse(text) as Record<string, unknown>[];
  expect(rows.map(({ kind, fields }) => [kind, fields])).toEqual([
    ['disposition', null],
    ['fieldEdit', 'FName: Tess\nLName: Berry'],
  ]);
});

it('only its author sees what a correction says; its fields’ names are for everybody', async () => {
  const { database, cipher, clock } = bench;
  const saved = correct({ LName: 'Berry' }, 'ana');
  const bens = createOutbox({
    ...OUTBOX_OPTIONS,
    ...{ database, cipher, clock, log, viewer: createViewer(() => 'ben') },
    send: () => Promise.resolve({ kind: 'unsent', cause: 'not-connected' }),
  });
  expect(bens.view(saved.id)).toMatchObject({ withheld: true, fields: [], summary: 'LName' });
  expect(bens.fieldEdits('a')).toMatchObject([{ fields: [] }]);
  for (const form of EXPORT_FORMS)
    expect((await bens.history.export({ format: 'csv', form, cursor: null })).text).not.toContain('Berry');
  expect((await bens.history.list({ query: 'Berry', before: null, limit: 10 })).entries).toEqual([]);
  expect(() => bens.discard(saved.id, 'mine now')).toThrow(/ana/);
});
