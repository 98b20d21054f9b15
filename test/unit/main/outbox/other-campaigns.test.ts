import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NewSubmission } from '#main/outbox/outbox.ts';
import { readId, type JsonObject } from '#shared/lcm/json.ts';
import type { SubmissionView } from '#shared/wrapup/submission.ts';
import { createWorkbench, wrapUp, type Workbench } from '#test/support/workbench.ts';

const delivered = { kind: 'delivered' } as const;
const refused = { kind: 'refused', reason: 'The contact is closed there.' } as const;
const unknown = { kind: 'unknown', cause: 'timeout' } as const;
/** How long a call rests after a reply, and longer than the first retries take. */
const REST = 250;
const LONG = 5_000;

const RENEWAL = '7|2|550|0|0|44|1';
const SURVEY = '7|3|550|0|0|44|1';

let bench: Workbench;
beforeEach(() => {
  bench = createWorkbench();
});
afterEach(() => bench.remove());

/** The wrap-up of the call for another campaign of its contact. */
function toOther(lcmKey: string, value = 'first', more: Partial<NewSubmission> = {}): NewSubmission {
  return {
    ...wrapUp('a', value),
    lcmKey,
    data: { callid: 'a', AccountNumber: lcmKey, AgentComments: value },
    otherCampaign: { id: lcmKey.split('|')[1] ?? '', name: `Campaign ${lcmKey.split('|')[1]}` },
    draft: null,
    ...more,
  };
}

const submitAll = (value = 'first'): SubmissionView[] =>
  bench.outbox.submitAll([wrapUp('a', value), toOther(RENEWAL, value), toOther(SURVEY, value)]);
const stateOf = ({ id }: SubmissionView): string | undefined => bench.outbox.view(id)?.state;
const text = (data: JsonObject, name: string): string => readId(data[name]) ?? 'own';
const sent = (): string[] =>
  bench.sender.all.map(({ data }) => `${text(data, 'AccountNumber')} ${text(data, 'AgentComments')}`);

