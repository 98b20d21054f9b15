import type { Clock } from '#main/base/clock.ts';
import { reportLater } from '#main/base/signal.ts';
import type { QuestionCallName } from '#shared/lcm/names.ts';
import type { AskedCall, CallQuestion } from './call-question.ts';

/** `mixed`: an answer came that may have been ours, but may have been another's. */
export type AskResult = 'answered' | 'silent' | 'mixed';

/** When each question is asked on the present link: for one call at a time. */
export interface Lanes<Call extends AskedCall> {
  /** Asks for these calls before all that wait, the first one first. */
  add(calls: readonly Call[]): void;
  /** Asks for this call next, if it waits. */
  hurry(call: Call): void;
  /** Doubts the answer, and asks for this call next, even if it was asked for on this link. */
  again(question: CallQuestion<Call>, call: AskedCall): void;
  /** Asks for this call now, unless that was done on this link. Resolves when the answer has come or was given up. */
  atOnce(question: CallQuestion<AskedCall>, call: AskedCall): Promise<void>;
  /** The link is gone. */
  reset(): void;
}

interface Lane {
  /** By call and LCM key. Settles when the answer has come or was given up. */
  readonly asked: Map<string, Promise<void>>;
  /** Those of `asked` that have settled. */
  readonly settled: Set<string>;
  /** The ids of calls to ask for; the last one is next. */
  readonly waiting: string[];
  readonly queued: Set<string>;
  /** How often no answer came, by call and LCM key. */
  readonly failures: Map<string, number>;
  silences: number;
  /** How often the next request was put off because another one was open. */
  yields: number;
  /** A request is under way, or the lane rests. */
  isBusy: boolean;
}

/**
 * After this many unanswered questions of one kind in a row, LCM does not seem to know this kind: it is not asked any more
 * on this link. If LCM has ever answered one, it does know it and was busy; then it is asked again after the pause, in
 * milliseconds.
 */
const SILENCES = 3;
const PAUSE = 300_000;
/** How often a question is asked for one call on one link. */
const MOST = 3;
/** How long after an answer that did not come, or was not certain, the question is asked again, in milliseconds. */
const AGAIN = { silent: 60_000, mixed: 3_000 };
/** The rest after each request, in milliseconds. A thousand desktops may have come back together. */
const REST = 100;
/** How many calls are looked at in one go, and the rest after that, in milliseconds. */
const LOOKS = 20;
const LOOK_REST = 50;
/** How long to wait for what has to come first, in milliseconds, and how often for another's reply. */
const YIELD = 100;
const YIELDS = 100;

const keyOf = ({ callId, lcmKey }: AskedCall): string => `${callId}\n${lcmKey}`;

