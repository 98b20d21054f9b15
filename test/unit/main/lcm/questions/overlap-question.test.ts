import { beforeEach, describe, expect, it } from 'vitest';
import { createSignal } from '#main/base/signal.ts';
import { createOverlapQuestion, type OverlapQuestion } from '#main/lcm/questions/overlap-question.ts';
import { createQuestionLane } from '#main/lcm/questions/question-lane.ts';
import type { LinkState } from '#shared/contract/app-state.ts';
import { encodeOverlap } from '#shared/lcm/encode.ts';
import type { Envelope } from '#shared/lcm/envelope.ts';
import type { JsonObject } from '#shared/lcm/json.ts';
import { createFakeClock, type FakeClock } from '#test/support/fake-clock.ts';

const CALL = 'ScheduledCallBackOverlap';
const asked = (startTime: string): JsonObject =>
  encodeOverlap({
    callId: '12345',
    lcmKey: '137|1|3|0|0|84|',
    userId: 'testagent',
    callback: { startDate: '13/01/2021', endDate: '13/01/2021', startTime, endTime: startTime },
  });
const envelope = (subtopic: string, body: Partial<Envelope>): Envelope => ({
  ...{ channel: 'LCM', topic: 'WebService', subtopic, source: null, data: undefined, message: undefined },
  ...body,
});
/** As in the sample of page check-scheduled-callback-overlap. */
const reply = (IsOverlap: unknown, RequestResult: unknown = true): Envelope =>
  envelope(`${CALL}Result`, { message: { RequestResult, IsOverlap } });

let clock: FakeClock;
let sent: JsonObject[];
let question: OverlapQuestion;
let hear: (heard: Envelope) => Promise<void>;
let status: LinkState['status'];

beforeEach(() => {
  clock = createFakeClock();
  sent = [];
  status = 'connected';
  const envelopeReceived = createSignal<Envelope>();
  const lane = createQuestionLane({
    clock,
    timeLimitMs: 10_000,
    send: (_call, data) => sent.push(data) > 0,
  });
  question = createOverlapQuestion({
    clock,
    session: {
      ask: (one) => lane.ask(one),
      envelopeReceived,
      state: () => ({ status }) as LinkState,
      stateChanged: createSignal<LinkState>(),
    },
  });
  // In the order of the session.
  hear = async (heard) => {
    lane.hear(heard);
    envelopeReceived.emit(heard);
    await clock.advance(0);
  };
});

/** Asks, and tells what came of it so far. */
function ask(time: string): { readonly answer: () => boolean | null | 'open' } {
  let answer: boolean | null | 'open' = 'open';
  void question.ask(asked(time)).then((found) => {
    answer = found;
  });
  return { answer: () => answer };
}

describe('whether a callback overlaps', () => {
  it.each([
    [true, true],
    ['TRUE', true],
    [false, false],
  ])('LCM says: %j', async (said, expected) => {
    const one = ask('13:45');
    await clock.advance(0);
    expect(sent).toEqual([asked('13:45')]);
    await hear(reply(said));
    expect(one.answer()).toBe(expected);
  });

  it.each([
    ['a request that LCM could not answer', reply(true, false)],
    ['a reply without the answer', reply(undefined)],
    ['a reply that is no object', envelope(`${CALL}Result`, { message: 'x' })],
  ])('%s says nothing', async (_what, said) => {
    const one = ask('13:45');
    await clock.advance(0);
    await hear(said);
    await clock.advance(10_000);
    expect(one.answer()).toBeNull();
  });

  it('is not known while another application has such a question open', async () => {
    await hear(envelope(CALL, { data: asked('09:00') }));
    const one = ask('13:45');
    await clock.advance(0);
    expect(one.answer()).toBeNull();
    expect(sent).toEqual([]);
  });

  it('is not known if another application asks before the answer comes', async () => {
    const one = ask('13:45');
    await clock.advance(0);
    // The bus brings back our own request: that is no other.
    await hear(envelope(CALL, { data: asked('13:45') }));
    await hear(envelope(CALL, { data: asked('09:00') }));
    await hear(reply(true));
    await clock.advance(10_000);
    expect(one.answer()).toBeNull();
  });

  it('is not asked without a link', async () => {
    status = 'unreachable';
    const one = ask('13:45');
    await clock.advance(0);
    expect([one.answer(), sent.length]).toEqual([null, 0]);
  });

  it('is asked for one time after another, and of those that wait only for the last', async () => {
    const one = ask('13:45');
    await clock.advance(0);
    const two = ask('13:46');
    const three = ask('13:47');
    await clock.advance(0);
    expect(sent).toEqual([asked('13:45')]);
    await hear(reply(true));
    expect(one.answer()).toBe(true);
    // Within the rest, an equal reply is the earlier one once more.
    await hear(reply(true));
    await clock.advance(2_100);
    expect(two.answer()).toBeNull();
    expect(sent).toEqual([asked('13:45'), asked('13:47')]);
    await hear(reply(true));
    expect(three.answer()).toBe(true);
  });
});
