import type { Clock } from '#main/base/clock.ts';
import { answeredCall, requestedCall, type Envelope } from '#shared/lcm/envelope.ts';
import { readField, type JsonObject } from '#shared/lcm/json.ts';
import type { LcmSession } from '../session.ts';
import { createWhoseAnswer } from './whose-answer.ts';

const CALL = 'ScheduledCallBackOverlap';
const NOBODY = { callId: null, lcmKey: null };

/** The rest after each answer, in milliseconds. For two seconds, an equal one may be the earlier answer once more. */
const REST = 2_100;

/**
 * Asks LCM whether a callback of the agent is at a time already (page check-scheduled-callback-overlap). The answer names
 * neither the call nor the request, so it counts only if no other such question is open, whoever asked.
 */
export interface OverlapQuestion {
  /**
   * @param data of the request. While one is being asked, the next waits; of several that wait, only the last is asked.
   * @returns null if LCM did not say, or it is not certain about which callback. Never rejects.
   */
  ask(data: JsonObject): Promise<boolean | null>;
  stop(): void;
}

export function createOverlapQuestion(deps: {
  readonly session: Pick<LcmSession, 'ask' | 'envelopeReceived' | 'state' | 'stateChanged'>;
  readonly clock: Clock;
}): OverlapQuestion {
  const { session, clock } = deps;
  const whose = createWhoseAnswer(clock);
  /** A question is told from others by all that it says: the same contact has another answer at another time. */
  const subjectOf = (data: unknown) => ({ callId: null, lcmKey: JSON.stringify(data ?? null) });
  let wanted = 0;
  let isStopped = false;
  let last = Promise.resolve();
  let endRest = (): void => {};

  session.stateChanged.on(() => whose.begin());
  session.envelopeReceived.on((envelope) => {
    if (requestedCall(envelope) === CALL) whose.overheard(CALL, subjectOf(envelope.data));
    if (answeredCall(envelope) === CALL) whose.answered(CALL, NOBODY, envelope);
  });

  async function askNow(data: JsonObject): Promise<boolean | null> {
    const subject = subjectOf(data);
    if (isStopped || session.state().status !== 'connected' || !whose.isAlone(CALL, subject)) return null;
    whose.asked(CALL, subject);
    return session.ask({
      call: CALL,
      data,
      read: (reply) =>
        whose.ownerOf(CALL, NOBODY, reply)?.lcmKey === subject.lcmKey ? readOverlap(reply) : null,
    });
  }

  const rest = (): Promise<void> =>
    new Promise((resolve) => {
      const cancel = clock.after(REST, resolve);
      endRest = () => {
        cancel();
        resolve();
      };
    });

  return {
    async ask(data) {
      wanted += 1;
      const mine = wanted;
      const before = last;
      let done = (): void => {};
      last = new Promise((resolve) => {
        done = resolve;
      });
      await before;
      if (mine !== wanted) {
        done();
        return null;
      }
      try {
        return await askNow(data);
      } finally {
        void rest().then(done);
      }
    },
    stop() {
      isStopped = true;
      endRest();
    },
  };
}

/** `message` of the reply, as in the page's sample. A request that LCM could not answer says nothing. */
function readOverlap({ message }: Envelope): boolean | null {
  const [isAnswered, isOverlap] = ['RequestResult', 'IsOverlap'].map((name) => readFlag(message, name));
  return isAnswered === true ? (isOverlap ?? null) : null;
}

function readFlag(message: unknown, name: string): boolean | null {
  const value = readField(message, name);
  if (typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? value.trim().toLowerCase() : '';
  return text === 'true' ? true : text === 'false' ? false : null;
}
