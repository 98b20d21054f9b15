import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { settled } from '#test/support/fake-clock.ts';
import { createWorkbench, wrapUp, type Workbench } from '#test/support/workbench.ts';
import { transitionsOf } from '#test/support/transitions.ts';

const delivered = { kind: 'delivered' } as const;
const unknown = { kind: 'unknown', cause: 'timeout' } as const;
const unsent = { kind: 'unsent', cause: 'not-connected' } as const;
const refused = { kind: 'refused', reason: 'Invalid Call ID.' } as const;

let bench: Workbench;
beforeEach(() => {
  bench = createWorkbench();
});
afterEach(() => bench.remove());

describe('delivery', () => {
  it('sends nothing while the link is down, and everything that waits, oldest first, once it is up', async () => {
    for (const id of ['a', 'b', 'c']) bench.outbox.submit(wrapUp(id));
    await bench.clock.advance(60_000);
    expect(bench.sender.all).toEqual([]);

    bench.outbox.linkUp(false);
    expect(bench.sender.callIds()).toEqual(['a', 'b', 'c']);
  });

  it('sends exactly the payload that was saved, with its fields in order', async () => {
    const data = {
      callid: 'a',
      AccountNumber: '5|3|',
      OutcomeId: 1,
      LeadScore: 0.5,
      AgentComments: 'ñ \ud800 "',
    };
    bench.outbox.submit(wrapUp('a', 'x', { data }));
    bench.outbox.linkUp(false);
    expect(JSON.stringify(bench.sender.last().data)).toBe(JSON.stringify(data));
    await bench.sender.last().answer(delivered);
    expect(bench.outbox.latestForCall('a')).toMatchObject({
      state: 'delivered',
      attempts: 1,
      unknown: false,
    });
  });

  it('has at most four under way, and takes the next as one ends', async () => {
    for (let n = 0; n < 6; n += 1) bench.outbox.submit(wrapUp(`call-${n}`));
    bench.outbox.linkUp(false);
    expect(bench.sender.all).toHaveLength(4);
    expect(bench.outbox.summary()).toMatchObject({ waiting: 2, sending: 4 });

    await bench.sender.all[2]!.answer(delivered);
    expect(bench.sender.callIds()).toEqual(['call-0', 'call-1', 'call-2', 'call-3', 'call-4']);
  });

  it('never has two submissions of a call under way: the correction follows the first', async () => {
    bench.outbox.linkUp(false);
    bench.outbox.submit(wrapUp('a', 'first'));
    const correction = bench.outbox.submit(wrapUp('a', 'second'));
    await bench.clock.advance(5_000);
    expect(bench.sender.all).toHaveLength(1);

    await bench.sender.last().answer(delivered);
    await bench.clock.advance(1_000);
    expect(bench.sender.all.map(({ data }) => data['AgentComments'])).toEqual(['first', 'second']);
    await bench.sender.last().answer(delivered);
    expect(bench.outbox.view(correction.id)?.state).toBe('delivered');
  });

  it('waits a moment before it sends a correction, in case the reply comes twice', async () => {
    bench.outbox.linkUp(false);
    bench.outbox.submit(wrapUp('a', 'first'));
    bench.outbox.submit(wrapUp('a', 'second'));
    await bench.sender.last().answer(delivered);
    await bench.clock.advance(200);
    expect(bench.sender.all).toHaveLength(1);
    await bench.clock.advance(100);
    expect(bench.sender.all).toHaveLength(2);
  });

  it('does not let a refused call hold up others', async () => {
    bench.outbox.linkUp(false);
    const first = bench.outbox.submit(wrapUp('a'));
    await bench.sender.last().answer(refused);
    expect(bench.outbox.view(first.id)).toMatchObject({ state: 'refused', reason: 'Invalid Call ID.' });

    bench.outbox.submit(wrapUp('b'));
    await bench.sender.last().answer(delivered);
    expect(bench.outbox.latestForCall('b')?.state).toBe('delivered');
    await bench.clock.advance(3_600_000);
    expect(bench.sender.callIds()).toEqual(['a', 'b']);
  });

  it('treats a sender that throws as an unknown delivery', async () => {
    bench.outbox.linkUp(false);
    const { id } = bench.outbox.submit(wrapUp('a'));
    await bench.sender.last().fail();
    expect(bench.outbox.view(id)).toMatchObject({ state: 'queued', unknown: true });
    await bench.clock.advance(500);
    expect(bench.sender.all).toHaveLength(2);
  });
});

