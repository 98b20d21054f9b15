import { describe, expect, it } from 'vitest';
import { createSignal } from '#main/base/signal.ts';
import type { AskedCall, CallQuestion } from '#main/lcm/questions/call-question.ts';
import { createCallQuestions } from '#main/lcm/questions/call-questions.ts';
import type { LcmQuestion } from '#main/lcm/questions/question-lane.ts';
import { readEnvelope, type Envelope } from '#shared/lcm/envelope.ts';
import type { LinkState } from '#shared/contract/app-state.ts';
import { createFakeClock, settled } from '#test/support/fake-clock.ts';

interface Call extends AskedCall {
  readonly wanted: boolean;
}
type Told = { readonly callId: string | null; readonly text: string };

const call = (callId: string, wanted = true): Call => ({ callId, lcmKey: `5|3|${callId}`, wanted });

function reply(callId: string | null, text: string, subtopic = 'CampaignTimeZone'): Envelope {
  const reading = readEnvelope({ channel: 'LCM', topic: 'WebService', subtopic, message: { callId, text } });
  if (!reading.ok) throw new Error(reading.reason);
  return reading.envelope;
}

/** A session with its link and its replies under the test's control. `asked` has the call ids of the requests. */
function sessionInHand() {
  let status: LinkState['status'] = 'connected';
  const stateChanged = createSignal<LinkState>();
  const envelopeReceived = createSignal<Envelope>();
  const asked: string[] = [];
  let waiting: { hear: (envelope: Envelope) => void; silent: () => void }[] = [];
  const state = (): LinkState => ({ status, since: 0, reason: null, nextTryAt: null });
  const give = (how: (one: (typeof waiting)[number]) => void): Promise<void> => {
    for (const one of [...waiting]) how(one);
    return settled();
  };
  return {
    asked,
    session: {
      state,
      stateChanged,
      envelopeReceived,
      ask<Answer>({ data, read }: LcmQuestion<Answer>): Promise<Answer | null> {
        asked.push(data['callid'] as string);
        return new Promise((resolve) => {
          const one = {
            hear(envelope: Envelope) {
              const answer = read(envelope);
              if (answer !== null) settle(answer);
            },
            silent: () => settle(null),
          };
          const settle = (answer: Answer | null): void => {
            waiting = waiting.filter((other) => other !== one);
            resolve(answer);
          };
          waiting.push(one);
        });
      },
    },
    becomes(next: LinkState['status']) {
      status = next;
      stateChanged.emit(state());
    },
    /** A reply on the bus. Waiting questions and all other listeners get it. */
    async hears(envelope: Envelope) {
      const settling = give(({ hear }) => hear(envelope));
      envelopeReceived.emit(envelope);
      await settling;
    },
    /** The questions under way get no answer. */
    silence: () => give(({ silent }) => silent()),
  };
}

function setup(about: 'call' | 'lcm' = 'call', more: CallQuestion<Call>[] = []) {
  const hand = sessionInHand();
  const clock = createFakeClock();
  const known = new Map<string | null, string>();
  const question: CallQuestion<AskedCall, Told> = {
    about,
    isFor: (one) => (one as Call).wanted,
    isKnown: ({ callId }) => known.has(about === 'lcm' ? null : callId),
    ask: {
      call: 'GetCampaignTimeZone',
      data: ({ callId, lcmKey }) => ({ callid: callId, AccountNumber: lcmKey }),
      read({ message }) {
        const told = message as Told;
        return told.text === '' ? null : told;
      },
      take({ callId, text }) {
        known.set(callId, text);
      },
    },
  };
  const questions = createCallQuestions<Call>({
    session: hand.session,
    clock,
    questions: [question, ...more],
  });
  return { ...hand, clock, known, question, questions };
}

