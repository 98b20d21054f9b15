import { describe, expect, it } from 'vitest';
import type { JsonObject } from '#shared/lcm/json.ts';
import { decodeListReply } from '#shared/lcm/decode.ts';
import { readEnvelope, type Envelope } from '#shared/lcm/envelope.ts';
import type { ListCallName } from '#shared/lcm/names.ts';
import { createListLane, type ListResult } from '#main/lcm/replies/list-lane.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { readEntries } from '#test/support/listed-rows.ts';

const LIMIT = 10_000;
const GRACE = 5_000;

function envelope(raw: JsonObject): Envelope {
  const reading = readEnvelope({ channel: 'LCM', topic: 'WebService', ...raw });
  if (!reading.ok) throw new Error(reading.reason);
  return reading.envelope;
}

function setup() {
  const clock = createFakeClock();
  const sent: { call: ListCallName; data: JsonObject }[] = [];
  const link = { up: true };
  const lane = createListLane({
    clock,
    timeLimitMs: LIMIT,
    graceMs: GRACE,
    isConnected: () => link.up,
    send(call, data) {
      if (link.up) sent.push({ call, data });
      return link.up;
    },
  });
  const watch = (promise: Promise<ListResult>) => {
    const asked: { result: ListResult | null; ids(): string[] } = {
      result: null,
      ids: () => (asked.result?.ok ? readEntries(asked.result.entries).rows.map(({ id }) => id) : []),
    };
    void promise.then((result) => {
      asked.result = result;
    });
    return asked;
  };
  const answer = async (message: JsonObject | string) => {
    const match = lane.reply(decodeListReply(envelope({ subtopic: 'BusinessOutCome', message })));
    await new Promise((resolve) => setImmediate(resolve));
    return match;
  };
  const campaign = (callId: string) => watch(lane.campaign(callId, 'key'));
  const group = (callId: string, type = 'MANUAL') => watch(lane.group(callId, type));
  return { clock, sent, link, lane, answer, campaign, group };
}

const rows = (...ids: string[]): JsonObject[] => ids.map((id) => ({ OutComeID: id, Description: id }));
const list = (...ids: string[]): JsonObject => ({ response: rows(...ids) });
const listFor = (callid: string, ...ids: string[]): JsonObject => ({ callid, response: rows(...ids) });
const failed = (cause: string, reason: string | null = null) => ({ ok: false, cause, reason });

describe('pages 003 and 004, whose replies have one name', () => {
  it('sends one of each at a time, in the order asked', async () => {
    const { sent, answer, campaign, group } = setup();
    const [first, second, third, fourth] = [campaign('1'), group(''), campaign('2'), group('', 'INBOUND')];
    expect(sent.map(({ call }) => call)).toEqual(['GetBusinessOutCome', 'GetOutcomeByOutcomegroup']);
    expect(await answer(listFor('1', 'a'))).toBe('settled');
    expect(sent.map(({ data }) => data['callid'])).toEqual(['1', '', '2']);
    expect(await answer(list('b'))).toBe('settled');
    expect(sent).toHaveLength(4);
    expect(await answer(listFor('2', 'c'))).toBe('settled');
    expect(await answer(list('d'))).toBe('settled');
    expect([first, second, third, fourth].map(({ ids }) => ids())).toEqual([['a'], ['b'], ['c'], ['d']]);
  });

  it('never sends both about one call: a reply could be to either', async () => {
    const { sent, answer, campaign, group } = setup();
    const [first, second] = [group('7'), campaign('7')];
    expect(sent).toHaveLength(1);
    await answer(list('a'));
    await answer(listFor('7', 'b'));
    expect([first.ids(), second.ids()]).toEqual([['a'], ['b']]);
  });

  it('an answer that was too long for the link ends one request for good, but not two', async () => {
    const { clock, lane, campaign, group } = setup();
    const both = [campaign('1'), group('')];
    lane.tooLong();
    lane.giveUp('far-too-long');
    clock.pass(GRACE);
    const one = campaign('1');
    lane.giveUp('far-too-long');
    await new Promise((resolve) => setImmediate(resolve));
    expect([...both, one].map(({ result }) => result)).toEqual(
      ['link-lost', 'link-lost', 'far-too-long'].map((cause) => failed(cause)),
    );
  });

  it('an error that names no call refuses neither if both wait', async () => {
    const { answer, campaign, group } = setup();
    const [first, second] = [campaign('1'), group('')];
    expect(await answer({ success: false, msg: 'No' })).toBe('unmatched');
    expect(await answer({ errorMessage: 'Callid is empty' })).toBe('settled');
    expect([first.result, second.result]).toEqual([null, failed('refused', 'Callid is empty')]);
  });

  it('sends one request for two equal ones at the same time', async () => {
    const { sent, answer, campaign } = setup();
    const [first, second] = [campaign('1'), campaign('1')];
    await answer(listFor('1', 'a'));
    expect(sent).toHaveLength(1);
    expect(first.ids()).toEqual(second.ids());
  });

  it('a list without a callid never answers a 004', async () => {
    const { answer, campaign } = setup();
    const asked = campaign('1');
    expect(await answer(list('x'))).toBe('unmatched');
    expect(asked.result).toBeNull();
  });

  it('a list with another callid is unmatched', async () => {
    const { answer, campaign, group } = setup();
    const first = campaign('1');
    expect(await answer(listFor('9', 'x'))).toBe('unmatched');
    await answer(listFor('1', 'a'));
    const second = group('');
    expect(await answer(listFor('9', 'x'))).toBe('unmatched');
    expect([first.ids(), second.result]).toEqual([['a'], null]);
  });

  it('a 003 with a callid is settled by a list with that callid', async () => {
    const { answer, group } = setup();
    const asked = group('7');
    expect(await answer(listFor('7', 'a'))).toBe('settled');
    expect(asked.ids()).toEqual(['a']);
  });

  it('but not while a 004 of that callid may still be answered: that answer is late', async () => {
    const { clock, answer, campaign, group } = setup();
    const first = campaign('7');
    clock.pass(LIMIT);
    const second = group('7');
    expect(await answer(listFor('7', 'of the 004'))).toBe('late');
    expect(first.result).toEqual(failed('timeout'));
    expect(await answer(list('of the 003'))).toBe('settled');
    expect(second.ids()).toEqual(['of the 003']);
  });

  it('nor while another application’s 004 of that callid is unanswered', async () => {
    const { lane, answer, group } = setup();
    lane.overhear('GetBusinessOutCome', { callid: '7', AccountNumber: 'k' });
    const asked = group('7');
    expect(await answer(listFor('7', 'theirs'))).toBe('late');
    expect(asked.result).toBeNull();
  });
});

