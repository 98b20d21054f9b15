import { describe, expect, it } from 'vitest';
import { createSignal } from '#main/base/signal.ts';
import { linkOutbox, type LinkOutboxOptions } from '#main/core/link-outbox.ts';
import type { LateReply } from '#main/lcm/session.ts';
import { settled } from '#test/support/fake-clock.ts';

type Status = 'connecting' | 'connected' | 'unreachable';

const CALLBACK = { callId: 'a', lcmKey: '5|3|a' };

/** A session and an outbox that the test controls; `told` lists what the outbox heard, in order. */
function setup(options: LinkOutboxOptions = {}, begins: Status = 'connecting') {
  let status: Status = begins;
  const stateChanged = createSignal<{ status: Status }>();
  const lateReply = createSignal<LateReply>();
  const told: string[] = [];
  const waits = { count: 0, callback: null as typeof CALLBACK | null };
  const stop = linkOutbox(
    { state: () => ({ status }), stateChanged, lateReply },
    {
      linkUp: (spread) => told.push(spread ? 'up, spread' : 'up'),
      linkDown: () => told.push('down'),
      settleLate: (call, callId, { kind }) => told.push(`late ${call} ${callId} ${kind}`),
      waitingCallback: () => waits.callback,
      summary: () => ({ waiting: waits.count }),
    },
    options,
  );
  return {
    told,
    waits,
    stop,
    becomes(next: Status) {
      status = next;
      stateChanged.emit({ status });
    },
    late() {
      lateReply.emit({ call: 'SetCallOutcomeWithComments', callId: 'a', result: { kind: 'delivered' } });
    },
  };
}

/** Questions about LCM's clock that the test answers. */
function clockInHand() {
  const asked: { callId: string; answer: () => void }[] = [];
  const askClock = ({ callId }: { callId: string }): Promise<void> =>
    new Promise((resolve) => {
      asked.push({ callId, answer: resolve });
    });
  return { asked, askClock };
}

function unreadable(): never {
  throw new Error('disk I/O error');
}

describe('the outbox follows the session', () => {
  it('sends while the link is up and stops when it is lost', () => {
    const { told, becomes } = setup();
    expect(told).toEqual([]);
    becomes('connected');
    becomes('unreachable');
    becomes('connecting');
    becomes('connected');
    expect(told).toEqual(['up', 'down', 'down', 'up']);
  });

  it('sends at once if the link is already up', () => expect(setup({}, 'connected').told).toEqual(['up']));

  it('spreads the first tries if something waits, or as the option says', () => {
    const desktop = setup();
    desktop.waits.count = 3;
    desktop.becomes('connected');
    expect(desktop.told).toEqual(['up, spread']);

    const never = setup({ spread: () => false });
    never.waits.count = 3;
    never.becomes('connected');
    expect(never.told).toEqual(['up']);
  });

  it('hears of late replies', () => {
    const { told, late } = setup();
    late();
    expect(told).toEqual(['late SetCallOutcomeWithComments a delivered']);
  });

  it('starts even if the database cannot be read at that moment', () => {
    const { told, waits, becomes } = setup({ askClock: () => Promise.resolve() });
    Object.defineProperties(waits, {
      count: { get: unreadable },
      callback: { get: unreadable },
    });
    becomes('connected');
    expect(told).toEqual(['up, spread']);
  });
});

describe('LCM’s clock', () => {
  it('is asked before anything is sent if a callback waits', async () => {
    const { asked, askClock } = clockInHand();
    const { told, waits, becomes } = setup({ askClock });
    waits.callback = CALLBACK;
    waits.count = 1;
    becomes('connected');
    await settled();
    expect([asked.map(({ callId }) => callId), told]).toEqual([['a'], []]);
    asked[0]!.answer();
    await settled();
    expect(told).toEqual(['up, spread']);
  });

  it('is not asked if no callback waits', () => {
    const { asked, askClock } = clockInHand();
    const { told, becomes } = setup({ askClock });
    becomes('connected');
    expect([asked.length, told]).toEqual([0, ['up']]);
  });

  it('starts nothing with an answer that comes after the link is lost, not even on the next link', async () => {
    const { asked, askClock } = clockInHand();
    const { told, waits, becomes } = setup({ askClock });
    waits.callback = CALLBACK;
    becomes('connected');
    becomes('unreachable');
    asked[0]!.answer();
    await settled();
    expect(told).toEqual(['down']);

    becomes('connected');
    becomes('unreachable');
    becomes('connected');
    asked[1]!.answer();
    await settled();
    expect(told).toEqual(['down', 'down']);
    asked[2]!.answer();
    await settled();
    expect(told).toEqual(['down', 'down', 'up']);
  });
});

describe('after following was stopped', () => {
  it('the outbox hears nothing, not even the answer of a clock that was asked before', async () => {
    const { asked, askClock } = clockInHand();
    const { told, waits, becomes, late, stop } = setup({ askClock });
    waits.callback = CALLBACK;
    becomes('connected');
    stop();
    asked[0]!.answer();
    await settled();
    becomes('unreachable');
    becomes('connected');
    late();
    expect(told).toEqual([]);
  });
});
