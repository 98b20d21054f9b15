import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallEvent } from '#main/calls/call-event.ts';
import type { ToldFault } from '#main/calls/named-call.ts';
import { MOST_OFFERS } from '#main/calls/told-calls.ts';
import { EMPTY_DRAFT } from '#shared/draft/draft.ts';
import type { CallMoment } from '#shared/contract/app-state.ts';
import { createWorkbench, wrapUp, type Workbench } from '#test/support/workbench.ts';

const KEY = '5|3|1|0|0|44|1';

let bench: Workbench;
beforeEach(() => {
  bench = createWorkbench();
});
afterEach(() => bench.remove());

type Change = Partial<Omit<CallEvent, 'call' | 'moment'>> & Partial<CallEvent['call']>;

function hear(callId: string, moment: CallMoment | null, change: Change = {}): ToldFault | null {
  const { lcmKey = KEY, type = 'OUTBOUND', contact = null, zone = null, ...more } = change;
  return bench.calls.hear({
    call: { callId, lcmKey, type, contact, zone },
    moment,
    unmappedType: null,
    whose: 'own',
    isLeg: false,
    partOf: null,
    dialect: 'amazon outbound',
    ...more,
  });
}

const listed = (): string[] => bench.calls.list().map(({ callId }) => callId);
const offered = (): string[] => bench.calls.offers().map(({ callId }) => callId);
const of = (callId: string) => bench.calls.get(callId);
const pass = (ms: number): Promise<void> => bench.clock.advance(ms);

