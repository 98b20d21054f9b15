import type { Envelope } from '#shared/lcm/envelope.ts';
import type { JsonObject } from '#shared/lcm/json.ts';
import type { QuestionCallName, SetCallName } from '#shared/lcm/names.ts';
import type { Certainty } from './whose-answer.ts';

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
  /** Asked for a call only after that question, if LCM answers it at all. */
  readonly after?: QuestionCallName;
  /** Asked only if LCM does not answer that question on this link. */
  readonly insteadOf?: QuestionCallName;
  /** Sets that change the answer. Once LCM has accepted one, the answer is doubted and asked for again. */
  readonly changedBy?: SetCallName;
  /** The answer that is known does not count as known any more, until LCM tells it again. */
  doubt?(call: AskedCall): void;
  /** Whether the answer is useful for this call. */
  isFor(call: Call): boolean;
  /** Whether enough is known to ask, once what comes before has been asked. True if left out. */
  canAsk?(call: Call): boolean;
  /** Whether the answer is known and still valid. */
  isKnown(call: Call): boolean;
  /** A request on the bus, or a function that asks in its own way and keeps the answer itself. */
  readonly ask: QuestionRequest<Answer> | ((call: Call) => void);
}

/** A question as a request on the bus. */
export interface QuestionRequest<Answer extends CallAnswer> {
  readonly call: QuestionCallName;
  /** Its replies name neither the call nor the contact, so it is asked while no other such request is open. */
  readonly isNameless?: boolean;
  data(call: AskedCall): JsonObject;
  /** Reads the answer from a reply to such a request, whoever asked; null if it contains none. */
  read(reply: Envelope): Answer | null;
  /** Whether nothing that is known of the call contradicts that the answer is about it. True if left out. */
  believes?(answer: Answer, owner: AnsweredCall): boolean;
  /**
   * Keeps an answer, even if another application asked for it. Must not throw.
   *
   * @param owner the call on the list that it is about; null only for a question about LCM
   */
  take(answer: Answer, owner: AnsweredCall | null): void;
}

export interface CallAnswer {
  /** The call that the answer names, if the reply names it where `answerSubject` does not look. */
  readonly callId: string | null;
}

export interface AnsweredCall extends AskedCall {
  readonly certainty: Certainty;
}
