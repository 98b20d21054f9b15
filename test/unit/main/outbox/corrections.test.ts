import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCalls, type Calls } from '#main/calls/call-store.ts';
import { silentLog as log } from '#main/base/log.ts';
import { createViewer } from '#main/base/viewer.ts';
import { deleteOld, FROM_THE_OLDEST, keptPeriod } from '#main/outbox/history/old-calls.ts';
import { createOutbox, type Outbox } from '#main/outbox/outbox.ts';
import { EMPTY_DRAFT, type Draft } from '#shared/draft/draft.ts';
import type { SubmissionView } from '#shared/wrapup/submission.ts';
import { OUTBOX_OPTIONS } from '#test/support/outbox-options.ts';
import { transitionsOf } from '#test/support/transitions.ts';
import { createWorkbench, wrapUp, type Workbench } from '#test/support/workbench.ts';

const delivered = { kind: 'delivered' } as const;
const refused = { kind: 'refused', reason: 'Invalid Call ID.' } as const;
const reference = { callId: 'a', lcmKey: '5|3|1|0|0|44|1', type: 'OUTBOUND' };
const callback: Draft['callback'] = {
  kind: 'personal',
  startDate: '2026-03-12',
  startTime: '10:00',
  endDate: '2026-03-12',
  endTime: '10:30',
  startFold: null,
  endFold: null,
  modeId: '3',
  zone: null,
  when: '',
};
const WHOLE: Draft = {
  businessOutcomeId: '101',
  telephonyOutcomeId: '4',
  callback,
  comment: 'first',
  targetAmount: '12.5',
  leadScore: '7',
  confirmed: 'The customer agreed',
  doNotCall: { scope: 'number', field: null, period: { kind: 'permanent' } },
  campaigns: ['7|2|1|0|0|44|1'],
  presets: ['leadScore'],
};

let bench: Workbench;
beforeEach(() => {
  bench = createWorkbench();
  bench.calls.open(reference, 'hand', 'ended');
  bench.outbox.linkUp(false);
});
afterEach(() => bench.remove());

const at = (): ReturnType<Calls['get']> => bench.calls.get('a');
const stateOf = ({ id }: SubmissionView): string | undefined => bench.outbox.view(id)?.state;
const draft = (comment: string): Draft => ({ ...EMPTY_DRAFT, comment });
const trail = async ({ id }: SubmissionView): Promise<string[]> => {
  const entries = await transitionsOf(bench.outbox.history);
  return entries
    .filter(({ submissionId }) => submissionId === id)
    .map(({ detail }) => detail)
    .reverse();
};
async function deliver(entered: Draft = WHOLE): Promise<SubmissionView> {
  const more = { draft: entered, callbackZone: entered.callback === null ? null : 'Europe/Madrid' };
  const saved = bench.outbox.submit(wrapUp('a', 'first', more));
  await bench.sender.last().answer(delivered);
  return saved;
}