describe('the life of a call', () => {
  it('is followed moment by moment, and after-call work begins with its end', async () => {
    const life = ['preview', 'ringing', 'talking', 'held', 'conference', 'transferring', 'dropped'] as const;
    for (const moment of life) {
      await pass(1_000);
      hear('a', moment);
      expect(of('a')?.moment).toBe(moment);
    }
    const endedAt = bench.clock.now();
    for (const late of ['afterCallWork', 'talking', 'ringing', 'dropped'] as const) {
      await pass(1_000);
      hear('a', late);
      const moment = late === 'dropped' ? 'cleared' : 'afterCallWork';
      expect(of('a')).toMatchObject({ phase: 'ended', endedAt, moment, neverAnswered: false });
    }
  });

  it('may be a preview without a call, which can be wrapped up', () => {
    hear('a', 'preview');
    expect(of('a')).toMatchObject({ phase: 'ringing', moment: 'preview' });
    hear('a', 'dropped');
    expect(of('a')).toMatchObject({ phase: 'ended', endedAt: bench.clock.now(), moment: 'dropped' });
    bench.outbox.submit(wrapUp('a'));
    expect(of('a')?.wrappedAt).not.toBeNull();
  });

  it.each<[why: string, life: (CallMoment | 'link lost')[], neverAnswered: boolean]>([
    ['rang and ended', ['ringing', 'dropped'], true],
    ['was only a preview', ['preview', 'dropped'], true],
    ['rang and went into after-call work', ['preview', 'ringing', 'afterCallWork', 'dropped'], true],
    ['was answered', ['ringing', 'talking', 'dropped'], false],
    ['was answered, which was told late', ['ringing', 'dropped', 'talking'], false],
    ['was heard of first when it was over', ['afterCallWork'], false],
    ['rang when the link was lost', ['ringing', 'link lost', 'dropped'], false],
    ['rang once more after the link was lost', ['ringing', 'link lost', 'ringing', 'dropped'], true],
  ])('that %s', async (_why, life, neverAnswered) => {
    for (const moment of life) {
      if (moment === 'link lost') bench.calls.linkLost();
      else hear('a', moment);
    }
    expect(of('a')).toMatchObject({ phase: 'ended', neverAnswered });
    await bench.restart();
    expect(of('a')).toMatchObject({ phase: 'ended', neverAnswered });
  });

  it('was not unanswered if only the agent says that it is over, or a second softphone', () => {
    hear('a', 'ringing');
    bench.calls.end('a');
    expect(of('a')).toMatchObject({ phase: 'ended', neverAnswered: false });
    hear('b', 'ringing', { lcmKey: 'other' });
    hear('b', 'dropped', { lcmKey: 'other', dialect: 'lcm' });
    expect(of('b')).toMatchObject({ phase: 'ended', neverAnswered: false });
  });

  it('keeps who asked for more after-call time, through a restart', async () => {
    hear('a', 'afterCallWork');
    const more = { agent: 'ana', at: bench.clock.now(), seconds: 60, since: bench.clock.now() };
    bench.calls.addMoreTime('a', more);
    bench.calls.addMoreTime('a', { ...more, agent: 'ben' });
    await bench.restart();
    expect(of('a')?.moreTime).toEqual([more, { ...more, agent: 'ben' }]);
    expect(() => bench.calls.addMoreTime('none', more)).toThrow('not on the list');
  });

  it('that was wrapped up in after-call work stays so when the agent leaves it', async () => {
    hear('a', 'talking');
    hear('a', 'afterCallWork');
    const endedAt = bench.clock.now();
    bench.outbox.submit(wrapUp('a'));
    for (const moment of ['dropped', 'afterCallWork', 'talking', null] as const) {
      await pass(20_000);
      hear('a', moment);
      expect([bench.calls.toWrapUp(), of('a')]).toMatchObject([[], { phase: 'ended', endedAt }]);
    }
    expect(of('a')?.wrappedAt).toBe(endedAt);
  });

  it('is not another call to another contact that its softphone tells of under its id', () => {
    const other = { lcmKey: 'other' };
    hear('a', 'talking');
    expect(hear('a', 'held', other)).toBeNull();
    expect(hear('a', 'ringing', { ...other, dialect: 'lcm' })).toBeNull();
    expect(hear('a', 'ringing', other)).toEqual({ field: 'callId', why: 'taken' });
    hear('a', 'dropped');
    bench.outbox.submit(wrapUp('a'));
    for (const moment of ['ringing', 'talking'] as const) {
      expect(hear('a', moment)).toBeNull();
      expect(hear('a', moment, other)).toEqual({ field: 'callId', why: 'taken' });
    }
    expect([bench.calls.toWrapUp(), of('a')]).toMatchObject([[], { lcmKey: KEY, moment: 'dropped' }]);
  });

  it('keeps the beginning of its after-call work if a link opened it in that moment', async () => {
    bench.calls.open({ callId: 'a', lcmKey: KEY, type: null }, 'link', 'ended');
    hear('a', 'afterCallWork');
    const endedAt = bench.clock.now();
    await pass(30_000);
    hear('a', 'dropped');
    hear('a', 'talking');
    expect(of('a')).toMatchObject({ phase: 'ended', endedAt });
  });

  it('may be first heard of by its end', () => {
    hear('a', 'afterCallWork');
    expect(of('a')).toMatchObject({ phase: 'ended', endedAt: bench.clock.now() });
    hear('a', 'talking');
    expect(of('a')?.phase).toBe('ended');
  });

  it('shows no moment after a restart or after the agent ended it, until the bus tells one', async () => {
    hear('a', 'held');
    await bench.restart();
    expect(of('a')).toMatchObject({ phase: 'talking', moment: null });
    hear('a', null);
    expect(of('a')).toMatchObject({ phase: 'talking', moment: null });
    hear('a', 'held');
    bench.calls.end('a');
    expect(of('a')?.moment).toBeNull();
    hear('a', 'afterCallWork');
    expect(of('a')?.moment).toBe('afterCallWork');
  });

  it('is moved by events without an LCM key once it is known', () => {
    expect(hear('a', 'ringing', { lcmKey: null })).toEqual({ field: 'lcmKey', why: 'missing' });
    expect(listed()).toEqual([]);
    hear('a', 'ringing', { contact: 'Ana' });
    expect(hear('a', 'held', { lcmKey: null, contact: 'Ana B.' })).toBeNull();
    expect(of('a')).toMatchObject({ phase: 'talking', moment: 'held', lcmKey: KEY, contact: 'Ana B.' });
  });

  it('keeps the type that nobody has mapped, until the agent names one', async () => {
    hear('a', 'talking', { type: 'VIDEO', unmappedType: 'Video' });
    await bench.restart();
    expect(of('a')).toMatchObject({ type: 'VIDEO', unmappedType: 'Video' });
    bench.calls.open({ callId: 'a', lcmKey: KEY, type: 'MANUAL' }, 'hand', 'ended');
    expect(of('a')).toMatchObject({ type: 'MANUAL', unmappedType: null });
  });
});