describe('a wrap-up for several campaigns', () => {
  it('is saved as one submission each; only that of the own campaign wraps up the call', () => {
    bench.calls.open({ callId: 'a', lcmKey: '5|3', type: 'OUTBOUND' }, 'hand', 'ended');
    const saved = submitAll();
    expect(saved).toMatchObject([
      { kind: 'disposition', campaign: null },
      { kind: 'otherCampaign', campaign: 'Campaign 2', lcmKey: RENEWAL },
      { kind: 'otherCampaign', campaign: 'Campaign 3', lcmKey: SURVEY },
    ]);
    expect(bench.outbox.list({ states: ['queued'], offset: 0, limit: 9 }).items.map(({ id }) => id)).toEqual(
      saved.map(({ id }) => id).reverse(),
    );
    expect(bench.calls.get('a')?.wrappedAt).not.toBeNull();
    expect(bench.outbox.latestForCall('a')?.id).toBe(saved[0]!.id);
    expect(bench.outbox.latestForCampaign('a', SURVEY)?.id).toBe(saved[2]!.id);
    expect(bench.outbox.latestForCampaign('a', '1|2|3')).toBeNull();
  });

  it('is saved whole or not at all', () => {
    const broken = { ...toOther(SURVEY), madeZone: undefined, zone: undefined } as unknown as NewSubmission;
    expect(() => bench.outbox.submitAll([wrapUp('a'), toOther(RENEWAL), broken])).toThrow();
    expect(bench.outbox.list({ states: ['queued'], offset: 0, limit: 9 }).total).toBe(0);
  });

  it('sends one at a time, since all bear one call id, and rests after each reply', async () => {
    submitAll();
    bench.outbox.linkUp(false);
    expect(sent()).toEqual(['own first']);
    await bench.sender.last().answer(delivered);
    expect(sent()).toEqual(['own first']);
    await bench.clock.advance(REST);
    expect(sent()).toEqual(['own first', `${RENEWAL} first`]);
    await bench.sender.last().answer(delivered);
    await bench.clock.advance(REST);
    expect(sent()).toEqual(['own first', `${RENEWAL} first`, `${SURVEY} first`]);
  });

  it('settles each by itself: one that is refused holds up neither the others nor the call', async () => {
    const [own, renewal, survey] = submitAll();
    bench.outbox.linkUp(false);
    await bench.sender.last().answer(refused);
    await bench.clock.advance(REST);
    await bench.sender.last().answer(refused);
    await bench.clock.advance(REST);
    await bench.sender.last().answer(delivered);
    expect([own!, renewal!, survey!].map(stateOf)).toEqual(['refused', 'refused', 'delivered']);
    expect(bench.outbox.view(renewal!.id)?.reason).toBe(refused.reason);
    bench.outbox.retry(renewal!.id);
    await bench.clock.advance(REST);
    await bench.sender.last().answer(delivered);
    expect([own!, renewal!].map(stateOf)).toEqual(['refused', 'delivered']);
    bench.outbox.discard(own!.id, 'Said elsewhere');
    expect(stateOf(survey!)).toBe('delivered');
  });

  it('is corrected campaign by campaign: a set supersedes no other campaign’s, and what is not said again stays', () => {
    const first = submitAll();
    const second = bench.outbox.submitAll([wrapUp('a', 'second'), toOther(SURVEY, 'second')]);
    expect(first.map(stateOf)).toEqual(['superseded', 'queued', 'superseded']);
    expect(second.map(stateOf)).toEqual(['queued', 'queued']);
    bench.outbox.linkUp(false);
    expect(bench.outbox.latestForCampaign('a', RENEWAL)?.id).toBe(first[1]!.id);
  });

  it('is numbered by LCM key over a restart, so that a correction still finds its campaign', async () => {
    const first = submitAll();
    await bench.restart();
    const again = bench.outbox.submit(toOther(RENEWAL, 'second'));
    expect(first.map(stateOf)).toEqual(['queued', 'superseded', 'queued']);
    expect(stateOf(again)).toBe('queued');
  });

  it('is not sent after what was said to its campaign while its key was away', async () => {
    const [first, second] = [randomBytes(32), randomBytes(32)];
    await bench.restart(first);
    const [old, survey] = bench.outbox.submitAll([toOther(RENEWAL, 'old'), toOther(SURVEY, 'old')]);
    await bench.restart(second);
    bench.outbox.linkUp(false);
    const later = bench.outbox.submit(toOther(RENEWAL, 'new'));
    await bench.sender.last().answer(delivered);
    expect([old!, survey!, later].map(stateOf)).toEqual(['held', 'held', 'delivered']);
    await bench.restart(second, [first]);
    expect([old!, survey!].map(stateOf)).toEqual(['held', 'queued']);
  });

  it('an edit of one for another campaign opens the wrap-up of the call', async () => {
    bench.calls.open({ callId: 'a', lcmKey: '5|3', type: 'OUTBOUND' }, 'hand', 'ended');
    const [own, renewal] = submitAll();
    bench.outbox.linkUp(false);
    await bench.sender.last().answer(delivered);
    await bench.clock.advance(REST);
    await bench.sender.last().answer(refused);
    expect(bench.outbox.edit(renewal!.id)).toEqual({ callId: 'a' });
    expect(bench.calls.get('a')?.correcting?.submissionId).toBe(own!.id);
  });

  it('is all there after a kill: what was under way is sent again, the rest waits its turn', async () => {
    const saved = submitAll();
    bench.outbox.linkUp(false);
    await bench.restart();
    expect(saved.map(stateOf)).toEqual(['queued', 'queued', 'queued']);
    expect(bench.outbox.view(saved[0]!.id)?.unknown).toBe(true);
  });
});

describe('a reply names the call alone', () => {
  it('so a campaign’s set is repeated until it has outvoted the replies that may be another’s', async () => {
    const [own, renewal] = bench.outbox.submitAll([wrapUp('a'), toOther(RENEWAL)]);
    bench.outbox.linkUp(false);
    await bench.sender.last().answer(unknown);
    // The own set waits for its next try, and its reply may still come.
    await bench.clock.advance(REST);
    expect(sent()).toEqual(['own first', `${RENEWAL} first`]);
    await bench.sender.last().answer(delivered);
    expect(stateOf(renewal!)).toBe('sending');
    await bench.clock.advance(REST);
    expect(sent()).toEqual(['own first', `${RENEWAL} first`, `${RENEWAL} first`]);
    await bench.sender.last().answer(delivered);
    expect([own!, renewal!].map(stateOf)).toEqual(['queued', 'delivered']);
  });

  it('so a late one that may be either’s settles none', async () => {
    const [own, renewal] = bench.outbox.submitAll([wrapUp('a'), toOther(RENEWAL)]);
    bench.outbox.linkUp(false);
    await bench.sender.last().answer(unknown);
    await bench.clock.advance(REST);
    await bench.sender.last().answer(unknown);
    bench.outbox.linkDown();
    bench.outbox.settleLate('SetCallOutcomeWithComments', 'a', delivered);
    bench.outbox.settleLate('SetCallOutcomeWithComments', 'a', delivered);
    expect([own!, renewal!].map(stateOf)).toEqual(['queued', 'queued']);
    await bench.clock.advance(LONG);
  });
});