describe('after a 003 that was not answered', () => {
  it('no other is sent for the grace period, so that its late list settles no other request', async () => {
    const { clock, sent, answer, group } = setup();
    const first = group('', 'MANUAL');
    clock.pass(LIMIT);
    const second = group('', 'INBOUND');
    expect(sent).toHaveLength(1);
    expect(await answer(list('manual'))).toBe('late');
    expect(second.result).toBeNull();
    clock.pass(GRACE);
    expect(sent).toHaveLength(2);
    expect(await answer(list('inbound'))).toBe('settled');
    expect(first.result).toEqual(failed('timeout'));
    expect(second.ids()).toEqual(['inbound']);
  });

  it('nor if the link was lost', async () => {
    const { clock, sent, lane, answer, group } = setup();
    const first = group('');
    lane.giveUp('link-lost');
    const second = group('', 'INBOUND');
    expect(sent).toHaveLength(1);
    clock.pass(GRACE);
    expect(sent).toHaveLength(2);
    await answer(list('a'));
    expect(first.result).toEqual(failed('link-lost'));
    expect(second.ids()).toEqual(['a']);
  });

  it('a 004 does not wait for that, and is not refused by a late error that names no call', async () => {
    const { clock, sent, answer, campaign, group } = setup();
    group('');
    const first = campaign('1');
    await answer(listFor('1', 'a'));
    clock.pass(LIMIT);
    const second = campaign('2');
    expect(sent.map(({ data }) => data['callid'])).toEqual(['', '1', '2']);
    expect(await answer({ success: false, msg: 'No' })).toBe('unmatched');
    await answer(listFor('2', 'b'));
    expect([first.ids(), second.ids()]).toEqual([['a'], ['b']]);
  });

  it('but not after a 004, because its late list has its callid', () => {
    const { clock, sent, campaign } = setup();
    campaign('1');
    clock.pass(LIMIT);
    campaign('2');
    expect(sent).toHaveLength(2);
  });
});

describe('a list that came too late', () => {
  it('is given to whoever asks for it again, so that an LCM that is always slow is heard', async () => {
    const { clock, sent, answer, campaign, group } = setup();
    campaign('1');
    clock.pass(LIMIT);
    expect(await answer(listFor('1', 'a'))).toBe('late');
    const again = campaign('1');
    const other = campaign('2');
    expect(await answer(listFor('2', 'b'))).toBe('settled');
    group('');
    clock.pass(LIMIT);
    expect(await answer(list('c'))).toBe('late');
    const groupAgain = group('');
    await answer(listFor('none'));
    expect([again.ids(), other.ids(), groupAgain.ids()]).toEqual([['a'], ['b'], ['c']]);
    expect(sent).toHaveLength(3);
    campaign('1');
    clock.pass(GRACE);
    expect(sent).toHaveLength(4);
  });

  it('is not kept for long', async () => {
    const { clock, sent, answer, campaign } = setup();
    campaign('1');
    clock.pass(LIMIT);
    await answer(listFor('1', 'a'));
    clock.pass(10 * 60_000);
    campaign('1');
    expect(sent).toHaveLength(2);
  });

  it('is nobody’s if it may answer two requests: the contact has a key in another campaign', async () => {
    const { clock, sent, lane, answer } = setup();
    void lane.campaign('1', 'key');
    clock.pass(LIMIT);
    void lane.campaign('1', 'other key');
    clock.pass(LIMIT);
    expect(await answer(listFor('1', 'a'))).toBe('late');
    void lane.campaign('1', 'key');
    expect(sent).toHaveLength(3);
  });
});