describe('a leg', () => {
  it('has no card, and moves the call that it belongs to', () => {
    hear('leg', 'ringing', { isLeg: true });
    expect(listed()).toEqual([]);
    hear('a', 'talking');
    hear('leg', 'ringing', { isLeg: true, partOf: 'a', lcmKey: null });
    expect(of('a')?.moment).toBe('transferring');
    hear('leg', 'conference', { isLeg: true });
    expect(of('a')?.moment).toBe('conference');
    hear('leg', 'dropped', { isLeg: true });
    expect(of('a')).toMatchObject({ phase: 'talking', moment: 'talking' });
    hear('leg', 'afterCallWork', { isLeg: true, lcmKey: null });
    expect([of('a')?.phase, listed()]).toEqual(['talking', ['a']]);
  });

  it('may come first, as Cisco’s reservation does, with the same LCM key and an id of its own: one card', () => {
    for (const moment of ['ringing', 'talking'] as const) hear('reserved', moment, { isLeg: true });
    for (const moment of ['ringing', 'talking'] as const) hear('a', moment);
    hear('reserved', 'dropped', { isLeg: true });
    expect(listed()).toEqual(['a']);
    expect(of('a')).toMatchObject({ phase: 'talking', moment: 'talking' });
  });

  it('that has the id of the call does not end it', () => {
    hear('a', 'talking');
    hear('a', 'transferring', { isLeg: true });
    hear('a', 'dropped', { isLeg: true });
    expect(of('a')).toMatchObject({ phase: 'talking', moment: 'talking' });
  });

  it('moves no call that rings or is over', () => {
    hear('a', 'ringing');
    hear('leg', 'talking', { isLeg: true });
    expect(of('a')?.moment).toBe('ringing');
    hear('a', 'dropped');
    hear('leg', 'conference', { isLeg: true, partOf: 'a' });
    expect(of('a')).toMatchObject({ phase: 'ended', moment: 'dropped' });
  });

  it('becomes the call when a transfer is completed', async () => {
    hear('a', 'talking');
    hear('leg', 'talking', { isLeg: true });
    hear('leg', 'talking');
    expect(listed()).toEqual(['a']);
    hear('leg', 'dropped', { lcmKey: null });
    expect(of('a')?.phase).toBe('ended');
    // Whoever received it had only the leg until now.
    await pass(60_000);
    hear('other-leg', 'talking', { isLeg: true });
    hear('other-leg', 'talking');
    expect(listed()).toEqual(['other-leg', 'a']);
  });
});

describe('two softphones on one bus', () => {
  const lcm = { dialect: 'lcm' };

  it('make one card by the call id; the first leads, the other fills what is missing', () => {
    hear('a', 'talking', { contact: 'Ana' });
    hear('a', 'held');
    hear('a', 'talking', { ...lcm, contact: 'Eve', zone: 'Asia/Kolkata', type: 'MANUAL' });
    expect(of('a')).toMatchObject({
      moment: 'held',
      contact: 'Ana',
      contactZone: 'Asia/Kolkata',
      type: 'OUTBOUND',
    });
    hear('a', 'dropped', lcm);
    expect(of('a')?.phase).toBe('ended');
  });

  it('make one card by the LCM key, through a restart', async () => {
    hear('a', 'ringing');
    hear('b', 'ringing', lcm);
    hear('b', 'talking', { ...lcm, lcmKey: null });
    expect([listed(), of('a')?.phase]).toEqual([['a'], 'talking']);
    await bench.restart();
    hear('b', 'talking', lcm);
    expect(listed()).toEqual(['a']);
    hear('a', 'dropped');
    await pass(9_000);
    await bench.restart();
    hear('b', 'afterCallWork', lcm);
    expect(listed()).toEqual(['a']);
  });

  it('make a card each for the next call to the same contact', async () => {
    hear('a', 'talking');
    hear('b', 'talking', lcm);
    hear('a', 'dropped');
    await pass(2_000);
    hear('a2', 'ringing');
    hear('b2', 'ringing', lcm);
    hear('b2', 'talking', lcm);
    expect(listed()).toEqual(['a2', 'a']);
    expect([of('a')?.phase, of('a2')?.phase]).toEqual(['ended', 'talking']);
    await pass(11_000);
    hear('a2', 'dropped');
    await pass(11_000);
    hear('b3', 'ringing', lcm);
    expect(listed()).toEqual(['b3', 'a2', 'a']);
  });

  it('are one if they are its two directions: the contact calls back at once', () => {
    hear('a', 'dropped');
    hear('b', 'ringing', { dialect: 'amazon inbound', type: 'INBOUND' });
    expect(listed()).toEqual(['b', 'a']);
  });

  it('make one card with a link that names the id of the second', () => {
    hear('a', 'talking');
    hear('b', 'talking', lcm);
    const link = { callId: 'b', lcmKey: KEY, type: null, contact: 'Ana' };
    expect(bench.calls.open(link, 'link', 'ended')).toMatchObject({ callId: 'a', contact: 'Ana' });
    expect(listed()).toEqual(['a']);
  });

  it('make no new card of a call that was wrapped up or removed meanwhile', async () => {
    hear('a', 'dropped');
    bench.outbox.submit(wrapUp('a'));
    hear('b', 'dropped', lcm);
    hear('c', 'dropped', { lcmKey: 'k2' });
    bench.calls.close('c');
    hear('d', 'dropped', { ...lcm, lcmKey: 'k2' });
    expect(listed()).toEqual(['a']);
    // The same softphone redials.
    await pass(1_000);
    hear('e', 'ringing', { lcmKey: 'k2' });
    expect(listed()).toEqual(['e', 'a']);
  });
});