export function createLanes<Call extends AskedCall>(deps: {
  readonly clock: Clock;
  readonly questions: readonly CallQuestion<Call>[];
  readonly find: (callId: string) => Call | null;
  readonly isConnected: () => boolean;
  readonly isAlone: (question: CallQuestion<Call>, call: Call) => boolean;
  readonly send: <C extends AskedCall>(question: CallQuestion<C>, call: C) => Promise<AskResult>;
}): Lanes<Call> {
  const { clock, questions, find, isConnected, isAlone, send } = deps;
  let lanes = new Map<unknown, Lane>();
  const timers = new Set<() => void>();
  /** The questions that LCM has answered since the start of the app. */
  const answerable = new Set<unknown>();

  function laneOf(question: unknown): Lane {
    let lane = lanes.get(question);
    if (lane === undefined) {
      lane = {
        asked: new Map(),
        settled: new Set(),
        waiting: [],
        queued: new Set(),
        failures: new Map(),
        silences: 0,
        yields: 0,
        isBusy: false,
      };
      lanes.set(question, lane);
    }
    return lane;
  }

  /** False for a lane of an earlier link. */
  const isNow = (question: unknown, lane: Lane): boolean => lanes.get(question) === lane && isConnected();

  function rowOf(call: QuestionCallName): CallQuestion<Call> | undefined {
    return questions.find(({ ask }) => typeof ask !== 'function' && ask.call === call);
  }

  function isGivenUp(call: QuestionCallName): boolean {
    const question = rowOf(call);
    return question !== undefined && laneOf(question).silences >= SILENCES;
  }

  /** Whether nothing has to come first: `after`, or the reply to another request that could be confused with ours. */
  function mayGo(question: CallQuestion<Call>, lane: Lane, call: Call): boolean {
    const first = question.after === undefined ? undefined : rowOf(question.after);
    if (first !== undefined) {
      const { settled, silences } = laneOf(first);
      if (!settled.has(keyOf(call)) && silences < SILENCES && !first.isKnown(call)) return false;
    }
    if (lane.yields >= YIELDS || isAlone(question, call)) return true;
    lane.yields += 1;
    return false;
  }

  function push(lane: Lane, call: AskedCall, key = keyOf(call)): void {
    if (lane.asked.has(key) || lane.queued.has(key)) return;
    lane.queued.add(key);
    lane.waiting.push(call.callId);
  }

  function later(ms: number, run: () => void): void {
    const cancel = clock.after(ms, () => {
      timers.delete(cancel);
      run();
    });
    timers.add(cancel);
  }

  function rest(question: CallQuestion<Call>, lane: Lane, ms: number): void {
    if (!isNow(question, lane)) return;
    lane.isBusy = true;
    later(ms, () => {
      lane.isBusy = false;
      next(question, lane);
    });
  }

  function next(question: CallQuestion<Call>, lane: Lane): void {
    const { about, insteadOf, ask } = question;
    if (!isNow(question, lane) || lane.isBusy || lane.silences >= SILENCES) return;
    if (insteadOf !== undefined && !isGivenUp(insteadOf)) return;
    for (let looks = 0; looks < LOOKS; looks += 1) {
      if (about === 'lcm' && lane.asked.size > 0) lane.waiting.length = 0;
      const callId = lane.waiting.pop();
      if (callId === undefined) {
        lane.queued.clear();
        return;
      }
      const call = find(callId);
      if (call === null) continue;
      lane.queued.delete(keyOf(call));
      if (lane.asked.has(keyOf(call)) || !question.isFor(call) || question.isKnown(call)) continue;
      if (!mayGo(question, lane, call)) {
        push(lane, call);
        rest(question, lane, YIELD);
        return;
      }
      lane.yields = 0;
      if (question.canAsk?.(call) === false) continue;
      const asked = askOnce(question, lane, call);
      if (typeof ask === 'function') continue;
      lane.isBusy = true;
      void asked.then(() => rest(question, lane, REST));
      return;
    }
    rest(question, lane, LOOK_REST);
  }

  /** Never rejects. */
  function askOnce<C extends AskedCall>(question: CallQuestion<C>, lane: Lane, call: C): Promise<void> {
    const before = lane.asked.get(keyOf(call));
    if (before !== undefined) return before;
    if (lane.silences >= SILENCES) return Promise.resolve();
    const answered = send(question, call).then((result) => settle(question, lane, call, result), reportLater);
    lane.asked.set(keyOf(call), answered);
    return answered;
  }

  function settle(question: unknown, lane: Lane, call: AskedCall, result: AskResult): void {
    if (!isNow(question, lane)) return;
    lane.settled.add(keyOf(call));
    lane.silences = result === 'silent' ? lane.silences + 1 : 0;
    if (result === 'answered') {
      answerable.add(question);
      return;
    }
    const row = questions.find((one) => one === question);
    const isGivenUp = lane.silences >= SILENCES;
    // What stands in for this question may be asked now.
    if (isGivenUp)
      for (const other of questions) if (other.insteadOf !== undefined) next(other, laneOf(other));
    if (row === undefined || (isGivenUp && !answerable.has(question))) return;
    const key = keyOf(call);
    const failures = (lane.failures.get(key) ?? 0) + 1;
    lane.failures.set(key, failures);
    if (failures >= MOST && !isGivenUp) return;
    later(isGivenUp ? PAUSE : AGAIN[result], () => {
      if (!isNow(question, lane)) return;
      if (isGivenUp) lane.silences = SILENCES - 1;
      if (failures < MOST) {
        lane.asked.delete(key);
        push(lane, call);
      }
      next(row, lane);
    });
  }

  return {
    add(calls) {
      const reversed = calls.toReversed().map((call) => [call, keyOf(call)] as const);
      for (const question of questions) {
        const lane = laneOf(question);
        if (question.about === 'lcm' && lane.asked.size > 0) continue;
        for (const [call, key] of reversed) push(lane, call, key);
        next(question, lane);
      }
    },
    hurry({ callId }) {
      for (const { queued, waiting } of lanes.values())
        if (queued.size > 0 && waiting.at(-1) !== callId) waiting.push(callId);
    },
    again(question, call) {
      const lane = laneOf(question);
      const key = keyOf(call);
      // The answer to a request that is under way may be older than the change.
      const underWay = lane.asked.get(key) ?? Promise.resolve();
      void underWay.then(() => {
        question.doubt?.(call);
        if (!isNow(question, lane)) return;
        lane.asked.delete(key);
        push(lane, call, key);
        next(question, lane);
      });
    },
    atOnce: (question, call) => askOnce(question, laneOf(question), call),
    reset() {
      lanes = new Map();
      for (const cancel of timers) cancel();
      timers.clear();
    },
  };
}
