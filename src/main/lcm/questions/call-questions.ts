import { BoundedMap } from '#main/base/bounded-map.ts';
import type { Clock } from '#main/base/clock.ts';
import { reportLater } from '#main/base/signal.ts';
import { within } from '#main/base/within.ts';
import { answerSubject, requestSubject, type NamedSubject } from '#shared/lcm/answer.ts';
import { answeredCall, requestedCall, type Envelope } from '#shared/lcm/envelope.ts';
import type { JsonObject } from '#shared/lcm/json.ts';
import { isOneOf, QUESTION_CALLS, type QuestionCallName, type SetCallName } from '#shared/lcm/names.ts';
import type { LcmSession } from '../session.ts';
import type { AnsweredCall, AskedCall, CallAnswer, CallQuestion, QuestionRequest } from './call-question.ts';
import { createLanes, type AskResult } from './lanes.ts';
import { createWhoseAnswer } from './whose-answer.ts';

/** The part of a session that the questions need. */
export type QuestionSession = Pick<LcmSession, 'ask' | 'state' | 'stateChanged' | 'envelopeReceived'>;

/** Asks LCM the questions about calls. */
export interface CallQuestions<Call extends AskedCall> {
  /**
   * Asks everything that is not known about these calls, the first one first. Call it whenever they or the link have
   * changed.
   */
  ask(calls: readonly Call[]): void;
  /** The agent looks at this call: what is still to be asked about it is asked next. */
  hurry(callId: string): void;
  /** LCM has accepted a set for this call: what it changes is asked again, even on the same link. */
  again(set: SetCallName, call: AskedCall): void;
  /** The call left the list: nothing about it is asked or heard any more. */
  forget(callId: string): void;
  /**
   * Asks one question for exactly this call, before something that depends on the answer.
   *
   * @returns resolves when the answer has come, was given up, or takes too long; never rejects
   */
  askFirst(question: CallQuestion<AskedCall>, call: AskedCall): Promise<void>;
  stop(): void;
}

/** How often a question about LCM is asked at once, while an answer comes that is not believed. */
const TRIES = 2;

/** How long the bus may bring replies again that are about the LCM key that a call had before, in milliseconds. */
const CORRECTED = 2_000;
const MOST_CORRECTED = 100;

/** How long `askFirst` waits at most, in milliseconds. If LCM does not answer, the caller goes on without. */
const PATIENCE = 2_000;

/**
 * A question is asked again on a new link, or some time after no answer came. On each link it is given up after a number
 * of silences, because an LCM that does not know a request does not reply at all. Of each question, one request is under
 * way at a time: with 5,000 open calls a new link begins with as many requests as there are questions.
 *
 * @param deps.questions in the order in which they are asked
 */