describe('an offered call', () => {
  const nobody = { whose: 'nobody', contact: '+34 600 123 489' } as const;

  it('is kept apart, masked, through a restart', async () => {
    hear('a', 'talking', nobody);
    for (let turn = 0; turn < 2; turn += 1) {
      expect([listed(), of('a'), bench.calls.toWrapUp()]).toEqual([[], null, []]);
      expect(bench.calls.offers()).toMatchObject([
        { callId: 'a', contact: '+34 ••• ••• •89', phase: 'talking' },
      ]);
      await bench.restart();
    }
    const notFound = expect.objectContaining({ name: 'NotFoundError' }) as Error;
    for (const act of [
      () => bench.calls.saveDraft('a', EMPTY_DRAFT),
      () => bench.calls.end('a'),
      () => bench.calls.known('a'),
    ])
      expect(act).toThrow(notFound);
    bench.calls.close('a');
    expect([offered(), bench.calls.notWrappedUp(9)]).toEqual([['a'], []]);
  });

  it('is the agent’s once they take it: its time runs from then', async () => {
    hear('a', 'talking', nobody);
    hear('a', 'dropped', nobody);
    await pass(60_000);
    bench.calls.answerOffer('a', true);
    const now = bench.clock.now();
    expect(of('a')).toMatchObject({
      phase: 'ended',
      openedAt: now,
      endedAt: now - 60_000,
      contact: '+34 600 123 489',
    });
    expect(offered()).toEqual([]);
    bench.calls.answerOffer('a', false);
    expect(listed()).toEqual(['a']);
  });

  it.each([
    ['an event names the agent', () => hear('a', 'talking')],
    ['another softphone names the agent', () => hear('b', 'talking', { dialect: 'lcm' })],
    ['a link opens it', () => bench.calls.open({ callId: 'a', lcmKey: KEY, type: null }, 'link', 'ended')],
    [
      'the agent adds it',
      () => bench.calls.open({ callId: 'a', lcmKey: KEY, type: 'OUTBOUND' }, 'hand', 'ended'),
    ],
  ])('is the agent’s as soon as %s', (_name, told) => {
    hear('a', 'talking', nobody);
    told();
    expect([listed(), offered()]).toEqual([['a'], []]);
  });

  it('is gone once it is not the agent’s, unless an event names them', () => {
    hear('a', 'talking', nobody);
    hear('b', 'talking', { ...nobody, dialect: 'lcm' });
    expect(offered()).toEqual(['a']);
    bench.calls.answerOffer('a', false);
    hear('a', 'held', nobody);
    hear('b', 'dropped', { ...nobody, dialect: 'lcm' });
    hear('a', 'held', { ...nobody, lcmKey: null });
    expect([offered(), listed()]).toEqual([[], []]);
    hear('a', 'talking');
    expect(listed()).toEqual(['a']);
    hear('a', 'dropped', nobody);
    expect(of('a')?.phase).toBe('ended');
  });

  it('can come again under its other id after it was forgotten', () => {
    hear('a', 'dropped', nobody);
    hear('b', 'dropped', { ...nobody, dialect: 'lcm' });
    bench.calls.retire(bench.clock.now() + 1, 50);
    for (let turn = 0; turn < 2; turn += 1) hear('b', 'dropped', { ...nobody, dialect: 'lcm' });
    expect(offered()).toEqual(['b']);
  });

  it('waits for an answer beside few others: the one heard of longest ago goes', async () => {
    const offer = (n: number) => hear(`o${n}`, 'talking', { ...nobody, lcmKey: `k${n}` });
    for (let n = 0; n < MOST_OFFERS; n += 1) offer(n);
    await pass(30_000);
    offer(0);
    offer(1_000);
    expect([offered().length, offered().includes('o1000')]).toEqual([MOST_OFFERS, false]);
    await pass(40_000);
    offer(1_001);
    offer(1_002);
    expect(offered().includes('o1002')).toBe(false);
    expect([offered().length, offered().includes('o1001'), offered().includes('o0')]).toEqual([
      MOST_OFFERS,
      true,
      true,
    ]);
    expect(offered()).not.toContain('o1');
    await pass(1_000);
    offer(1_003);
    expect(offered().includes('o1003')).toBe(true);
  });

  it('is forgotten with the calls that nobody wraps up', async () => {
    hear('a', 'dropped', nobody);
    await pass(1_000);
    bench.calls.retire(bench.clock.now(), 50);
    expect([offered(), bench.calls.notWrappedUp(9)]).toEqual([[], []]);
  });

  it('becomes no offer if the call is known', () => {
    hear('a', 'ringing');
    hear('a', 'held', nobody);
    expect([of('a')?.moment, offered()]).toEqual(['held', []]);
  });
});