describe('another application on the same bus', () => {
  it('asked for another group before us: the first list is theirs', async () => {
    const { lane, answer, group } = setup();
    lane.overhear('GetOutcomeByOutcomegroup', { callid: '', type: 'INBOUND' });
    const asked = group('', 'MANUAL');
    expect(await answer(list('theirs'))).toBe('unmatched');
    expect(await answer(list('ours'))).toBe('settled');
    expect(asked.ids()).toEqual(['ours']);
  });

  it('asked for another group after us: the first list is ours, the second is unmatched', async () => {
    const { lane, answer, group } = setup();
    const asked = group('', 'MANUAL');
    lane.overhear('GetOutcomeByOutcomegroup', { callid: '', type: 'INBOUND' });
    expect(await answer(list('ours'))).toBe('settled');
    const next = group('', 'MANUAL');
    expect(await answer(list('theirs'))).toBe('unmatched');
    expect(await answer(list('ours again'))).toBe('settled');
    expect([asked.ids(), next.ids()]).toEqual([['ours'], ['ours again']]);
  });

  it('asked for the same group before us: we take its list, and ours does not settle our next request', async () => {
    const { lane, answer, group } = setup();
    lane.overhear('GetOutcomeByOutcomegroup', { callid: '', type: 'manual' });
    const asked = group('', 'MANUAL');
    expect(await answer(list('manual'))).toBe('settled');
    const next = group('', 'INBOUND');
    expect(await answer(list('manual'))).toBe('unmatched');
    expect(await answer(list('inbound'))).toBe('settled');
    expect([asked.ids(), next.ids()]).toEqual([['manual'], ['inbound']]);
  });

  it('never got an answer: its request is forgotten in time', async () => {
    const { clock, lane, answer, group } = setup();
    lane.overhear('GetOutcomeByOutcomegroup', { callid: '', type: 'INBOUND' });
    clock.pass(LIMIT + GRACE);
    const asked = group('', 'MANUAL');
    expect(await answer(list('ours'))).toBe('settled');
    expect(asked.ids()).toEqual(['ours']);
  });

  it('is not confused with us: if the bus echoes our requests, nothing changes', async () => {
    const { sent, lane, answer, group } = setup();
    const asked = group('', 'MANUAL');
    lane.overhear(sent[0]!.call, sent[0]!.data);
    await answer(list('ours'));
    const next = group('', 'INBOUND');
    lane.overhear(sent[1]!.call, sent[1]!.data);
    await answer(list('next'));
    expect([asked.ids(), next.ids()]).toEqual([['ours'], ['next']]);
  });
});

describe('errors and failures', () => {
  it('an error with a callid, or without, refuses the request in flight with LCM’s words', async () => {
    const { answer, campaign, group } = setup();
    const first = campaign('1');
    await answer({ errorType: 'WS_Error', errorMessage: 'Invalid Call ID:1', msg: 'Invalid Call ID.' });
    const second = group('');
    await answer({ errorType: 'WS_Error', errorMessage: 'Callid is empty', msg: 'Invalid Call ID.' });
    const third = campaign('3');
    await answer({ response: { success: false } });
    expect(first.result).toEqual(failed('refused', 'Invalid Call ID.'));
    expect(second.result).toEqual(failed('refused', 'Invalid Call ID.'));
    expect(third.result).toEqual(failed('refused', 'no-reason'));
  });

  it('"Callid is empty" does not refuse a request with a callid, nor does an error with another callid', async () => {
    const { answer, campaign } = setup();
    const asked = campaign('1');
    expect(await answer({ errorType: 'WS_Error', errorMessage: 'Callid is empty' })).toBe('unmatched');
    expect(await answer({ errorType: 'WS_Error', errorMessage: 'Invalid Call ID:2' })).toBe('unmatched');
    expect(asked.result).toBeNull();
  });

  it('an answer with our callid and no list is unreadable, not empty', async () => {
    const { answer, campaign } = setup();
    const asked = campaign('1');
    await answer({ callid: '1', response: 'nothing' });
    expect(asked.result).toEqual(failed('no-list'));
  });

  it('without a link nothing is sent, nor are the requests that waited when the link was lost', async () => {
    const { sent, link, lane, answer, campaign } = setup();
    const [first, second] = [campaign('1'), campaign('2')];
    link.up = false;
    lane.giveUp('link-lost');
    const third = campaign('3');
    await answer('x');
    expect(sent).toHaveLength(1);
    expect([first.result, second.result, third.result]).toEqual([
      failed('link-lost'),
      failed('not-connected'),
      failed('not-connected'),
    ]);
  });

  it('page 004 without a callid is not sent', async () => {
    const { sent, answer, campaign } = setup();
    const asked = campaign(' ');
    await answer('x');
    expect([asked.result, sent.length]).toEqual([failed('no-call-id'), 0]);
  });
});