export function createCallQuestions<Call extends AskedCall>(deps: {
  readonly session: QuestionSession;
  readonly clock: Clock;
  readonly questions: readonly CallQuestion<Call>[];
}): CallQuestions<Call> {
  const { session, clock, questions } = deps;
  const whose = createWhoseAnswer(clock);
  /** The calls on the list. An answer about any other call is nobody's here. */
  const known = new Map<string, Call>();
  const byKey = new Map<string, Call>();
  /** Until when a reply that names one of these calls may be about the LCM key that the call had before. */
  const corrected = new BoundedMap<string, number>(MOST_CORRECTED);
  const wasCorrected = (callId: string): boolean => (corrected.get(callId) ?? 0) > clock.monotonic();

  const isConnected = (): boolean => session.state().status === 'connected';
  const lanes = createLanes<Call>({
    clock,
    questions,
    find: (callId) => known.get(callId) ?? null,
    isConnected,
    isAlone,
    send,
  });

  session.stateChanged.on(() => {
    whose.begin();
    if (!isConnected()) lanes.reset();
  });
  session.envelopeReceived.on((envelope) => {
    const [answered, requested] = [answeredCall(envelope), requestedCall(envelope)];
    if (isOneOf(QUESTION_CALLS, answered)) hear(answered, envelope);
    else if (isOneOf(QUESTION_CALLS, requested)) whose.overheard(requested, requestSubject(envelope));
  });

  function hear(call: QuestionCallName, reply: Envelope): void {
    const { callId } = answerSubject(reply);
    // Most replies on a bus are about the calls of other agents. They are not read.
    const isOthers = callId !== null && !known.has(callId);
    let isBelieved = true;
    for (const { ask, about } of questions) {
      if (typeof ask === 'function' || ask.call !== call || (isOthers && about === 'call')) continue;
      const answer = ask.read(reply);
      if (answer === null) continue;
      const owner = about === 'lcm' ? null : ownerOf(call, answer, reply);
      if (owner !== null) isBelieved = believes(ask, answer, owner);
      if (about === 'lcm' || (owner !== null && isBelieved)) ask.take(answer, owner);
    }
    whose.answered(call, answerSubject(reply), reply, isBelieved);
  }

  /** The call on the list that an answer is about; null if there is none, or it is not certain. */
  function ownerOf(call: QuestionCallName, answer: CallAnswer, reply: Envelope): AnsweredCall | null {
    const subject = answerSubject(reply);
    const named: NamedSubject = { ...subject, callId: subject.callId ?? answer.callId };
    const owner = whose.ownerOf(call, named, reply);
    if (owner === null) return null;
    const { callId, lcmKey, certainty } = owner;
    const found = callId === null ? byKey.get(lcmKey ?? '') : known.get(callId);
    if (found === undefined || (subject.lcmKey === null && wasCorrected(found.callId))) return null;
    if (lcmKey !== null && lcmKey !== found.lcmKey) return null;
    return { callId: found.callId, lcmKey: found.lcmKey, certainty };
  }

  function isAlone({ ask }: CallQuestion<Call>, call: Call): boolean {
    if (typeof ask === 'function') return true;
    if (ask.isNameless !== true) return !wasCorrected(call.callId);
    return whose.isAlone(ask.call, subjectOf(ask.data(call), call));
  }

  async function send<C extends AskedCall>(question: CallQuestion<C>, call: C): Promise<AskResult> {
    const { ask, about } = question;
    if (typeof ask === 'function') {
      ask(call);
      return 'answered';
    }
    const isAbout = (answer: CallAnswer, reply: Envelope): boolean => {
      if (about === 'lcm') return (answer.callId ?? call.callId) === call.callId;
      const owner = ownerOf(ask.call, answer, reply);
      return owner?.lcmKey === call.lcmKey && believes(ask, answer, owner);
    };
    for (let tries = 0; tries < TRIES; tries += 1) {
      const data = ask.data(call);
      const subject = subjectOf(data, call);
      whose.asked(ask.call, subject);
      const answer = await session.ask({
        call: ask.call,
        data,
        read(reply) {
          const { callId } = answerSubject(reply);
          if (callId !== null && callId !== call.callId) return null;
          const answer = ask.read(reply);
          return answer !== null && isAbout(answer, reply) ? answer : null;
        },
      });
      if (answer === null) return whose.wasMixed(ask.call, subject) ? 'mixed' : 'silent';
      if (about === 'call' || question.isKnown(call)) break;
    }
    return 'answered';
  }

  function forget(callId: string): void {
    const call = known.get(callId);
    known.delete(callId);
    if (call !== undefined && byKey.get(call.lcmKey)?.callId === callId) byKey.delete(call.lcmKey);
  }

  return {
    ask(calls) {
      for (const call of calls) {
        const before = known.get(call.callId);
        if (before !== undefined && before.lcmKey !== call.lcmKey) {
          forget(call.callId);
          corrected.set(call.callId, clock.monotonic() + CORRECTED);
        }
        known.set(call.callId, call);
        byKey.set(call.lcmKey, call);
      }
      if (isConnected()) lanes.add(calls);
    },
    hurry(callId) {
      const call = known.get(callId);
      if (call !== undefined && isConnected()) lanes.hurry(call);
    },
    again(set, call) {
      for (const question of questions) if (question.changedBy === set) lanes.again(question, call);
    },
    forget,
    async askFirst(question, call) {
      if (!isConnected() || question.isKnown(call)) return;
      await within(clock, PATIENCE, lanes.atOnce(question, call).catch(reportLater), () => {});
    },
    stop: () => lanes.reset(),
  };
}

function believes<A extends CallAnswer>(ask: QuestionRequest<A>, answer: A, owner: AnsweredCall): boolean {
  return ask.believes?.(answer, owner) ?? true;
}

/** What a request names: most name both. */
function subjectOf(data: JsonObject, { callId, lcmKey }: AskedCall): NamedSubject {
  return {
    callId: data['callid'] === undefined ? null : callId,
    lcmKey: data['AccountNumber'] === undefined && data['LCMKey'] === undefined ? null : lcmKey,
  };
}