describe('a question about calls', () => {
  it('is asked once on each link, for the calls that need it and lack the answer', async () => {
    const { asked, known, questions, becomes, hears, clock } = setup();
    becomes('unreachable');
    const list = [call('a'), call('b', false), call('c')];
    known.set('c', 'told before');
    questions.ask(list);
    expect(asked).toEqual([]);
    becomes('connected');
    questions.ask(list);
    questions.ask([...list, call('d')]);
    // One request at a time, with a rest in between.
    expect(asked).toEqual(['a']);
    await hears(reply('a', 'told'));
    await clock.advance(99);
    expect(asked).toEqual(['a']);
    await clock.advance(1);
    expect(asked).toEqual(['a', 'd']);
    known.clear();
    known.set('c', 'told before');
    becomes('unreachable');
    becomes('connected');
    questions.ask(list);
    expect(asked).toEqual(['a', 'd', 'a']);
  });

  it('is asked for one call only if it is about LCM', () => {
    const { asked, questions, becomes } = setup('lcm');
    questions.ask([call('a', false), call('b'), call('c')]);
    questions.ask([call('d')]);
    expect(asked).toEqual(['b']);
    becomes('unreachable');
    becomes('connected');
    questions.ask([call('d')]);
    expect(asked).toEqual(['b', 'd']);
  });

  it('is not asked again on the same link, even if the answer is no longer valid', async () => {
    const { asked, known, questions, hears } = setup();
    questions.ask([call('a')]);
    await hears(reply('a', 'told'));
    known.clear();
    questions.ask([call('a')]);
    expect(asked).toEqual(['a']);
  });

  it('may be asked by a function, which keeps the answer itself', () => {
    const listed: string[] = [];
    const other: CallQuestion<Call> = {
      about: 'call',
      isFor: () => true,
      isKnown: () => false,
      ask: ({ callId }) => listed.push(callId),
    };
    const { questions, becomes } = setup('call', [other]);
    for (const callId of ['a', 'b', 'c', 'd', 'e']) questions.ask([call(callId), call('a')]);
    expect(listed).toEqual(['a', 'b', 'c', 'd', 'e']);
    becomes('unreachable');
    becomes('connected');
    questions.ask([call('a')]);
    expect(listed).toEqual(['a', 'b', 'c', 'd', 'e', 'a']);
  });
});

describe('an answer', () => {
  it('is taken from any reply to such a request, whoever asked', async () => {
    const { asked, known, questions, hears } = setup();
    questions.ask([call('a'), call('b')]);
    await hears(reply('b', 'told to another'));
    expect([...known]).toEqual([['b', 'told to another']]);
    questions.ask([call('b')]);
    expect(asked).toEqual(['a']);
  });

  it('is not taken for a call that is not on the list', async () => {
    const { known, questions, hears } = setup();
    questions.ask([call('a')]);
    questions.forget('a');
    await hears(reply('a', 'told'));
    await hears(reply('z', 'told'));
    expect([...known]).toEqual([]);
  });

  it('is not taken from any other reply, nor from one without an answer', async () => {
    const { known, hears } = setup();
    await hears(reply('a', 'told', 'ContactTimeZone'));
    await hears(reply('a', ''));
    expect([...known]).toEqual([]);
  });
});

describe('an answer that is not believed', () => {
  it('is asked for once more at once, and whoever asked first waits for that too', async () => {
    const { asked, known, question, questions, hears } = setup('lcm');
    let done = false;
    const asking = questions.askFirst({ ...question, isKnown: () => known.get('a') === 'agreed' }, call('a'));
    void asking.then(() => (done = true));
    await hears(reply('a', 'doubted'));
    expect([asked, done]).toEqual([['a', 'a'], false]);
    await hears(reply('a', 'agreed'));
    await asking;
    expect(asked).toEqual(['a', 'a']);
  });

  it('is not asked for a third time', async () => {
    const { asked, question, questions, hears } = setup('lcm');
    const asking = questions.askFirst({ ...question, isKnown: () => false }, call('a'));
    await hears(reply('a', 'doubted'));
    await hears(reply('a', 'doubted again'));
    await asking;
    expect(asked).toEqual(['a', 'a']);
  });
});

