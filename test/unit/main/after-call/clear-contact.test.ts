import { afterEach, describe, expect, it } from 'vitest';
import type { CallMoment } from '#shared/contract/app-state.ts';
import type { SetCallName } from '#shared/lcm/names.ts';
import { settled } from '#test/support/fake-clock.ts';
import { createFeedBench, type FeedBench } from '#test/support/feed-bench.ts';
import { wrapUp } from '#test/support/workbench.ts';

const LIMIT = 10_000;
const OWN = { busIsOwn: true, clearContact: true };
const CLEAR = { channel: 'Amazon', topic: 'OutboundCall', subtopic: 'ClearContact' };
const ERROR = { ...CLEAR, message: { errorType: 'SET_AGENTSTATE_FAILED', msg: 'Set agent state failed.' } };

let bench: FeedBench;
afterEach(() => bench.remove());

function hear(callId: string, ...moments: CallMoment[]): void {
  for (const moment of moments)
    bench.calls.hear({
      call: { callId, lcmKey: `key-${callId}`, type: 'OUTBOUND' },
      moment,
      unmappedType: null,
      whose: 'own',
      isLeg: false,
      partOf: null,
      dialect: 'amazon outbound',
    });
}

const save = (callId: string, change: object = {}) =>
  bench.outbox.submit({ ...wrapUp(callId), agent: 'ana', ...change });

/** A desk with one call in after-call work. */
function desk(calls: object = OWN): void {
  bench = createFeedBench({ calls });
  bench.link('connected');
  hear('a', 'ringing', 'talking', 'afterCallWork');
}

const ask = (callId: string): void => bench.clearing?.ask(callId);
/** What came of it, and how often it was sent. */
const came = () => {
  const { state = null, reason = null } = bench.feed.state().clearing ?? {};
  return [state, reason, bench.clears.length];
};

describe('after-call work ends', () => {
  it('once LCM has taken the wrap-up, and the softphone confirms it', async () => {
    desk();
    expect(bench.feed.state()).toMatchObject({ mayClear: true, clearing: null });
    save('a');
    ask('a');
    expect(came()).toEqual(['waits', null, 0]);
    await settled();
    expect(bench.outbox.latestForCall('a')?.state).toBe('delivered');
    expect(came()).toEqual(['sent', null, 1]);
    hear('a', 'dropped');
    expect(came()).toEqual(['cleared', null, 1]);
    await bench.clock.advance(LIMIT);
    expect(came()).toEqual(['cleared', null, 1]);
  });

  it('at once if LCM has taken it before', async () => {
    desk();
    save('a');
    await settled();
    ask('a');
    expect(came()).toEqual(['sent', null, 1]);
  });

  it('beside a call whose after-call work is over, as the softphone said', async () => {
    desk();
    hear('before', 'talking', 'afterCallWork', 'dropped');
    save('a');
    await settled();
    ask('a');
    expect(came()).toEqual(['sent', null, 1]);
  });

  it('only where the settings say so', () => {
    desk({ busIsOwn: true });
    expect([bench.clearing, bench.feed.state().mayClear]).toEqual([null, false]);
  });
});

