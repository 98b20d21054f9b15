import { describe, expect, it } from 'vitest';
import { afterCallSchema } from '#main/after-call/after-call-rule.ts';
import type { CallRecord } from '#main/calls/call-store.ts';
import {
  askAboutCalls,
  campaignQuestion,
  campaignZoneQuestion,
  lcmClockQuestion,
} from '#main/core/questions.ts';
import { createLcmClock } from '#main/lcm/clock/lcm-clock.ts';
import { createQuestionLane } from '#main/lcm/questions/question-lane.ts';
import type { QuestionRequest, CallQuestion } from '#main/lcm/questions/call-question.ts';
import { createSignal } from '#main/base/signal.ts';
import type { LinkState } from '#shared/contract/app-state.ts';
import { readEnvelope, type Envelope } from '#shared/lcm/envelope.ts';
import { NO_FACTS } from '#shared/lcm/call-facts.ts';
import { EMPTY_DRAFT } from '#shared/draft/draft.ts';
import { callRecord } from '#test/support/call-records.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { NO_OUTCOMES } from '#main/outcomes/listed-outcomes.ts';

const call = (more: Partial<CallRecord> = {}): CallRecord =>
  callRecord({ lcmKey: '5|3|a', origin: 'hand', draft: EMPTY_DRAFT, ...more });

function reply(response: object): Envelope {
  const reading = readEnvelope({
    channel: 'LCM',
    topic: 'WebService',
    subtopic: 'CampaignTimeZone',
    message: { callid: 'a', response },
  });
  if (!reading.ok) throw new Error(reading.reason);
  return reading.envelope;
}

function request<C extends CallRecord, A extends { readonly callId: string | null }>(
  question: CallQuestion<C, A>,
): QuestionRequest<A> {
  if (typeof question.ask === 'function') throw new Error('It is not asked on the bus');
  return question.ask;
}

describe('LCM’s clock', () => {
  it('is asked with any call, and read from a reply to any application', () => {
    const clock = createFakeClock();
    const lcmClock = createLcmClock(clock);
    const question = lcmClockQuestion({ lcmClock, clock });
    const { data, read, take } = request(question);
    expect(question.about).toBe('lcm');
    expect(question.isFor(call({ wrappedAt: 1 }))).toBe(true);
    expect(JSON.stringify(data(call()))).toBe('{"callid":"a","AccountNumber":"5|3|a"}');
    expect(question.isKnown(call())).toBe(false);
    const told = read(reply({ ServerTime: clock.now() }));
    expect(told).toEqual({ callId: 'a', at: clock.now() });
    take(told!, null);
    expect(question.isKnown(call())).toBe(true);
  });

  it('is not read from a reply that shows no time', () => {
    const clock = createFakeClock();
    const { read } = request(lcmClockQuestion({ lcmClock: createLcmClock(clock), clock }));
    expect(read(reply({ ZoneName: 'Asia/Kolkata' }))).toBeNull();
  });
});

describe('the zone of a call’s campaign', () => {
  it('is asked for calls to wrap up whose zone is not known', () => {
    const told: string[] = [];
    const question = campaignZoneQuestion({
      noteCampaignZone: (callId, zone) => told.push(`${callId} ${zone}`),
    });
    expect(question.about).toBe('call');
    expect([question.isFor(call()), question.isFor(call({ wrappedAt: 1 }))]).toEqual([true, false]);
    expect([question.isKnown(call()), question.isKnown(call({ campaignZone: 'Asia/Kolkata' }))]).toEqual([
      false,
      true,
    ]);
    const { read, take } = request(question);
    take(read(reply({ ZoneName: 'Asia/Kolkata' }))!, { callId: 'a', lcmKey: '5|3|a', certainty: 'named' });
    expect(told).toEqual(['a Asia/Kolkata']);
  });
});

describe('the campaign of a call', () => {
  it('is asked through the call’s outcome list, in after-call work, until the list brings it', () => {
    const asked: string[] = [];
    let campaign: string | null = null;
    const lists: Parameters<typeof campaignQuestion>[0] = {
      campaign: () => campaign,
      list({ callId }, refresh) {
        asked.push(`${callId} ${refresh}`);
        return {
          listKey: '',
          outcomes: NO_OUTCOMES,
          rows: [],
          fetchedAt: null,
          refreshing: true,
          assumed: false,
          campaign: null,
          failure: null,
          ignored: 0,
        };
      },
    };
    const rule = afterCallSchema.parse({ byCampaign: { '7': {} } });
    const question = campaignQuestion(lists, rule);
    expect(campaignQuestion(lists, afterCallSchema.parse({})).isFor(call())).toBe(false);
    expect(question.isFor(call())).toBe(true);
    expect(question.isFor(call({ phase: 'talking' }))).toBe(false);
    expect(question.isFor(call({ wrappedAt: 1 }))).toBe(false);
    expect(question.isKnown(call())).toBe(false);
    campaign = '7';
    expect(question.isKnown(call())).toBe(true);
    if (typeof question.ask === 'function') question.ask(call());
    expect(asked).toEqual(['a true']);
  });
});

