import type { Clock } from '#main/base/clock.ts';
import { reportLater } from '#main/base/signal.ts';
import { isReplyTo, type Envelope } from '#shared/lcm/envelope.ts';
import type { JsonObject } from '#shared/lcm/json.ts';
import type { QuestionCallName } from '#shared/lcm/names.ts';
import type { LcmSession } from '../session.ts';

/** A call that a question to LCM can name. */
export interface AskedCall {
  readonly callId: string;
  readonly lcmKey: string;
}

/**
 * One question to LCM about calls: for which calls, how to ask it, and what to do with the answer. It is asked once on
 * each link for each call that needs it; `createCallQuestions` says when it is asked again.
 */
export interface CallQuestion<Call extends AskedCall, Answer extends CallAnswer = CallAnswer> {
  /** `call`: each call has its own answer. `lcm`: the answer is the same for every call. */
  readonly about: 'call' | 'lcm';
  /** Whether the answer is useful for this call. */
  isFor(call: Call): boolean;
  /** Whether the answer is known and still valid. */
  isKnown(call: Call): boolean;
  /** A request on the bus, or a function that asks in its own way and keeps the answer itself. */
  readonly ask: QuestionRequest<Answer> | ((call: Call) => void);
}

/** A question as a request on the bus. */
export interface QuestionRequest<Answer extends CallAnswer> {
  readonly call: QuestionCallName;
  data(call: AskedCall): JsonObject;
  /** Reads the answer from a reply to such a request, whoever asked; null if it contains none. */
  read(reply: Envelope): Answer | null;
  /** Keeps an answer, even if another application asked for it. Must not throw. */
  take(answer: Answer): void;
}

export interface CallAnswer {
  /** The call that the answer is about; null if it is about no particular call. */
  readonly callId: string | null;
}

/** The part of a session that the questions need. */
export type QuestionSession = Pick<LcmSession, 'ask' | 'state' | 'stateChanged' | 'envelopeReceived'>;

/** Asks LCM the questions about calls. */
export interface CallQuestions<Call extends AskedCall> {
  /** Asks everything that is not known about these calls. Call it whenever they or the link have changed. */
  ask(calls: readonly Call[]): void;
  /**
   * Asks one question for exactly this call, before something that depends on the answer.
   *
   * @returns resolves when the answer has come, was given up, or takes too long; never rejects
   */
  askFirst(question: CallQuestion<AskedCall>, call: AskedCall): Promise<void>;
}

/** After this many unanswered questions of one kind in a row, this kind is not asked any more on this link. */
const SILENCES = 3;

/** How often a question about LCM is asked at once, while an answer comes that is not believed. */
const TRIES = 2;

/** How long `askFirst` waits at most, in milliseconds. If LCM does not answer, the caller goes on without. */
const PATIENCE = 2_000;

/** The questions of one kind that were asked on the present link. */
interface Asked {
  /** By the id of the call in the question. Settles when the answer has come or was given up. */
  readonly answers: Map<string, Promise<void>>;
  silences: number;
}

/**
 * A question is asked again only on a new link, if no answer came or the answer is no longer valid. On each link it is
 * given up after a number of silences, because an LCM that does not know a request does not reply at all.
 *
 * @param deps.questions in the order in which they are asked
 */
export function createCallQuestions<Call extends AskedCall>(deps: {
  readonly session: QuestionSession;
  readonly clock: Clock;
  readonly questions: readonly CallQuestion<Call>[];
}): CallQuestions<Call> {
  const { session, clock, questions } = deps;
  let askedOfKind = new Map<unknown, Asked>();

  const isConnected = (): boolean => session.state().status === 'connected';

  session.stateChanged.on(() => {
    if (!isConnected()) askedOfKind = new Map();
  });
  for (const { ask } of questions) {
    if (typeof ask === 'function') continue;
    session.envelopeReceived.on((envelope) => {
      const answer = isReplyTo(envelope, ask.call) ? ask.read(envelope) : null;
      if (answer !== null) ask.take(answer);
    });
  }

  function askedOf(question: unknown): Asked {
    const known = askedOfKind.get(question);
    if (known !== undefined) return known;
    const none: Asked = { answers: new Map(), silences: 0 };
    askedOfKind.set(question, none);
    return none;
  }

  function askOnce<C extends AskedCall>(question: CallQuestion<C>, call: C): Promise<void> {
    const asked = askedOf(question);
    const before = asked.answers.get(call.callId);
    if (before !== undefined) return before;
    if (asked.silences >= SILENCES) return Promise.resolve();
    const answered = send(question, call, asked).catch(reportLater);
    asked.answers.set(call.callId, answered);
    return answered;
  }

  async function send<C extends AskedCall>(question: CallQuestion<C>, call: C, asked: Asked): Promise<void> {
    const { ask } = question;
    if (typeof ask === 'function') {
      ask(call);
      return;
    }
    for (let tries = 0; tries < TRIES; tries += 1) {
      const answer = await session.ask({
        call: ask.call,
        data: ask.data(call),
        read(reply) {
          const answer = ask.read(reply);
          const isAbout = answer?.callId === null || answer?.callId === call.callId;
          return isAbout ? answer : null;
        },
      });
      asked.silences = answer === null ? asked.silences + 1 : 0;
      if (answer === null || question.about === 'call' || question.isKnown(call)) return;
    }
  }

  return {
    ask(calls) {
      if (!isConnected()) return;
      for (const question of questions) {
        for (const call of calls) {
          if (question.about === 'lcm' && askedOf(question).answers.size > 0) break;
          if (question.isFor(call) && !question.isKnown(call)) void askOnce(question, call);
        }
      }
    },
    async askFirst(question, call) {
      if (!isConnected() || question.isKnown(call)) return;
      let cancel = (): void => {};
      const enough = new Promise<void>((resolve) => {
        cancel = clock.after(PATIENCE, resolve);
      });
      await Promise.race([askOnce(question, call), enough]);
      cancel();
    },
  };
}
