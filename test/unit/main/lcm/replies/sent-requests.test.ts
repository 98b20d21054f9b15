import { describe, expect, it } from 'vitest';
import type { SetReply } from '#shared/lcm/decode.ts';
import type { SetCallName } from '#shared/lcm/names.ts';
import { createSentSets } from '#main/lcm/replies/sent-requests.ts';
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
  const sets = createSentSets(clock, LIMIT, GRACE);
  /** Sends, and shows what came of it as soon as it is known. */
  const send = (call: SetCallName, callId: string, payload = 'A') => {
    const sent: { result: DeliveryResult | null } = { result: null };
    void sets.opened(call, callId, payload).then((result) => {
      sent.result = result;
    });
    return sent;
  };
  return { clock, sets, send };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('which reply belongs to which set', () => {
  it('settles the set of that call and callid, and no other', async () => {
    const { sets, send } = setup();
    const [one, two, other] = [send(CALL, '1'), send(CALL, '2'), send(OTHER, '1')];
    expect(sets.reply(CALL, yes('1'))).toEqual({ kind: 'settled' });
    await settled();
    expect([one.result, two.result, other.result]).toEqual([{ kind: 'delivered' }, null, null]);
  });

  it('a reply to a callid nobody asked about, and a second one, are nobody’s', () => {
    const { sets, send } = setup();
    send(CALL, '1');
    expect(sets.reply(CALL, yes('9'))).toEqual({ kind: 'nobodys' });
    expect(sets.reply(OTHER, yes('1'))).toEqual({ kind: 'nobodys' });
    sets.reply(CALL, yes('1'));
    expect(sets.reply(CALL, yes('1'))).toEqual({ kind: 'nobodys' });
  });

  it('a refusal without a callid goes to the only set of that call that waits', async () => {
    const { sets, send } = setup();
    const one = send(CALL, '1');
    send(OTHER, '1');
    expect(sets.reply(CALL, no(null))).toEqual({ kind: 'settled' });
    await settled();
    expect(one.result).toEqual({ kind: 'refused', reason: 'No' });
  });

  it('a refusal without a callid is nobody’s where two wait, or where it cannot be attributed', () => {
    const { sets, send } = setup();
    send(CALL, '1');
    expect(sets.reply(CALL, { ...no(null), attributable: false })).toEqual({ kind: 'nobodys' });
    expect(sets.reply(CALL, yes(null))).toEqual({ kind: 'nobodys' });
    send(CALL, '2');
    expect(sets.reply(CALL, no(null))).toEqual({ kind: 'nobodys' });
  });

  it('gives up after the time limit, and tells the late reply once', async () => {
    const { clock, sets, send } = setup();
    const sent = send(CALL, '1');
    clock.pass(LIMIT);
    await settled();
    expect(sent.result).toEqual({ kind: 'unknown', cause: 'timeout' });
    expect(sets.reply(CALL, no('1'))).toEqual({
      kind: 'late',
      callId: '1',
      result: { kind: 'refused', reason: 'No' },
    });
    expect(sets.reply(CALL, no('1'))).toEqual({ kind: 'nobodys' });
  });

  it('gives up when the link is lost, and still knows the reply on a new one, hours later', async () => {
    const { clock, sets, send } = setup();
    const sent = send(CALL, '1');
    sets.giveUp('link-lost');
    await settled();
    expect(sent.result).toEqual({ kind: 'unknown', cause: 'link-lost' });
    clock.pass(3_600_000);
    expect(sets.reply(CALL, yes('1')).kind).toBe('late');
  });

  it('leaves no timer behind', () => {
    const { clock, sets, send } = setup();
    send(CALL, '1');
    sets.reply(CALL, yes('1'));
    send(CALL, '2');
    sets.giveUp('closed');
    expect(clock.pending()).toBe(0);
  });
});

describe('what may not be sent, since its reply could be mistaken', () => {
  it('a second set of the same call and callid while the first is in flight', () => {
    const { sets, send } = setup();
    send(CALL, '1', 'A');
    expect(sets.conflicts(CALL, '1', 'A')).toBe(true);
    expect(sets.conflicts(CALL, '1', 'B')).toBe(true);
    expect(sets.conflicts(CALL, '2', 'A')).toBe(false);
    expect(sets.conflicts(OTHER, '1', 'A')).toBe(false);
  });

  it('another payload while the given-up one may still be answered; the same one at once', () => {
    const { clock, sets, send } = setup();
    send(CALL, '1', 'A');
    clock.pass(LIMIT);
    expect(sets.conflicts(CALL, '1', 'A')).toBe(false);
    expect(sets.conflicts(CALL, '1', 'B')).toBe(true);
    clock.pass(GRACE);
    expect(sets.conflicts(CALL, '1', 'B')).toBe(false);
  });

  it('a correction waits until both answers to a set that was sent twice are in', () => {
    const { clock, sets, send } = setup();
    send(CALL, '1', 'A');
    clock.pass(LIMIT);
    send(CALL, '1', 'A');
    sets.reply(CALL, yes('1'));
    expect(sets.conflicts(CALL, '1', 'B')).toBe(true);
    expect(sets.reply(CALL, yes('1'))).toEqual({ kind: 'nobodys' });
    expect(sets.conflicts(CALL, '1', 'B')).toBe(false);
  });

  it('a correction goes at once after a plain answer', () => {
    const { sets, send } = setup();
    send(CALL, '1', 'A');
    sets.reply(CALL, yes('1'));
    expect(sets.conflicts(CALL, '1', 'B')).toBe(false);
  });
});