/** The questions about calls, over a link that notes what is sent. */
function askingAbout(calls: { list: CallRecord[] }, lists: { readonly list?: Promise<void> } = {}) {
  const clock = createFakeClock();
  const changed = createSignal<string>();
  const stateChanged = createSignal<LinkState>();
  const envelopeReceived = createSignal<Envelope>();
  const sent: string[] = [];
  let status: LinkState['status'] = 'unreachable';
  const state = (): LinkState => ({ status, since: 0, reason: null, nextTryAt: null });
  const lane = createQuestionLane({
    clock,
    timeLimitMs: 1_000,
    send: (name, data) => sent.push(`${name} ${data['callid'] as string}`) > 0,
  });
  const get = (callId: string): CallRecord | null =>
    calls.list.find((each) => each.callId === callId) ?? null;
  const { stop } = askAboutCalls({
    session: { state, stateChanged, envelopeReceived, accepted: createSignal(), ask: (one) => lane.ask(one) },
    lcmClock: createLcmClock(clock),
    calls: {
      changed,
      get,
      summary: get,
      list: () => calls.list,
      hasOthersThan: (callId) => calls.list.some((each) => each.callId !== callId),
      noteCampaignZone() {},
    },
    lists: {
      campaign: () => null,
      list: () => expect.unreachable(),
      expect: ({ callId }) => lists.list !== undefined && sent.push(`list ${callId}`) > 0,
      answered: (_, patienceMs) =>
        Promise.race([lists.list, new Promise<void>((late) => clock.after(patienceMs, late))]),
    },
    facts: {
      isFresh: () => true,
      take() {},
      believes: () => true,
      doubt() {},
      of: () => NO_FACTS,
      shown: createSignal(),
    },
    callbacks: { withoutContact: () => [], changed: createSignal() },
    afterCall: afterCallSchema.parse({}),
    searchesCampaigns: false,
    clock,
  });
  return {
    clock,
    changed,
    sent,
    stop,
    connect() {
      status = 'connected';
      stateChanged.emit(state());
    },
    answer() {
      const told = reply({ ZoneName: 'Asia/Kolkata', ServerTime: clock.now() });
      lane.hear(told);
      envelopeReceived.emit(told);
    },
  };
}

it('asks LCM at once when the calls change and when a link is up, and asks equal questions only once', async () => {
  const calls = { list: [call()] };
  const { clock, changed, sent, connect, answer } = askingAbout(calls);
  changed.emit('a');
  expect(sent).toEqual([]);
  connect();
  // One request asks for both the clock and the zone.
  expect(sent).toEqual(['GetCampaignTimeZone a']);
  calls.list = [call({ callId: 'b', lcmKey: '5|3|b' }), call()];
  changed.emit('a');
  changed.emit('b');
  // The next call is asked for after the answer and a rest.
  expect(sent).toEqual(['GetCampaignTimeZone a']);
  answer();
  await clock.advance(100);
  expect(sent).toEqual(['GetCampaignTimeZone a', 'GetCampaignTimeZone b']);
});

describe('a call that the screen is about to show, without a list', () => {
  it('has its list asked for once and first, and is asked about otherwise once the list is there', async () => {
    let listed = (): void => {};
    const list = new Promise<void>((resolve) => {
      listed = resolve;
    });
    const calls: { list: CallRecord[] } = { list: [] };
    const { clock, changed, sent, connect, stop } = askingAbout(calls, { list });
    connect();
    calls.list = [call()];
    changed.emit('a');
    changed.emit('a');
    // A list of 100,000 takes that long.
    await clock.advance(300);
    expect(sent).toEqual(['list a']);
    listed();
    await clock.advance(100);
    expect(sent).toEqual(['list a', 'GetCampaignTimeZone a']);
    stop();
  });

  it('is asked about otherwise within half a second, though LCM does not give its list', async () => {
    const calls: { list: CallRecord[] } = { list: [] };
    const { clock, changed, sent, connect, stop } = askingAbout(calls, { list: new Promise(() => {}) });
    connect();
    calls.list = [call()];
    changed.emit('a');
    await clock.advance(500);
    expect(sent).toEqual(['list a', 'GetCampaignTimeZone a']);
    stop();
  });

  it('is left alone if another call is in the form', () => {
    const calls: { list: CallRecord[] } = { list: [] };
    const { changed, sent, connect } = askingAbout(calls, { list: Promise.resolve() });
    connect();
    calls.list = [call({ callId: 'b', lcmKey: '5|3|b' }), call()];
    changed.emit('b');
    expect(sent).toEqual(['GetCampaignTimeZone b']);
  });
});
