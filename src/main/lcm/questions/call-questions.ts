import type { Clock } from '#main/base/clock.ts';
import { isReplyTo, type Envelope } from '#shared/lcm/envelope.ts';
import type { JsonObject } from '#shared/lcm/json.ts';
import type { QuestionCallName } from '#shared/lcm/names.ts';
import type { LcmSession } from '../session.ts';

/** A call by which LCM can be asked. */
export interface AskedCall {
  readonly callId: string;
  readonly lcmKey: string;
}

/**
 * One row of what LCM is asked about calls: for which of them, how, and what is done with the answer. A question is
 * asked once on each link, for each call that needs it; see `createCallQuestions` for when it is asked again.
 */
export interface CallQuestion<Call extends AskedCall, Answer extends CallAnswer = CallAnswer> {
  /** `call`: each call has an answer of its own. `lcm`: the answer is the same by whichever call LCM is asked. */
  readonly about: 'call' | 'lcm';
  /** Whether the answer is of use for this call. */
  isFor(call: Call): boolean;
  /** Whether the answer is there already, and still holds. */
  isKnown(call: Call): boolean;
  /** A request on the bus; or what asks by a lane of its own, and keeps the answer itself. */
  readonly ask: QuestionRequest<Answer> | ((call: Call) => void);
}

/** A question as a request on the bus. */
export interface QuestionRequest<Answer extends CallAnswer> {
  readonly call: QuestionCallName;
  data(call: AskedCall): JsonObject;
  /** What a reply to such a request tells, whoever asked; null where it tells nothing of use. */
  read(reply: Envelope): Answer | null;
  /** Keeps an answer, also one that another application has asked for. It must not throw. */
  take(answer: Answer): void;
}

export interface CallAnswer {
  /** The call that the answer is about; null where it is none in particular. */
  readonly callId: string | null;
}

/** What asking needs of a session. */
export type QuestionSession = Pick<LcmSession, 'ask' | 'state' | 'stateChanged' | 'envelopeReceived'>;

/** Asks LCM the questions about calls. */
export interface CallQuestions<Call extends AskedCall> {
  /** Asks whatever is not known of these calls; to be called whenever they, or the link, changed. */
  ask(calls: readonly Call[]): void;
  /**
   * Asks one question by this very call, before something is done that hangs on the answer.
   *
   * @returns resolves once it is answered, or will hardly be any more; never rejects
   */
  askFirst(question: CallQuestion<AskedCall>, call: AskedCall): Promise<void>;
}

/** So many questions of a kind without an answer in a row, and LCM is asked no more of that kind on this link. */
const SILENCES = 3;

/** How long somebody waits for an answer at most, in milliseconds: an LCM that says nothing is no reason to stop. */
const PATIENCE = 2_000;

/** What was asked on the present link, of one kind. */
interface Asked {
  /** By the id of the call by which it was asked. Settles when the answer came or was given up. */
  readonly answers: Map<string, Promise<void>>;
  silences: number;
}

/**
 * A question is asked again only on a new link: where an answer did not come, or does not hold any more. On each link
 * it is given up after a number of silences, since an LCM that does not know a request says nothing at all.
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
    const answered = send(question, call, asked);
    asked.answers.set(call.callId, answered);
    return answered;
  }

  async function send<C extends AskedCall>({ ask }: CallQuestion<C>, call: C, asked: Asked): Promise<void> {
    if (typeof ask === 'function') {
      ask(call);
      return;
    }
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