describe('a correction of what was delivered', () => {
  it('begins with what was sent, and leaves its call wrapped up', async () => {
    const first = await deliver();
    const sentAt = bench.outbox.view(first.id)!.updatedAt;
    expect(bench.outbox.correct('a')).toEqual({ callId: 'a' });
    expect(at()).toMatchObject({
      wrappedAt: first.madeAt,
      correcting: { submissionId: first.id, sentAt },
      // The zone in which it was entered is named: the settings may name another one by now.
      draft: { ...WHOLE, callback: { ...callback, zone: 'Europe/Madrid' } },
    });
    expect(bench.calls.toWrapUp()).toEqual([]);
    expect(bench.outbox.summary()).toMatchObject({ waiting: 0, held: 0 });
  });

  it('follows what was sent, and its history says so', async () => {
    const first = await deliver();
    bench.outbox.correct('a');
    bench.calls.saveDraft('a', draft('second'));
    const second = bench.outbox.submit(wrapUp('a', 'second'));
    expect(at()).toMatchObject({ wrappedAt: second.madeAt, correcting: null, draft: null });
    await bench.clock.advance(1_000);
    expect(bench.sender.last().data['AgentComments']).toBe('second');
    await bench.sender.last().answer(delivered);
    expect([first, second].map(stateOf)).toEqual(['delivered', 'delivered']);
    expect(await trail(second)).toEqual(['submittedCorrection', 'sent', 'acknowledged']);
  });

  it('goes on over a restart, and when it is begun again', async () => {
    await deliver();
    bench.outbox.correct('a');
    bench.calls.saveDraft('a', draft('half corrected'));
    await bench.restart();
    expect(at()).toMatchObject({ correcting: {}, draft: { comment: 'half corrected' } });
    bench.outbox.correct('a');
    expect(at()?.draft?.comment).toBe('half corrected');
  });

  it('stays when the agent empties the form', async () => {
    await deliver();
    bench.outbox.correct('a');
    bench.calls.saveDraft('a', EMPTY_DRAFT);
    expect(at()).toMatchObject({ correcting: {}, draft: EMPTY_DRAFT });
  });

  it('leaves all as it was when it is cancelled', async () => {
    const first = await deliver();
    const before = at();
    const told = await trail(first);
    bench.outbox.correct('a');
    bench.calls.saveDraft('a', draft('half corrected'));
    bench.outbox.cancelCorrection('a');
    expect(at()).toEqual(before);
    expect(await trail(first)).toEqual(told);
    await bench.clock.advance(60_000);
    expect(bench.sender.all).toHaveLength(1);
  });

  it('goes on when the softphone tells of the call again, or a link names it', async () => {
    await deliver();
    bench.outbox.correct('a');
    for (const origin of ['bus', 'link', 'hand'] as const) {
      bench.calls.open(reference, origin, 'ringing');
      expect(at()).toMatchObject({ correcting: {}, draft: { comment: 'first' } });
    }
    bench.outbox.cancelCorrection('a');
    // Without a correction, a link brings the call back for another wrap-up.
    bench.calls.open(reference, 'link', 'ringing');
    expect(at()).toMatchObject({ wrappedAt: null, correcting: null, draft: null });
    const again = bench.outbox.submit(wrapUp('a', 'again'));
    expect(await trail(again)).toEqual(['submitted']);
  });

  it('opens a call of long ago, one that was closed, and one that was deleted', async () => {
    await deliver();
    for (let n = 0; n < 25; n += 1) {
      bench.calls.open({ ...reference, callId: `later-${n}` }, 'hand', 'ended');
      bench.outbox.submit(wrapUp(`later-${n}`));
    }
    expect(bench.calls.latelyWrapped()).not.toContain('a');
    bench.outbox.correct('a');
    expect(bench.calls.latelyWrapped().at(-1)).toBe('a');
    bench.outbox.cancelCorrection('a');
    expect(bench.calls.latelyWrapped()).not.toContain('a');

    bench.calls.close('a');
    bench.outbox.correct('a');
    expect(at()).toMatchObject({ correcting: {}, draft: { comment: 'first' } });
    bench.outbox.cancelCorrection('a');

    bench.database.prepare(`DELETE FROM calls WHERE call_id = 'a'`).run();
    bench.outbox.correct('a');
    expect(at()).toMatchObject({ lcmKey: reference.lcmKey, correcting: {}, draft: { comment: 'first' } });
  });

  it('is not deleted with what is old', async () => {
    await deliver({ ...EMPTY_DRAFT, businessOutcomeId: '101' });
    bench.outbox.correct('a');
    const { database, cipher, clock } = bench;
    await clock.advance(400 * 86_400_000);
    bench.calls.open({ ...reference, callId: 'young' }, 'hand', 'ended');
    bench.outbox.submit(wrapUp('young'));
    const isOld = (): number => {
      const now = clock.now();
      return deleteOld({ database, cipher }, keptPeriod(database, now - 1, now), FROM_THE_OLDEST, 10).deleted;
    };
    expect(isOld()).toBe(0);
    bench.outbox.cancelCorrection('a');
    expect(isOld()).toBe(1);
  });

  it('is refused while it is sent, and brings back a call whose wrap-up was discarded', async () => {
    const first = bench.outbox.submit(wrapUp('a'));
    expect(() => bench.outbox.correct('a')).toThrow(/movedOn sending/);
    await bench.sender.last().answer(refused);
    bench.outbox.discard(first.id, 'wrong person');
    expect(bench.outbox.correct('a')).toEqual({ callId: 'a' });
    expect(at()).toMatchObject({ wrappedAt: null, correcting: null, draft: null });
    expect(() => bench.outbox.correct('nothing')).toThrow(expect.objectContaining({ name: 'NotFoundError' }));
  });
});