describe('where another application sets the same call', () => {
  const theirs = { callid: '1', OutcomeId: 5 };

  it('the first of the two replies is nobody’s, the second ours', async () => {
    const { sets, send } = setup();
    const sent = send(CALL, '1');
    sets.overheard(CALL, '1', theirs, false);
    expect(sets.reply(CALL, yes('1'))).toEqual({ kind: 'nobodys' });
    await settled();
    expect(sent.result).toBeNull();
    expect(sets.reply(CALL, yes('1'))).toEqual({ kind: 'settled' });
    await settled();
    expect(sent.result).toEqual({ kind: 'delivered' });
  });

  it('and one of the two is refused, nobody knows whose; no reply is due any more', async () => {
    const { sets, send } = setup();
    sets.overheard(CALL, '1', theirs, false);
    const sent = send(CALL, '1');
    sets.reply(CALL, no('1'));
    sets.reply(CALL, yes('1'));
    await settled();
    expect(sent.result).toEqual({ kind: 'unknown', cause: 'mixed-replies' });
    expect(sets.reply(CALL, yes('1'))).toEqual({ kind: 'nobodys' });
  });

  it('a late reply may be theirs and settles nothing', () => {
    const { clock, sets, send } = setup();
    send(CALL, '1');
    clock.pass(LIMIT);
    sets.overheard(CALL, '1', theirs, false);
    expect(sets.reply(CALL, yes('1')).kind).toBe('nobodys');
    expect(sets.reply(CALL, yes('1')).kind).toBe('late');
  });

  it('a refusal that names no call may be theirs, whatever call they set', () => {
    const { sets, send } = setup();
    send(CALL, '1');
    sets.overheard(CALL, '2', theirs, false);
    expect(sets.reply(CALL, no(null)).kind).toBe('nobodys');
    sets.reply(CALL, yes('2'));
    expect(sets.reply(CALL, no(null)).kind).toBe('settled');
  });

  it('theirs is forgotten where LCM never answers it', () => {
    const { clock, sets, send } = setup();
    sets.overheard(CALL, '1', theirs, false);
    clock.pass(LIMIT + GRACE);
    send(CALL, '1');
    expect(sets.reply(CALL, yes('1')).kind).toBe('settled');
  });

  it('another call or callid of theirs does not concern us', () => {
    const { sets, send } = setup();
    send(CALL, '1');
    sets.overheard(OTHER, '1', theirs, false);
    sets.overheard(CALL, '2', theirs, false);
    expect(sets.reply(CALL, yes('1')).kind).toBe('settled');
  });

  it('an echo of our own is no set of theirs: to the letter, or under our name', () => {
    const { sets, send } = setup();
    const data = { callid: '1', OutcomeId: 1 };
    send(CALL, '1', JSON.stringify(data));
    sets.overheard(CALL, '1', data, false);
    sets.overheard(CALL, '1', { OutcomeId: '1', callid: '1' }, true);
    expect(sets.reply(CALL, yes('1')).kind).toBe('settled');
  });

  it('what is nested too deeply to be compared is theirs', () => {
    const { sets, send } = setup();
    let deep: unknown = {};
    for (let level = 0; level < 100_000; level += 1) deep = { deep };
    send(CALL, '1');
    sets.overheard(CALL, '1', deep, false);
    expect(sets.reply(CALL, yes('1')).kind).toBe('nobodys');
  });
});

it('remembers the latest 5,000 unanswered sets and none in flight is forgotten', () => {
  const { sets, send } = setup();
  for (let id = 0; id < 6_000; id += 1) send(CALL, String(id));
  expect(sets.reply(CALL, yes('0'))).toEqual({ kind: 'settled' });
  sets.giveUp('link-lost');
  for (let id = 0; id < 6_000; id += 1) send(OTHER, String(id));
  expect(sets.reply(CALL, yes('1')).kind).toBe('nobodys');
  expect(sets.reply(OTHER, yes('0')).kind).toBe('settled');
});