describe('retry', () => {
  it('marks an unknown delivery and sends the same payload again until there is an answer', async () => {
    bench.outbox.linkUp(false);
    const { id } = bench.outbox.submit(wrapUp('a'));
    for (let n = 1; n <= 12; n += 1) {
      expect(bench.sender.all).toHaveLength(n);
      await bench.sender.last().answer(unknown);
      expect(bench.outbox.view(id)).toMatchObject({
        state: 'queued',
        unknown: true,
        attempts: n,
        reason: 'timeout',
      });
      await bench.clock.advance(30_000);
    }
    await bench.sender.last().answer(delivered);
    expect(bench.outbox.view(id)).toMatchObject({
      state: 'delivered',
      unknown: false,
      attempts: 13,
      reason: null,
    });
    expect(new Set(bench.sender.all.map(({ data }) => JSON.stringify(data))).size).toBe(1);
  });

  it('waits longer each time, up to the cap, and says when the next try is', async () => {
    bench.outbox.linkUp(false);
    const { id } = bench.outbox.submit(wrapUp('a'));
    const waits = [];
    for (let n = 0; n < 9; n += 1) {
      await bench.sender.last().answer(unsent);
      const wait = (bench.outbox.view(id)?.nextTryAt ?? 0) - bench.clock.now();
      waits.push(wait);
      await bench.clock.advance(wait - 1);
      expect(bench.sender.all).toHaveLength(n + 1);
      await bench.clock.advance(1);
      expect(bench.sender.all).toHaveLength(n + 2);
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    expect(bench.outbox.view(id)).toMatchObject({ unknown: false });
  });

  it('does not depend on the wall clock', async () => {
    bench.outbox.linkUp(false);
    bench.outbox.submit(wrapUp('a'));
    await bench.sender.last().answer(unsent);
    bench.clock.setWall(bench.clock.now() - 86_400_000);
    await bench.clock.advance(500);
    expect(bench.sender.all).toHaveLength(2);
  });

  it('goes on at once when the link returns, the machine wakes or the agent asks', async () => {
    bench.outbox.linkUp(false);
    const { id } = bench.outbox.submit(wrapUp('a'));
    const again = async (ask: () => void): Promise<void> => {
      await bench.sender.last().answer(unsent);
      const before = bench.sender.all.length;
      ask();
      expect(bench.sender.all).toHaveLength(before + 1);
    };
    await again(() => {
      bench.outbox.linkDown();
      bench.outbox.linkUp(false);
    });
    await again(() => bench.outbox.wake());
    await again(() => bench.outbox.retry(null));
    await again(() => bench.outbox.retry(id));
  });

  it('sends nothing while the link is down, but still takes answers to what was sent', async () => {
    bench.outbox.linkUp(false);
    const { id } = bench.outbox.submit(wrapUp('a'));
    bench.outbox.linkDown();
    await bench.sender.last().answer({ kind: 'unknown', cause: 'link-lost' });
    await bench.clock.advance(3_600_000);
    expect(bench.sender.all).toHaveLength(1);
    expect(bench.outbox.view(id)).toMatchObject({ state: 'queued', unknown: true, nextTryAt: null });
  });

  it('waits a random time before the first try after the link returns', async () => {
    bench.outbox.submit(wrapUp('a'));
    bench.outbox.linkUp(true);
    await bench.clock.advance(2_499);
    expect(bench.sender.all).toEqual([]);
    await bench.clock.advance(1);
    expect(bench.sender.all).toHaveLength(1);
  });

  it('does not let a waiting submission hold up other calls', async () => {
    bench.outbox.linkUp(false);
    bench.outbox.submit(wrapUp('a'));
    await bench.sender.last().answer(unknown);
    bench.outbox.submit(wrapUp('b'));
    expect(bench.sender.callIds()).toEqual(['a', 'b']);
  });
});

describe('replies that name no submission', () => {
  it('settles a submission that was given up when its own late reply comes', async () => {
    bench.outbox.linkUp(false);
    const { id } = bench.outbox.submit(wrapUp('a'));
    await bench.sender.last().answer(unknown);
    bench.outbox.settleLate('SetCallOutcomeWithComments', 'a', delivered);
    expect(bench.outbox.view(id)).toMatchObject({ state: 'delivered', unknown: false });
    await bench.clock.advance(60_000);
    expect(bench.sender.all).toHaveLength(1);
  });

  it('ignores a late reply to another call, another call name, or what was never sent', async () => {
    const { id } = bench.outbox.submit(wrapUp('a'));
    bench.outbox.settleLate('SetCallOutcomeWithComments', 'a', delivered);
    expect(bench.outbox.view(id)?.state).toBe('queued');
    bench.outbox.linkUp(false);
    await bench.sender.last().answer(unknown);
    bench.outbox.settleLate('SetCallbackWithComments', 'a', delivered);
    bench.outbox.settleLate('SetCallOutcomeWithComments', 'b', delivered);
    bench.outbox.settleLate('SetCallOutcomeWithComments', 'a', unknown);
    expect(bench.outbox.view(id)?.state).toBe('queued');
  });

  /** A submission that was tried twice and answered once, so a stray reply may come; its correction is under way. */
  async function correctionWithStray(): Promise<{ first: string; second: string }> {
    bench.outbox.linkUp(false);
    const first = bench.outbox.submit(wrapUp('a', 'first'));
    await bench.sender.last().answer(unknown);
    await bench.clock.advance(500);
    await bench.sender.last().answer(delivered); // to either try; the reply to the other may be under way
    const second = bench.outbox.submit(wrapUp('a', 'second'));
    await bench.clock.advance(1_000);
    expect(bench.sender.all).toHaveLength(3);
    return { first: first.id, second: second.id };
  }

  it('sends a correction until one verdict outnumbers the possible stray replies', async () => {
    const { second } = await correctionWithStray();
    await bench.sender.last().answer(delivered); // the stray one, perhaps
    expect(bench.outbox.view(second)?.state).toBe('sending');
    expect(bench.sender.all).toHaveLength(3);
    await bench.clock.advance(250);
    expect(bench.sender.all).toHaveLength(4);
    expect(bench.sender.all[3]!.data).toEqual(bench.sender.all[2]!.data);
    await bench.sender.last().answer(delivered);
    expect(bench.outbox.view(second)?.state).toBe('delivered');
  });

  it('sends a third time if the verdicts differ', async () => {
    const { second } = await correctionWithStray();
    for (const result of [refused, delivered]) {
      await bench.sender.last().answer(result);
      expect(bench.outbox.view(second)?.state).toBe('sending');
      await bench.clock.advance(250);
    }
    await bench.sender.last().answer(refused);
    expect(bench.outbox.view(second)).toMatchObject({ state: 'refused', reason: 'Invalid Call ID.' });
    expect(bench.sender.all).toHaveLength(5);
  });

  it('marks it unknown if it was sent once and could not be sent again', async () => {
    const { second } = await correctionWithStray();
    await bench.sender.last().answer(delivered);
    await bench.clock.advance(250);
    await bench.sender.last().answer(unsent);
    expect(bench.outbox.view(second)).toMatchObject({ state: 'queued', unknown: true });
  });

  it('delays a correction while too many replies may be stray, and says until when', async () => {
    bench.outbox.linkUp(false);
    bench.outbox.submit(wrapUp('a', 'first'));
    for (let n = 0; n < 31; n += 1) {
      await bench.sender.last().answer(unknown);
      bench.outbox.wake();
    }
    await bench.sender.last().answer(delivered);
    bench.clock.setWall(bench.clock.now() + 86_400_000);
    const { id } = bench.outbox.submit(wrapUp('a', 'second'));
    await bench.clock.advance(250);
    expect(bench.outbox.view(id)?.nextTryAt).toBe(bench.clock.now() + 299_750);
    bench.outbox.wake();
    await bench.clock.advance(299_749);
    expect(bench.sender.all).toHaveLength(32);
    await bench.clock.advance(1);
    await bench.sender.last().answer(delivered);
    expect(bench.outbox.view(id)?.state).toBe('delivered');
    expect(bench.sender.all).toHaveLength(33);
  });

  it('still expects stray replies after a restart', async () => {
    const { second } = await correctionWithStray();
    await bench.restart();
    bench.outbox.linkUp(false);
    await bench.sender.last().answer(delivered);
    expect(bench.outbox.view(second)?.state).toBe('sending');
  });

  it('settles nothing by a late reply that may answer either of two submissions', async () => {
    const { first, second } = await correctionWithStray();
    await bench.sender.last().answer(unknown);
    for (const result of [refused, delivered]) {
      bench.outbox.settleLate('SetCallOutcomeWithComments', 'a', result);
      expect(bench.outbox.view(second)).toMatchObject({ state: 'queued', unknown: true });
    }
    expect(bench.outbox.view(first)?.state).toBe('delivered');
  });

  it('settles by a late reply once the replies that it could be confused with are too old', async () => {
    const { second } = await correctionWithStray();
    await bench.clock.advance(300_000);
    await bench.sender.last().answer(unknown);
    bench.outbox.settleLate('SetCallOutcomeWithComments', 'a', delivered);
    expect(bench.outbox.view(second)?.state).toBe('delivered');
  });

  it('waits a moment before it sends a correction, in case the late reply comes twice', async () => {
    bench.outbox.linkUp(false);
    bench.outbox.submit(wrapUp('a', 'first'));
    await bench.sender.last().answer(unknown);
    bench.outbox.submit(wrapUp('a', 'second'));
    bench.outbox.settleLate('SetCallOutcomeWithComments', 'a', delivered);
    await bench.clock.advance(249);
    expect(bench.sender.all).toHaveLength(1);
    await bench.clock.advance(1);
    expect(bench.sender.all).toHaveLength(2);
  });
});

describe('callbacks', () => {
  const at = (bench: Workbench, minutes: number) => {
    const callbackAt = bench.clock.now() + minutes * 60_000;
    return { callbackAt, callbackUntil: callbackAt, callbackZone: 'Europe/Madrid' };
  };

  it('holds a callback whose time passes while it waits, and asks', async () => {
    const { id } = bench.outbox.submit(wrapUp('a', 'x', at(bench, 30)));
    await bench.clock.advance(30 * 60_000);
    expect(bench.outbox.view(id)?.state).toBe('queued');
    await bench.clock.advance(60_000);
    expect(bench.outbox.view(id)).toMatchObject({ state: 'held', reason: 'callbackPassed' });

    bench.outbox.linkUp(false);
    await bench.clock.advance(60_000);
    expect(bench.sender.all).toEqual([]);
    expect(() => bench.outbox.retry(id)).toThrow(/timeHasPassed/);
  });

  it('sends a callback again that LCM may have applied, even if its time has passed', async () => {
    bench.outbox.linkUp(false);
    const { id } = bench.outbox.submit(wrapUp('a', 'x', at(bench, 1)));
    await bench.sender.last().answer(unknown);
    bench.outbox.linkDown();
    await bench.clock.advance(120_000);
    bench.outbox.linkUp(false);
    expect(bench.sender.all).toHaveLength(2);
    await bench.sender.last().answer(delivered);
    expect(bench.outbox.view(id)?.state).toBe('delivered');
  });

  it('notices after a start that the time has passed', async () => {
    const { id } = bench.outbox.submit(wrapUp('a', 'x', at(bench, 5)));
    await bench.outbox.close();
    await bench.clock.advance(3_600_000);
    await bench.restart();
    bench.outbox.linkUp(false);
    await settled();
    expect(bench.outbox.view(id)).toMatchObject({ state: 'held', reason: 'callbackPassed' });
    expect(bench.sender.all).toEqual([]);
  });
});

describe('the end of a run', () => {
  it('leaves what is under way as it is, and the next start sends it again, marked unknown', async () => {
    bench.outbox.linkUp(false);
    const { id } = bench.outbox.submit(wrapUp('a'));
    const { sender } = bench;
    await bench.restart();
    expect(bench.outbox.view(id)).toMatchObject({ state: 'queued', unknown: true, reason: 'interrupted' });
    const history = await transitionsOf(bench.outbox.history);
    expect(history.map(({ detail }) => detail)).toEqual(['interrupted', 'sent', 'submitted']);
    bench.outbox.linkUp(false);
    expect(bench.sender.last().data).toEqual(sender.last().data);
  });

  it('ignores answers after it was closed, and leaves no timer', async () => {
    bench.outbox.linkUp(false);
    const { id } = bench.outbox.submit(wrapUp('a'));
    await bench.outbox.close();
    await bench.sender.last().answer(delivered);
    expect(bench.outbox.view(id)?.state).toBe('sending');
    expect(bench.clock.pending()).toBe(0);
  });
});