describe('a correction of what is not delivered', () => {
  it('is sent as it was after the correction was cancelled, at once or in the next run', async () => {
    bench.outbox.linkDown();
    const first = bench.outbox.submit(wrapUp('a'));
    bench.outbox.edit(first.id);
    expect(at()).toMatchObject({ wrappedAt: first.madeAt, correcting: { sentAt: null } });
    // It waits for the agent, who knows: nobody has to look.
    expect(bench.outbox.summary()).toMatchObject({ waiting: 1, held: 0 });
    await bench.restart();
    expect(stateOf(first)).toBe('held');
    bench.outbox.cancelCorrection('a');
    expect(stateOf(first)).toBe('queued');
    bench.outbox.linkUp(false);
    expect(bench.sender.last().data).toEqual(wrapUp('a').data);
  });

  it('leaves a refused one refused', async () => {
    const first = bench.outbox.submit(wrapUp('a'));
    await bench.sender.last().answer(refused);
    bench.outbox.correct('a');
    expect(bench.outbox.summary()).toMatchObject({ refused: 1, held: 0 });
    bench.outbox.cancelCorrection('a');
    expect(bench.outbox.view(first.id)).toMatchObject({ state: 'refused', reason: 'Invalid Call ID.' });
  });
});

describe('two agents at one desktop', () => {
  let agent = 'ana';
  function desk(): { calls: Calls; outbox: Outbox } {
    const { database, cipher, clock } = bench;
    const viewer = createViewer(() => agent);
    const calls = createCalls({ database, cipher, clock, log, viewer });
    const outbox = createOutbox({
      ...OUTBOX_OPTIONS,
      database,
      cipher,
      clock,
      log,
      viewer,
      send: bench.sender.send,
      soon: (run) => run(),
    });
    return { calls, outbox };
  }

  it('each correct for themselves, and the other’s words stay hidden', async () => {
    agent = 'ana';
    const { calls, outbox } = desk();
    outbox.linkUp(false);
    outbox.submit(wrapUp('a', 'of Ana', { agent, draft: draft('of Ana') }));
    await bench.sender.last().answer(delivered);
    outbox.correct('a');
    calls.saveDraft('a', draft('Ana corrects'));

    agent = 'ben';
    expect(calls.get('a')).toMatchObject({ correcting: null, draft: null, draftBy: 'ana' });
    expect(calls.latelyWrapped()).toEqual(['a']);
    outbox.correct('a');
    expect(calls.get('a')).toMatchObject({ correcting: {}, draft: EMPTY_DRAFT });
    calls.saveDraft('a', draft('Ben corrects'));
    outbox.cancelCorrection('a');
    expect(calls.get('a')).toMatchObject({ correcting: null, draft: null });

    agent = 'ana';
    expect(calls.get('a')).toMatchObject({ correcting: {}, draft: { comment: 'Ana corrects' } });
    await outbox.close();
  });

  it('keep an older draft of a call that a colleague has wrapped up', async () => {
    agent = 'ana';
    const { calls, outbox } = desk();
    outbox.linkUp(false);
    calls.saveDraft('a', draft('Ana began'));
    agent = 'ben';
    outbox.submit(wrapUp('a', 'of Ben', { agent, draft: draft('of Ben') }));
    await bench.sender.last().answer(delivered);
    agent = 'ana';
    outbox.correct('a');
    calls.saveDraft('a', draft('Ana corrects'));
    outbox.cancelCorrection('a');
    expect(calls.get('a')).toMatchObject({ correcting: null, draft: { comment: 'Ana began' } });
    await outbox.close();
  });
});

it('tells whether a correction says the same as what LCM has acknowledged', async () => {
  const first = await deliver();
  const { call, data } = wrapUp('a', 'first');
  expect(bench.outbox.isDelivered(first.id, { call, data })).toBe(true);
  expect(bench.outbox.isDelivered(first.id, { call, data: { ...data, AgentComments: 'other' } })).toBe(false);
  expect(bench.outbox.isDelivered(first.id, { call: 'SetCallbackWithComments', data })).toBe(false);
});

it('does not take a refused wrap-up for acknowledged, so that it may be sent again as it is', async () => {
  const entered = wrapUp('a', 'first');
  const { id } = bench.outbox.submit(entered);
  await bench.sender.last().answer(refused);
  expect(bench.outbox.isDelivered(id, entered)).toBe(false);
});
