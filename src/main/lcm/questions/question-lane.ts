import type { Clock } from '#main/base/clock.ts';
import { answeredCall, type Envelope } from '#shared/lcm/envelope.ts';
import type { JsonObject } from '#shared/lcm/json.ts';
import type { AgentQuestionCallName, QuestionCallName } from '#shared/lcm/names.ts';

type AskedName = QuestionCallName | AgentQuestionCallName;

/** One question to LCM, ready to be sent. It changes nothing at LCM, so it may be asked again at any time. */
export interface LcmQuestion<Answer> {
  readonly call: AskedName;
  readonly data: JsonObject;
  /** The answer in a reply to such a request, whoever asked; null if that reply does not answer this question. */
  read(reply: Envelope): Answer | null;
}

/**
 * Sends questions and waits for their answers. LCM's replies go to everybody on the bus and name no request, so the
 * first reply that can be read as the answer is taken, whoever asked.
 */
export interface QuestionLane {
  /** @returns the answer; null if none came within the time limit, or the link was down or lost. Never rejects. */
  ask<Answer>(question: LcmQuestion<Answer>): Promise<Answer | null>;
  /** Looks at an envelope that answers neither a set nor a list request. */
  hear(envelope: Envelope): void;
  /** The link is gone: all waiting questions get null. */
  giveUp(): void;
}

interface Waiting {
  readonly call: AskedName;
  /** Equal for equal requests. */
  readonly request: string;
  hear(reply: Envelope): void;
  giveUp(): void;
}

/** @param send false if the request was certainly not sent */
export function createQuestionLane(deps: {
  readonly clock: Clock;
  readonly timeLimitMs: number;
  readonly send: (call: AskedName, data: JsonObject) => boolean;
}): QuestionLane {
  const { clock, timeLimitMs, send } = deps;
  const waiting = new Set<Waiting>();

  return {
    ask<Answer>(question: LcmQuestion<Answer>) {
      const { call, data } = question;
      const request = JSON.stringify([call, data]);
      // The reply to an equal request that is under way answers both.
      const isUnderWay = [...waiting].some((other) => other.request === request);
      if (!isUnderWay && !send(call, data)) return Promise.resolve(null);
      return new Promise<Answer | null>((resolve) => {
        const settle = (answer: Answer | null): void => {
          cancel();
          waiting.delete(entry);
          resolve(answer);
        };
        const entry: Waiting = {
          call,
          request,
          hear(reply) {
            const answer = question.read(reply);
            if (answer !== null) settle(answer);
          },
          giveUp: () => settle(null),
        };
        const cancel = clock.after(timeLimitMs, () => settle(null));
        waiting.add(entry);
      });
    },
    hear(envelope) {
      const answered = answeredCall(envelope);
      for (const entry of [...waiting]) if (entry.call === answered) entry.hear(envelope);
    },
    giveUp() {
      for (const entry of [...waiting]) entry.giveUp();
    },
  };
}
