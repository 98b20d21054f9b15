import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SubmissionView } from '#shared/wrapup/submission.ts';
import { createWorkbench, fieldEdit, wrapUp, type Workbench } from '#test/support/workbench.ts';

const delivered = { kind: 'delivered' } as const;
const refused = { kind: 'refused', reason: 'The campaign knows no do-not-call.' } as const;
const unknown = { kind: 'unknown', cause: 'timeout' } as const;
const NO_CALL = '';
/** How long a call rests after a reply. */
const REST = 250;

let bench: Workbench;
beforeEach(() => {
  bench = createWorkbench();
});
afterEach(() => bench.remove());

const stateOf = ({ id }: SubmissionView): string | undefined => bench.outbox.view(id)?.state;

/** A do-not-call: its request names the contact, and neither the call nor the agent. */
function block(callId: string, lcmKey: string, agent = 'agent-1'): SubmissionView {
  const data = { AccountNumber: lcmKey, OutcomeID: 5, isPhoneNoDNC: true, BusinessOutcome: 0, LeadScore: 0 };
  const what = { call: 'SetDNC', data, summary: 'Number · for ever', draft: null, comment: '' } as const;
  return bench.outbox.submit({ ...wrapUp(callId), ...what, lcmKey, agent });
}

const sent = (): unknown[] =>
  bench.sender.all.map(({ call, data }) => [call, data['AccountNumber'] ?? data['callid']]);

describe('a do-not-call', () => {
  it('leaves its call on the list, with its draft', () => {
    bench.calls.open({ callId: 'a', lcmKey: '5|3', type: 'OUTBOUND' }, 'hand', 'ended');
    const saved = block('a', '5|3');
    expect(saved).toMatchObject({ kind: 'doNotCall', state: 'queued', fields: [], comment: '' });
    expect(bench.calls.get('a')?.wrappedAt).toBeNull();
    expect(bench.outbox.latestForCall('a')).toBeNull();
    expect(bench.outbox.doNotCalls('a')).toEqual([saved]);
  });

  it('is superseded by nothing: no wrap-up, no correction, no other do-not-call of the call', () => {
    const one = block('a', '5|3');
    const wrapped = bench.outbox.submit(wrapUp('a'));
    bench.outbox.submit(fieldEdit('a', { LName: 'Berry' }));
    const two = block('a', '5|3');
    const last = bench.outbox.submit(wrapUp('a', 'second'));
    expect([one, wrapped, two, last].map(stateOf)).toEqual(['queued', 'superseded', 'queued', 'queued']);
  });

  it('goes before what is saved later for its call, of whatever kind and agent, and holds up no other call', async () => {
    block('a', '5|3');
    bench.outbox.submit(wrapUp('a'));
    bench.outbox.submit(fieldEdit('a', { LName: 'Berry' }));
    bench.outbox.submit(wrapUp('a', 'colleague', { agent: 'agent-2' }));
    bench.outbox.submit(wrapUp('b'));
    bench.outbox.linkUp(false);
    expect(sent()).toEqual([
      ['SetDNC', '5|3'],
      ['SetCallOutcomeWithComments', 'b'],
    ]);
    await bench.sender.all[1]!.answer(delivered);
    await bench.sender.all[0]!.answer(unknown);
    await bench.clock.advance(5_000);
    expect(sent().slice(2)).toEqual([['SetDNC', '5|3']]);
    await bench.sender.last().answer(delivered);
    expect(sent().slice(3)).toEqual([
      ['SetCallOutcomeWithComments', 'a'],
      ['SetContactBusinessFields', expect.any(String)],
    ]);
  });

  it('does not wait for what was saved before it', () => {
    bench.outbox.submit(wrapUp('a'));
    block('a', '5|3');
    bench.outbox.linkUp(false);
    expect(sent().map((one) => (one as string[])[0])).toEqual(['SetCallOutcomeWithComments', 'SetDNC']);
  });

  it('that is refused stays to be seen and holds up nothing; it can be tried again or discarded', async () => {
    bench.outbox.linkUp(false);
    const one = block('a', '5|3');
    bench.outbox.submit(wrapUp('a'));
    await bench.sender.all[0]!.answer(refused);
    expect(bench.outbox.view(one.id)).toMatchObject({ state: 'refused', reason: refused.reason });
    expect(bench.sender.last().call).toBe('SetCallOutcomeWithComments');
    bench.outbox.retry(one.id);
    await bench.clock.advance(REST);
    expect(bench.sender.last()).toMatchObject({ call: 'SetDNC', data: { AccountNumber: '5|3' } });
    await bench.sender.last().answer(refused);
    bench.outbox.discard(one.id, 'They may call');
    expect(bench.outbox.doNotCalls('a')).toEqual([]);
  });

  it('that is discarded lets the wrap-up go', () => {
    const one = block('a', '5|3');
    bench.outbox.submit(wrapUp('a'));
    bench.outbox.discard(one.id, 'They may call');
    bench.outbox.linkUp(false);
    expect(sent()).toEqual([['SetCallOutcomeWithComments', 'a']]);
  });

  it('that was refused is not tried again once the call has a later one: what was said last counts', async () => {
    bench.outbox.linkUp(false);
    const one = block('a', '5|3');
    await bench.sender.last().answer(refused);
    block('a', '5|3');
    expect(() => bench.outbox.retry(one.id)).toThrow(/movedOn superseded/);
  });

  it('that LCM never answers lets the rest of its call go after five tries, is tried on, and says so', async () => {
    bench.outbox.linkUp(false);
    const one = block('a', '5|3');
    const two = block('a', '5|3');
    bench.outbox.submit(wrapUp('a'));
    for (let tries = 1; tries <= 5; tries += 1) {
      expect(sent()).toEqual(Array.from({ length: tries }, () => ['SetDNC', '5|3']));
      expect(bench.outbox.view(one.id)?.isLetPast).toBe(false);
      await bench.sender.last().answer(unknown);
      if (tries < 5) await bench.clock.advance(60_000);
    }
    expect(sent().slice(5)).toEqual([['SetCallOutcomeWithComments', 'a']]);
    expect(bench.outbox.view(one.id)).toMatchObject({ state: 'queued', unknown: true, isLetPast: true });
    expect(bench.outbox.view(two.id)?.isLetPast).toBe(false);
    await bench.sender.last().answer(delivered);
    await bench.clock.advance(60_000);
    expect(sent().slice(6)).toEqual([['SetDNC', '5|3']]);
    await bench.sender.last().answer(delivered);
    expect([one, two].map(stateOf)).toEqual(['delivered', 'queued']);
  });

  it('that waits for a link goes first, however long that takes', async () => {
    bench.outbox.linkUp(false);
    block('a', '5|3');
    bench.outbox.submit(wrapUp('a'));
    for (let tries = 0; tries < 8; tries += 1) {
      await bench.sender.last().answer({ kind: 'unsent', cause: 'not-connected' });
      await bench.clock.advance(60_000);
    }
    expect(new Set(sent().map((one) => (one as string[])[0]))).toEqual(new Set(['SetDNC']));
  });

  it('is taken up after a kill, before the wrap-up', async () => {
    bench.outbox.linkUp(false);
    const one = block('a', '5|3');
    bench.outbox.submit(wrapUp('a'));
    await bench.restart();
    expect(bench.outbox.view(one.id)).toMatchObject({ kind: 'doNotCall', state: 'queued', unknown: true });
    bench.outbox.linkUp(false);
    expect(sent()).toEqual([['SetDNC', '5|3']]);
  });
});

