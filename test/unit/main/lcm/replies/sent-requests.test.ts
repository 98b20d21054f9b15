import { describe, expect, it } from 'vitest';
import type { SetReply } from '#shared/lcm/decode.ts';
import type { SetCallName } from '#shared/lcm/names.ts';
import { createSentRequests } from '#main/lcm/replies/sent-requests.ts';
import type { DeliveryResult } from '#main/outbox/delivery/delivery.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';

const LIMIT = 10_000;
const GRACE = 5_000;
const CALL: SetCallName = 'SetCallOutcomeWithComments';
const OTHER: SetCallName = 'SetCallbackWithComments';

const yes = (callId: string | null): SetReply => ({
  callId,
  result: { kind: 'delivered' },
  attributable: false,
});
const no = (callId: string | null): SetReply => ({
  callId,
  result: { kind: 'refused', reason: 'No' },
  attributable: true,
});

function setup() {
  const clock = createFakeClock();
  const sentRequests = createSentRequests(clock, LIMIT, GRACE);
  /** Sends, and shows the result as soon as it is known. */
  const send = (call: SetCallName, callId: string, payload = 'A') => {
    const sent: { result: DeliveryResult | null } = { result: null };
    void sentRequests.opened(call, callId, payload).then((result) => {
      sent.result = result;
    });
    return sent;
  };
  return { clock, sentRequests, send };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('which reply belongs to which set', () => {
  it('settles the set of that call and callid, and no other', async () => {
    const { sentRequests, send } = setup();
    const [one, two, other] = [send(CALL, '1'), send(CALL, '2'), send(OTHER, '1')];
    expect(sentRequests.reply(CALL, yes('1'))).toEqual({ kind: 'settled', callId: '1' });
    await settled();
    expect([one.result, two.result, other.result]).toEqual([{ kind: 'delivered' }, null, null]);
  });

  it('a reply to a callid that was not sent, or a second reply, is unmatched', () => {
    const { sentRequests, send } = setup();
    send(CALL, '1');
    expect(sentRequests.reply(CALL, yes('9'))).toEqual({ kind: 'unmatched' });
    expect(sentRequests.reply(OTHER, yes('1'))).toEqual({ kind: 'unmatched' });
    sentRequests.reply(CALL, yes('1'));
    expect(sentRequests.reply(CALL, yes('1'))).toEqual({ kind: 'unmatched' });
  });

  it('a refusal without a callid settles the only waiting set of that call', async () => {
    const { sentRequests, send } = setup();
    const one = send(CALL, '1');
    send(OTHER, '1');
    expect(sentRequests.reply(CALL, no(null))).toEqual({ kind: 'settled', callId: '1' });
    await settled();
    expect(one.result).toEqual({ kind: 'refused', reason: 'No' });
  });

  it('a refusal without a callid is unmatched if two sets wait, or if it cannot be attributed', () => {
    const { sentRequests, send } = setup();
    send(CALL, '1');
    expect(sentRequests.reply(CALL, { ...no(null), attributable: false })).toEqual({ kind: 'unmatched' });
    expect(sentRequests.reply(CALL, yes(null))).toEqual({ kind: 'unmatched' });
    send(CALL, '2');
    expect(sentRequests.reply(CALL, no(null))).toEqual({ kind: 'unmatched' });
  });

  it('gives up after the time limit, and reports the late reply once', async () => {
    const { clock, sentRequests, send } = setup();
    const sent = send(CALL, '1');
    clock.pass(LIMIT);
    await settled();
    expect(sent.result).toEqual({ kind: 'unknown', cause: 'timeout' });
    expect(sentRequests.reply(CALL, no('1'))).toEqual({
      kind: 'late',
      callId: '1',
      result: { kind: 'refused', reason: 'No' },
    });
    expect(sentRequests.reply(CALL, no('1'))).toEqual({ kind: 'unmatched' });
  });

  it('gives up when the link is lost, and recognises the reply on a new link, hours later', async () => {
    const { clock, sentRequests, send } = setup();
    const sent = send(CALL, '1');
    sentRequests.giveUp('link-lost');
    await settled();
    expect(sent.result).toEqual({ kind: 'unknown', cause: 'link-lost' });
    clock.pass(3_600_000);
    expect(sentRequests.reply(CALL, yes('1')).kind).toBe('late');
  });

  it('leaves no timer behind', () => {
    const { clock, sentRequests, send } = setup();
    send(CALL, '1');
    sentRequests.reply(CALL, yes('1'));
    send(CALL, '2');
    sentRequests.giveUp('closed');
    expect(clock.pending()).toBe(0);
  });
});

describe('sets that conflict, because their replies could be confused', () => {
  it('a second set of the same call and callid while the first is in flight', () => {
    const { sentRequests, send } = setup();
    send(CALL, '1', 'A');
    expect(sentRequests.conflicts(CALL, '1', 'A')).toBe(true);
    expect(sentRequests.conflicts(CALL, '1', 'B')).toBe(true);
    expect(sentRequests.conflicts(CALL, '2', 'A')).toBe(false);
    expect(sentRequests.conflicts(OTHER, '1', 'A')).toBe(false);
  });

  it('another payload while the set that was given up may be answered; not the same payload', () => {
    const { clock, sentRequests, send } = setup();
    send(CALL, '1', 'A');
    clock.pass(LIMIT);
    expect(sentRequests.conflicts(CALL, '1', 'A')).toBe(false);
    expect(sentRequests.conflicts(CALL, '1', 'B')).toBe(true);
    clock.pass(GRACE);
    expect(sentRequests.conflicts(CALL, '1', 'B')).toBe(false);
  });

  it('a correction waits until both answers to a set that was sent twice have come', () => {
    const { clock, sentRequests, send } = setup();
    send(CALL, '1', 'A');
    clock.pass(LIMIT);
    send(CALL, '1', 'A');
    sentRequests.reply(CALL, yes('1'));
    expect(sentRequests.conflicts(CALL, '1', 'B')).toBe(true);
    expect(sentRequests.reply(CALL, yes('1'))).toEqual({ kind: 'unmatched' });
    expect(sentRequests.conflicts(CALL, '1', 'B')).toBe(false);
  });

  it('a correction goes at once after a plain answer', () => {
    const { sentRequests, send } = setup();
    send(CALL, '1', 'A');
    sentRequests.reply(CALL, yes('1'));
    expect(sentRequests.conflicts(CALL, '1', 'B')).toBe(false);
  });
});

describe('if another application sets the same call', () => {
  const theirs = { callid: '1', OutcomeId: 5 };

  it('the first of the two replies is unmatched, the second is ours', async () => {
    const { sentRequests, send } = setup();
    const sent = send(CALL, '1');
    sentRequests.overheard(CALL, '1', theirs, false);
    expect(sentRequests.reply(CALL, yes('1'))).toEqual({ kind: 'unmatched' });
    await settled();
    expect(sent.result).toBeNull();
    expect(sentRequests.reply(CALL, yes('1'))).toEqual({ kind: 'settled', callId: '1' });
    await settled();
    expect(sent.result).toEqual({ kind: 'delivered' });
  });

  it('and one of the two is refused, ours is unknown, and no more replies are due', async () => {
    const { sentRequests, send } = setup();
    sentRequests.overheard(CALL, '1', theirs, false);
    const sent = send(CALL, '1');
    sentRequests.reply(CALL, no('1'));
    sentRequests.reply(CALL, yes('1'));
    await settled();
    expect(sent.result).toEqual({ kind: 'unknown', cause: 'mixed-replies' });
    expect(sentRequests.reply(CALL, yes('1'))).toEqual({ kind: 'unmatched' });
  });

  it('a late reply may be theirs and settles nothing', () => {
    const { clock, sentRequests, send } = setup();
    send(CALL, '1');
    clock.pass(LIMIT);
    sentRequests.overheard(CALL, '1', theirs, false);
    expect(sentRequests.reply(CALL, yes('1')).kind).toBe('unmatched');
    expect(sentRequests.reply(CALL, yes('1')).kind).toBe('late');
  });

  it('a refusal that names no call may be theirs, whatever call they set', () => {
    const { sentRequests, send } = setup();
    send(CALL, '1');
    sentRequests.overheard(CALL, '2', theirs, false);
    expect(sentRequests.reply(CALL, no(null)).kind).toBe('unmatched');
    sentRequests.reply(CALL, yes('2'));
    expect(sentRequests.reply(CALL, no(null)).kind).toBe('settled');
  });

  it('their set is forgotten if LCM never answers it', () => {
    const { clock, sentRequests, send } = setup();
    sentRequests.overheard(CALL, '1', theirs, false);
    clock.pass(LIMIT + GRACE);
    send(CALL, '1');
    expect(sentRequests.reply(CALL, yes('1')).kind).toBe('settled');
  });

  it('another call or callid of theirs does not concern us', () => {
    const { sentRequests, send } = setup();
    send(CALL, '1');
    sentRequests.overheard(OTHER, '1', theirs, false);
    sentRequests.overheard(CALL, '2', theirs, false);
    expect(sentRequests.reply(CALL, yes('1')).kind).toBe('settled');
  });

  it('an echo of our own set is not taken for theirs: an equal one in any order, or one under our name', () => {
    const { sentRequests, send } = setup();
    const data = { callid: '1', OutcomeId: 1 };
    send(CALL, '1', JSON.stringify(data));
    sentRequests.overheard(CALL, '1', data, false);
    sentRequests.overheard(CALL, '1', { OutcomeId: 1, callid: '1' }, false);
    sentRequests.overheard(CALL, '1', { OutcomeId: '1', callid: '1' }, true);
    expect(sentRequests.reply(CALL, yes('1')).kind).toBe('settled');
  });

  it('data that is nested too deeply to compare is theirs', () => {
    const { sentRequests, send } = setup();
    let deep: unknown = {};
    for (let level = 0; level < 100_000; level += 1) deep = { deep };
    send(CALL, '1');
    sentRequests.overheard(CALL, '1', deep, false);
    expect(sentRequests.reply(CALL, yes('1')).kind).toBe('unmatched');
  });
});

it('remembers the latest 5,000 unanswered sets, and every set in flight', () => {
  const { sentRequests, send } = setup();
  for (let id = 0; id < 6_000; id += 1) send(CALL, String(id));
  expect(sentRequests.reply(CALL, yes('0'))).toEqual({ kind: 'settled', callId: '0' });
  sentRequests.giveUp('link-lost');
  for (let id = 0; id < 6_000; id += 1) send(OTHER, String(id));
  expect(sentRequests.reply(CALL, yes('1')).kind).toBe('unmatched');
  expect(sentRequests.reply(OTHER, yes('0')).kind).toBe('settled');
});