describe('the calls that LCM lists after the link was down', () => {
  const list = (calls: { callId: string; lcmKey?: string | null }[], isWhole = true): void => {
    const rows = calls.map(({ callId, lcmKey = null }) => ({ callId, lcmKey }));
    bench.calls.takeListed({ calls: rows, isWhole }, bench.clock.now());
  };

  it('do not have one that ended meanwhile', async () => {
    hear('a', 'talking');
    hear('b', 'ringing', { lcmKey: 'k2' });
    hear('c', 'talking', { lcmKey: 'k3' });
    hear('lcm-c', 'talking', { lcmKey: 'k3', dialect: 'lcm' });
    bench.calls.open({ callId: 'hand', lcmKey: 'k4', type: 'MANUAL' }, 'hand', 'talking');
    await pass(5_000);
    list([{ callId: 'b' }, { callId: 'lcm-c' }]);
    expect(of('a')).toMatchObject({ phase: 'ended', endedAt: bench.clock.now(), endMissed: true });
    const now = bench.clock.now();
    for (const callId of ['b', 'c'])
      expect(of(callId)).toMatchObject({ endedAt: null, endMissed: false, heardAt: now });
    expect(of('hand')?.phase).toBe('talking');
    await bench.restart();
    expect(of('a')?.endMissed).toBe(true);
  });

  it.each([
    ['there are none at all', []],
    ['there are only calls that are not known', [{ callId: 'x' }]],
  ])('end it also if %s', async (_name, calls) => {
    hear('a', 'talking');
    await pass(1_000);
    list(calls);
    expect(of('a')?.endMissed).toBe(true);
  });

  it('end none that the bus has told of on this link, nor if a row cannot be read', async () => {
    hear('a', 'talking');
    const since = bench.clock.now();
    bench.calls.takeListed({ calls: [], isWhole: true }, since);
    await pass(1_000);
    list([], false);
    expect(of('a')).toMatchObject({ phase: 'talking', endMissed: false });
  });

  it('are not believed to miss one any more once they missed one that was on', async () => {
    hear('a', 'talking');
    await pass(1_000);
    list([]);
    await pass(1_000);
    hear('a', 'held');
    expect(of('a')).toMatchObject({ phase: 'talking', moment: 'held', endedAt: null, endMissed: false });
    await pass(1_000);
    list([]);
    expect(of('a')?.phase).toBe('talking');
    hear('a', 'dropped');
    expect(of('a')).toMatchObject({ phase: 'ended', endedAt: bench.clock.now(), endMissed: false });
  });

  it('keep the time of an end that the bus tells after all', async () => {
    hear('a', 'talking');
    await pass(1_000);
    list([]);
    const endedAt = bench.clock.now();
    await pass(1_000);
    hear('a', 'afterCallWork');
    expect(of('a')).toMatchObject({ phase: 'ended', endedAt, endMissed: false, moment: 'afterCallWork' });
  });

  it('are offered if they are new and have an LCM key', () => {
    hear('mine', 'talking', { lcmKey: 'k1' });
    hear('not-mine', 'talking', { whose: 'nobody', lcmKey: 'k2' });
    bench.calls.answerOffer('not-mine', false);
    list([
      { callId: 'mine' },
      { callId: 'by-key', lcmKey: 'k1' },
      { callId: 'not-mine', lcmKey: 'k2' },
      { callId: 'new', lcmKey: 'k3' },
      { callId: 'keyless' },
    ]);
    expect([listed(), offered()]).toEqual([['mine'], ['new']]);
    hear('new', 'held', { lcmKey: 'k3' });
    expect(of('new')).toMatchObject({ phase: 'talking', moment: 'held' });
  });

  it('are not offered if they are those of a whole site', () => {
    list(Array.from({ length: 11 }, (_, n) => ({ callId: `x${n}`, lcmKey: `k${n}` })));
    expect(offered()).toEqual([]);
  });
});