describe('since its reply names no call', () => {
  it('one is under way at a time, over all calls, and the next one waits until a doubled reply has come', async () => {
    bench.outbox.linkUp(false);
    for (const callId of ['a', 'b', 'c']) block(callId, `key ${callId}`);
    bench.outbox.submit(wrapUp('d'));
    expect(sent()).toEqual([
      ['SetDNC', 'key a'],
      ['SetCallOutcomeWithComments', 'd'],
    ]);
    await bench.sender.all[0]!.answer(delivered);
    expect(bench.sender.all).toHaveLength(2);
    await bench.clock.advance(REST);
    expect(sent().slice(2)).toEqual([['SetDNC', 'key b']]);
    await bench.sender.last().answer(delivered);
    await bench.clock.advance(REST);
    expect(sent().slice(3)).toEqual([['SetDNC', 'key c']]);
  });

  it('a late reply settles the only one that awaits one', async () => {
    bench.outbox.linkUp(false);
    const one = block('a', 'key a');
    await bench.sender.last().answer(unknown);
    bench.outbox.settleLate('SetDNC', NO_CALL, delivered);
    expect(stateOf(one)).toBe('delivered');
  });

  it('a late reply settles none of several, and none of them is taken for answered', async () => {
    bench.outbox.linkUp(false);
    const one = block('a', 'key a');
    await bench.sender.last().answer(unknown);
    const two = block('b', 'key b');
    await bench.clock.advance(REST);
    await bench.sender.last().answer(unknown);
    bench.outbox.settleLate('SetDNC', NO_CALL, refused);
    expect([one, two].map(stateOf)).toEqual(['queued', 'queued']);
    // Whose refusal it was is not known: a further reply may still come to either. So each has to outvote the other's.
    bench.outbox.linkDown();
    bench.outbox.linkUp(false);
    const key = bench.sender.last().data['AccountNumber'];
    const [sent, waiting] = key === 'key a' ? [one, two] : [two, one];
    const tries = (): number => bench.sender.all.filter(({ data }) => data['AccountNumber'] === key).length;
    const before = tries();
    await bench.sender.last().answer(delivered);
    expect(stateOf(sent)).toBe('sending');
    await bench.clock.advance(REST);
    expect(tries()).toBe(before + 1);
    await bench.sender.last().answer(delivered);
    expect([sent, waiting].map(stateOf)).toEqual(['delivered', 'queued']);
    await bench.clock.advance(REST);
    await bench.sender.last().answer(refused);
    expect(stateOf(waiting)).toBe('sending');
    await bench.clock.advance(REST);
    await bench.sender.last().answer(refused);
    expect(stateOf(waiting)).toBe('refused');
  });

  it('an earlier one is sent until it outvotes the replies that a later one still awaits', async () => {
    bench.outbox.linkUp(false);
    const earlier = block('a', 'key a');
    await bench.sender.last().answer(refused);
    const later = block('b', 'key b');
    await bench.clock.advance(REST);
    await bench.sender.last().answer(unknown);
    bench.outbox.retry(earlier.id);
    await bench.clock.advance(REST);
    expect(bench.sender.last().data['AccountNumber']).toBe('key a');
    await bench.sender.last().answer(delivered);
    expect([earlier, later].map(stateOf)).toEqual(['sending', 'queued']);
    await bench.clock.advance(REST);
    await bench.sender.last().answer(delivered);
    expect(stateOf(earlier)).toBe('delivered');
  });
});