describe('it is not sent', () => {
  it.each<[why: string, prepare: () => void, reason: string]>([
    ['without a link', () => bench.link('unreachable'), 'not-connected'],
    ['while another call rings', () => hear('b', 'ringing'), 'clearOtherCall'],
    [
      'while another call waits for its wrap-up',
      () => hear('b', 'talking', 'afterCallWork'),
      'clearOtherCall',
    ],
    [
      'while another call is over, of which the softphone said no more',
      () => hear('b', 'talking', 'dropped'),
      'clearOtherCall',
    ],
    ['while a call is offered', () => bench.calls.takeListed(LISTED, bench.clock.now()), 'clearOtherCall'],
    [
      'after another call was saved',
      () => (hear('b', 'talking', 'afterCallWork'), save('b')),
      'clearNotLast',
    ],
    [
      'after another call was saved when the clock had been set back',
      () => {
        hear('b', 'talking', 'afterCallWork');
        bench.clock.setWall(bench.clock.now() - 3_600_000);
        save('b');
      },
      'clearNotLast',
    ],
    ['for a call that was not saved', () => bench.outbox.correct('a'), 'clearNotLast'],
    ['after another agent signed in', () => bench.agent.signIn('ben'), 'clearOthers'],
  ])('%s', async (_why, prepare, reason) => {
    desk();
    save('a');
    await settled();
    await bench.clock.advance(1);
    prepare();
    ask('a');
    expect(came()).toEqual(['notSent', reason, 0]);
  });

  it('if the softphone has not said that the call is in after-call work', async () => {
    desk();
    bench.calls.open({ callId: 'b', lcmKey: 'key-b', type: 'OUTBOUND' }, 'link', 'ended');
    save('a');
    await bench.clock.advance(1);
    save('b');
    await settled();
    ask('b');
    expect(came()).toEqual(['notSent', 'clearNotTold', 0]);
  });

  it('if LCM refuses the wrap-up', async () => {
    desk();
    bench.results.push({ kind: 'refused', reason: 'No.' });
    save('a');
    ask('a');
    await settled();
    expect(came()).toEqual(['notSent', 'clearNotTaken', 0]);
  });

  it('if LCM does not answer in time, also if it answers later', async () => {
    desk();
    for (let n = 0; n < 20; n += 1) bench.results.push({ kind: 'unknown', cause: 'timeout' });
    save('a');
    ask('a');
    await bench.clock.advance(LIMIT);
    expect(came()).toEqual(['notSent', 'clearNotTaken', 0]);
    bench.results.length = 0;
    await bench.clock.advance(120_000);
    expect(bench.outbox.latestForCall('a')?.state).toBe('delivered');
    expect(came()).toEqual(['notSent', 'clearNotTaken', 0]);
  });

  it.each<[SetCallName, unknown[]]>([
    ['SetCallbackWithComments', ['notSent', 'clearNoOutcome', 0]],
    ['SetBusinessOutcomeWithComments', ['sent', null, 1]],
  ])('while a mandatory disposition is missing: %s', async (call, expected) => {
    desk();
    const mode = { dispositionRequired: true } as never;
    bench.facts.take('mode', mode, bench.calls.known('a'), 'named');
    save('a', { call });
    await settled();
    ask('a');
    expect(came()).toEqual(expected);
  });

  it.each<[why: string, happens: () => void, expected: unknown[]]>([
    ['the link is lost', () => bench.link('unreachable'), ['notSent', 'not-connected', 0]],
    ['another call comes', () => hear('b', 'ringing'), ['notSent', 'clearOtherCall', 0]],
    [
      'the agent corrects it',
      () => {
        bench.outbox.correct('a');
        // The handler of the request tells it.
        bench.calls.changed.emit('a');
      },
      ['notSent', 'clearNotLast', 0],
    ],
    ['the agent clears it in the softphone', () => hear('a', 'dropped'), ['cleared', null, 0]],
    ['another agent signs in', () => bench.agent.signIn('ben'), [null, null, 0]],
  ])('if %s before LCM has taken the wrap-up', async (_why, happens, expected) => {
    desk();
    bench.results.push({ kind: 'unsent', cause: 'busy' });
    save('a');
    ask('a');
    expect(came()).toEqual(['waits', null, 0]);
    await settled();
    happens();
    expect(came()).toEqual(expected);
    bench.link('connected');
    await bench.clock.advance(60_000);
    expect(came()).toEqual(expected);
  });

  it('while another application has just asked for the same, and can be tried again then', async () => {
    desk();
    save('a');
    await settled();
    bench.hear({ ...CLEAR, source: 'workspace' });
    ask('a');
    expect(came()).toEqual(['notSent', 'clearByOther', 0]);
    await bench.clock.advance(LIMIT);
    ask('a');
    expect(came()).toEqual(['sent', null, 1]);
  });
});

describe('it is never sent twice', () => {
  async function sent(): Promise<void> {
    desk();
    save('a');
    await settled();
    ask('a');
    expect(came()).toEqual(['sent', null, 1]);
  }

  it('however often the agent asks', async () => {
    await sent();
    ask('a');
    expect(came()).toEqual(['sent', null, 1]);
    await bench.clock.advance(LIMIT);
    ask('a');
    expect(came()).toEqual(['unconfirmed', null, 1]);
    hear('a', 'dropped');
    ask('a');
    expect(came()).toEqual(['cleared', null, 1]);
  });

  it('for a call that is saved once more after another one', async () => {
    await sent();
    await bench.clock.advance(LIMIT);
    hear('b', 'talking', 'afterCallWork');
    save('b');
    await settled();
    ask('b');
    expect(came()).toEqual(['sent', null, 2]);
    await bench.clock.advance(1_000);
    bench.outbox.correct('a');
    save('a', { call: 'SetBusinessOutcomeWithComments' });
    await settled();
    ask('a');
    expect(came()).toEqual(['unconfirmed', null, 2]);
  });

  it('if the link is lost after it', async () => {
    await sent();
    bench.link('unreachable');
    expect(came()).toEqual(['unconfirmed', null, 1]);
    bench.link('connected');
    ask('a');
    bench.hear(ERROR);
    expect(came()).toEqual(['unconfirmed', null, 1]);
  });

  it('unless LCM refused it', async () => {
    await sent();
    bench.hear({ ...CLEAR, source: 'Afterword' });
    bench.hear(ERROR);
    expect(came()).toEqual(['refused', 'Set agent state failed.', 1]);
    ask('a');
    expect(came()).toEqual(['sent', null, 2]);
    bench.hear({ ...ERROR, message: { success: false } });
    expect(came()).toEqual(['refused', 'no-reason', 2]);
  });

  it('after an error that may be the answer to another application', async () => {
    await sent();
    bench.hear({ ...CLEAR, source: 'workspace' });
    bench.hear(ERROR);
    expect(came()).toEqual(['sent', null, 1]);
  });

  it('after an error that may be about the call before', async () => {
    await sent();
    hear('b', 'talking', 'afterCallWork');
    await bench.clock.advance(1);
    save('b');
    await settled();
    ask('b');
    expect(came()).toEqual(['sent', null, 2]);
    bench.hear(ERROR);
    expect(came()).toEqual(['sent', null, 2]);
  });

  it('after an error that comes too late', async () => {
    await sent();
    await bench.clock.advance(LIMIT);
    bench.hear(ERROR);
    ask('a');
    expect(came()).toEqual(['unconfirmed', null, 1]);
  });
});

const LISTED = { calls: [{ callId: 'z', lcmKey: 'key-z' }], isWhole: false };