describe('an LCM that stays silent', () => {
  it('is asked no more after three silences in a row, until the next link', async () => {
    const { asked, questions, becomes, silence, clock } = setup();
    for (const callId of ['a', 'b', 'c', 'd', 'e']) {
      questions.ask([call(callId)]);
      await silence();
      await clock.advance(100);
    }
    expect(asked).toEqual(['a', 'b', 'c']);
    becomes('unreachable');
    becomes('connected');
    questions.ask([call('d')]);
    expect(asked).toEqual(['a', 'b', 'c', 'd']);
  });

  it('is asked further if it answers in between; a reply about another call is not an answer', async () => {
    const { asked, questions, hears, silence, clock } = setup();
    for (const callId of ['a', 'b', 'c', 'd', 'e', 'f']) {
      questions.ask([call(callId)]);
      await hears(reply(callId === 'b' ? 'b' : 'another', 'told'));
      await silence();
      await clock.advance(100);
    }
    expect(asked).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('is asked again after five minutes if it has ever answered: it knows the question, and was busy', async () => {
    const { asked, questions, becomes, hears, silence, clock } = setup();
    questions.ask([call('told')]);
    await hears(reply('told', 'told'));
    becomes('unreachable');
    becomes('connected');
    for (const callId of ['a', 'b', 'c', 'd']) {
      questions.ask([call(callId)]);
      await silence();
      await clock.advance(100);
    }
    await clock.advance(290_000);
    expect(asked).toEqual(['told', 'a', 'b', 'c']);
    await clock.advance(10_000);
    expect(asked).toHaveLength(5);
    // Still silent: one question, and the next pause.
    await silence();
    await clock.advance(299_000);
    expect(asked).toHaveLength(5);
    await clock.advance(1_000);
    // It is back: all that waited is asked.
    for (let n = 0; n < 4; n += 1) {
      await hears(reply(asked.at(-1)!, 'told'));
      await clock.advance(1_000);
    }
    expect(asked).toContain('d');
  });

  it('counts only on the link on which it was asked', async () => {
    const { asked, questions, becomes, silence } = setup();
    for (const callId of ['a', 'b', 'c']) {
      questions.ask([call(callId)]);
      becomes('unreachable');
      await silence();
      becomes('connected');
    }
    questions.ask([call('d')]);
    expect(asked).toEqual(['a', 'b', 'c', 'd']);
  });
});

describe('a question that was not answered', () => {
  it('is asked again after a minute, at most three times on a link', async () => {
    const { asked, questions, hears, silence, clock } = setup();
    questions.ask([call('a')]);
    for (const other of ['b', 'c', 'd']) {
      await silence();
      await clock.advance(100);
      questions.ask([call(other)]);
      await hears(reply(other, 'told'));
      await clock.advance(60_000);
    }
    expect(asked).toEqual(['a', 'b', 'a', 'c', 'a', 'd']);
    await silence();
    await clock.advance(600_000);
    expect(asked).toHaveLength(6);
  });

  it('is replaced by the question that stands in for it, once it is given up', async () => {
    const stand: CallQuestion<Call> = {
      about: 'call',
      insteadOf: 'GetCampaignTimeZone',
      isFor: () => true,
      isKnown: () => false,
      ask: {
        call: 'SetCallOutComeOffline',
        data: ({ callId }) => ({ callid: `instead ${callId}`, AccountNumber: '5' }),
        read: () => null,
        take() {},
      },
    };
    const { asked, questions, silence, clock } = setup('call', [stand]);
    questions.ask([call('a'), call('b'), call('c')]);
    for (let n = 0; n < 3; n += 1) {
      await silence();
      await clock.advance(100);
    }
    expect(asked).toEqual(['a', 'b', 'c', 'instead a']);
  });
});

it('asks about the call at hand first, and about 5,000 others one at a time', async () => {
  const { asked, questions, hears, clock } = setup();
  const list = Array.from({ length: 5_000 }, (_, n) => call(String(n)));
  questions.ask(list);
  expect(asked).toEqual(['0']);
  questions.ask([call('new')]);
  await hears(reply('0', 'told'));
  await clock.advance(100);
  expect(asked).toEqual(['0', 'new']);
  await hears(reply('new', 'told'));
  await clock.advance(100);
  expect(asked).toEqual(['0', 'new', '1']);
  questions.hurry('4711');
  questions.hurry('unknown');
  await hears(reply('1', 'told'));
  await clock.advance(100);
  await hears(reply('4711', 'told'));
  await clock.advance(100);
  expect(asked).toEqual(['0', 'new', '1', '4711', '2']);
});

describe('a question that comes after another', () => {
  const later = (known: Map<string | null, string>): CallQuestion<Call> => ({
    about: 'call',
    after: 'GetCampaignTimeZone',
    isFor: () => true,
    isKnown: ({ callId }) => known.has(`later ${callId}`),
    ask: {
      call: 'GetContactModes',
      data: ({ callId, lcmKey }) => ({ callid: `later ${callId}`, AccountNumber: lcmKey }),
      read: () => null,
      take() {},
    },
  });

  it('waits for the answer to the other, or its silence', async () => {
    const { asked, questions, hears, silence, clock } = setup('call', [later(new Map())]);
    questions.ask([call('a')]);
    await clock.advance(5_000);
    expect(asked).toEqual(['a']);
    await hears(reply('a', 'told'));
    await clock.advance(100);
    expect(asked).toEqual(['a', 'later a']);
    await silence();
    await clock.advance(100);
    questions.ask([call('b')]);
    await silence();
    await clock.advance(100);
    expect(asked).toEqual(['a', 'later a', 'b', 'later b']);
  });

  it('does not wait if the other answer is known', async () => {
    const { asked, questions, known } = setup('call', [later(new Map())]);
    known.set('a', 'told before');
    questions.ask([call('a')]);
    await settled();
    expect(asked).toEqual(['later a']);
  });
});

describe('asking first', () => {
  it('waits for the answer', async () => {
    const { asked, question, questions, hears, clock } = setup('lcm');
    let done = false;
    const asking = questions.askFirst(question, call('a')).then(() => {
      done = true;
    });
    await settled();
    expect([asked, done]).toEqual([['a'], false]);
    await hears(reply(null, 'told'));
    await asking;
    expect(clock.pending()).toBe(0);
  });

  it('waits for the earlier question for that call, on the same link', async () => {
    const { asked, question, questions, hears } = setup('lcm');
    questions.ask([call('a')]);
    const asking = questions.askFirst(question, call('a'));
    await hears(reply(null, 'told'));
    await asking;
    expect(asked).toEqual(['a']);
  });

  it('asks for its own call even if another was asked before, because LCM may not know that one', async () => {
    const { asked, question, questions, hears } = setup('lcm');
    questions.ask([call('a')]);
    const asking = questions.askFirst(question, call('b'));
    await hears(reply(null, 'told'));
    await asking;
    expect(asked).toEqual(['a', 'b']);
  });

  it('waits for a limited time', async () => {
    const { question, questions, clock } = setup('lcm');
    let done = false;
    void questions.askFirst(question, call('a')).then(() => {
      done = true;
    });
    await clock.advance(1_999);
    expect(done).toBe(false);
    await clock.advance(1);
    expect(done).toBe(true);
  });

  it('does not wait if the answer is known, or there is no link', async () => {
    const { asked, question, questions, known, becomes, clock } = setup('lcm');
    known.set(null, 'told');
    await questions.askFirst(question, call('a'));
    known.clear();
    becomes('unreachable');
    await questions.askFirst(question, call('a'));
    expect([asked, clock.pending()]).toEqual([[], 0]);
  });
});

describe('a set that changes an answer', () => {
  const SET = 'SetContactBusinessFields';
  function setupChanging() {
    const doubted: string[] = [];
    const { question, ...parts } = setup();
    const hand = sessionInHand();
    const questions = createCallQuestions<Call>({
      session: hand.session,
      clock: parts.clock,
      questions: [
        {
          ...question,
          changedBy: SET,
          doubt({ callId }) {
            doubted.push(callId);
            parts.known.delete(callId);
          },
        },
      ],
    });
    return { ...hand, doubted, questions, known: parts.known, clock: parts.clock };
  }

  it('has it asked again on the same link, for that call alone', async () => {
    const { asked, hears, questions, doubted, clock } = setupChanging();
    questions.ask([call('a')]);
    await hears(reply('a', 'old'));
    questions.again('SetCallOutcomeWithComments', call('a'));
    questions.again(SET, call('a'));
    await settled();
    expect([asked, doubted]).toEqual([['a'], ['a']]);
    await clock.advance(100);
    expect(asked).toEqual(['a', 'a']);
  });

  it('waits for the answer that is under way, which may be older', async () => {
    const { asked, hears, questions, clock, known } = setupChanging();
    questions.ask([call('a')]);
    questions.again(SET, call('a'));
    await hears(reply('a', 'old'));
    await clock.advance(100);
    expect(asked).toEqual(['a', 'a']);
    await hears(reply('a', 'new'));
    expect(known.get('a')).toBe('new');
    await clock.advance(1_000);
    expect(asked).toEqual(['a', 'a']);
  });

  it('has a call that is not on the list doubted, not asked about', async () => {
    const { asked, questions, doubted, becomes } = setupChanging();
    questions.again(SET, call('wrapped up'));
    becomes('unreachable');
    questions.again(SET, call('later'));
    await settled();
    expect([asked, doubted]).toEqual([[], ['wrapped up', 'later']]);
  });
});

describe('a call whose LCM key the agent has corrected', () => {
  it('is asked about once the bus brings no reply about the earlier key again', async () => {
    const { asked, hears, questions, clock, known } = setup();
    questions.ask([call('a')]);
    await hears(reply('a', 'about the earlier key'));
    known.clear();
    questions.ask([{ ...call('a'), lcmKey: 'another' }]);
    await hears(reply('a', 'about the earlier key'));
    expect([known.size, asked]).toEqual([0, ['a']]);
    await clock.advance(2_200);
    expect(asked).toEqual(['a', 'a']);
    await hears(reply('a', 'about the other key'));
    expect(known.get('a')).toBe('about the other key');
  });
});
