import type { Clock } from '#main/base/clock.ts';
import { retryDelay } from '#main/base/retry-policy.ts';
import { reportLater } from '#main/base/signal.ts';

/** Questions that LCM did not answer. Each is asked again until it is answered or nobody wants the answer any more. */
export interface AskAgain<Subject> {
  /** The question was asked and not answered. */
  failed(key: string, subject: Subject): void;
  /** The question could not be asked: it waits for the link. */
  unasked(key: string, subject: Subject): void;
  /** The question was answered, or cannot be. */
  settled(key: string): void;
  /** The link is up. */
  connected(): void;
  stop(): void;
}

export interface AskAgainDeps<Subject> {
  readonly clock: Clock;
  readonly random?: () => number;
  readonly isWanted: (subject: Subject) => boolean;
  /** Asks, and calls `failed`, `unasked` or `settled` before the promise resolves. */
  readonly ask: (key: string, subject: Subject) => Promise<void>;
  /** Gets an error of `isWanted` or `ask`. The question waits, and is asked later. */
  readonly onError?: (error: unknown) => void;
}

/** How long a question waits before it is asked again, in milliseconds. */
const BACK_OFF = { base: 2_000, cap: 60_000 };

/** The pause after each question, in milliseconds. Questions are asked one at a time. */
const REST_MS = 1_000;

interface Question<Subject> {
  readonly subject: Subject;
  readonly failures: number;
  /** The monotonic instant at which it is due; Infinity until the link is up. */
  readonly due: number;
}

export function createAskAgain<Subject>(deps: AskAgainDeps<Subject>): AskAgain<Subject> {
  const { clock, random = Math.random, isWanted, ask, onError = reportLater } = deps;
  const questions = new Map<string, Question<Subject>>();
  let restsUntil = 0;
  let asking = false;
  let cancel = (): void => {};

  function dueAfter(failures: number): number {
    return clock.monotonic() + retryDelay(BACK_OFF, failures, random);
  }

  /** Sets the timer for the question that is due first. */
  function plan(): void {
    cancel();
    if (asking) return;
    let first = Infinity;
    for (const { due } of questions.values()) first = Math.min(first, due);
    if (first < Infinity)
      cancel = clock.after(Math.max(first, restsUntil) - clock.monotonic(), () => void askFirst());
  }

  async function askFirst(): Promise<void> {
    try {
      const wanted = firstWanted();
      if (wanted === null) return;
      asking = true;
      await ask(...wanted);
    } catch (error) {
      onError(error);
    } finally {
      asking = false;
      restsUntil = clock.monotonic() + REST_MS;
      plan();
    }
  }

  /** Of the questions that are due. Forgets those that nobody wants any more. */
  function firstWanted(): [string, Subject] | null {
    const now = clock.monotonic();
    for (const [key, { subject, due }] of questions) {
      if (due > now) continue;
      if (isWanted(subject)) return [key, subject];
      questions.delete(key);
    }
    return null;
  }

  function keep(key: string, question: Question<Subject>): void {
    // Moves it to the end, so that the one that was asked longest ago is first.
    questions.delete(key);
    questions.set(key, question);
    plan();
  }

  return {
    failed(key, subject) {
      const failures = (questions.get(key)?.failures ?? 0) + 1;
      keep(key, { subject, failures, due: dueAfter(failures) });
    },
    unasked: (key, subject) =>
      keep(key, { subject, failures: questions.get(key)?.failures ?? 0, due: Infinity }),
    settled(key) {
      questions.delete(key);
      plan();
    },
    connected() {
      for (const [key, question] of questions)
        if (question.due === Infinity) questions.set(key, { ...question, due: dueAfter(question.failures) });
      plan();
    },
    stop() {
      questions.clear();
      plan();
    },
  };
}
