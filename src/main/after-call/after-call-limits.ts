import type { Clock } from '#main/base/clock.ts';
import type { CallRecord } from '#main/calls/call-store.ts';
import { NotSavedError } from '#main/database/errors.ts';
import type { Log } from '#main/base/log.ts';
import { createSignal, type Signal } from '#main/base/signal.ts';
import { errorWords } from '#main/base/error-words.ts';
import type { AfterCallView } from '#shared/contract/app-state.ts';
import { afterCallRule, type AfterCallRule, type AfterCallSettings } from './after-call-rule.ts';

/** Nothing is done to a call within this time after the agent last did something in it, in milliseconds. */
export const WORK_GRACE = 5_000;

/** Where a limit passed while nobody could see it, the agent has this long to act first, in milliseconds. */
const RETURN_GRACE = 30_000;

/** A timer that comes later than this did not wait but sleep, in milliseconds. */
const SLEPT = 5_000;

/** Before what could not be saved is tried again, in milliseconds. */
const RETRY = 10_000;

/** A wall clock that is out by more than this was set, in milliseconds. */
const CLOCK_SET = 1_500;

/** Why the end of the time did not submit a call. Each is a key of words on the screen. */
export type NotSubmittedBecause = 'limitNoAgent' | 'limitCallback' | 'limitOutcome' | 'limitOthersCall';

/** What came of submitting at the limit: the submission in words, or why there is none. */
export type LimitSubmission =
  | { readonly ok: true; readonly summary: string }
  | { readonly ok: false; readonly because: NotSubmittedBecause };

/**
 * The after-call time of a call is over. `submitted` is what was submitted by itself, in words; `because` says why
 * nothing was where it should have been.
 */
export interface LimitReached {
  readonly call: CallRecord;
  readonly submitted: string | null;
  readonly because: NotSubmittedBecause | null;
}

/**
 * The after-call time of the calls to wrap up, measured on the monotonic clock from the end of each call; what the
 * settings say is done at its end, once, whether or not a screen is open.
 */
export interface AfterCallLimits {
  /** Takes note of the calls as they are now: those new in after-call work, and those that left it. */
  follow(calls: readonly CallRecord[]): void;
  /** The agent does something in this call just now. */
  worked(callId: string): void;
  /** Another agent is signed in: the calls that are there are not theirs, and nothing is submitted in their name. */
  agentChanged(): void;
  /** The clock of a call for the screen; null where it is not in after-call work. */
  view(call: CallRecord): AfterCallView | null;
  readonly reached: Signal<LimitReached>;
  /** A call left after-call work, by its id. */
  readonly left: Signal<string>;
  stop(): void;
}

interface Tracked {
  /** When after-call work began, on the monotonic clock. */
  readonly began: number;
  /** The instant by which it is known as the same piece of work, in milliseconds since the epoch. */
  readonly since: number;
  /** As it is shown: moves only where the wall clock was set. */
  shownSince: number;
  /** Nothing is done before this, on the monotonic clock. */
  notBefore: number;
  /** What was due at the end was done. */
  done: boolean;
  isOthers: boolean;
}

export function createAfterCallLimits(deps: {
  readonly settings: AfterCallSettings;
  readonly clock: Clock;
  readonly log: Log;
  /** As the call is now; null where it is not on the list any more. */
  readonly find: (callId: string) => CallRecord | null;
  readonly campaign: (call: CallRecord) => string | null;
  /** A call that was submitted before is being corrected, which has no limit. */
  readonly isCorrection: (callId: string) => boolean;
  /** @throws NotSavedError */
  readonly submit: (call: CallRecord, rule: AfterCallRule) => LimitSubmission;
}): AfterCallLimits {
  const { settings, clock, log, find } = deps;
  const complain = (error: unknown): void => {
    log.error('A listener of the after-call limits failed', { cause: errorWords(error) });
  };
  const reached = createSignal<LimitReached>(complain);
  const left = createSignal<string>(complain);
  const tracked = new Map<string, Tracked>();
  let started = false;
  let cancelTimer = (): void => {};

  const ruleOf = (call: CallRecord): AfterCallRule =>
    afterCallRule(settings, { type: call.type, campaign: deps.campaign(call) });

  function track(call: CallRecord, since: number): Tracked {
    const now = clock.monotonic();
    // Only what lasted before this start has to be taken from the wall clock.
    const age = Math.max(0, clock.now() - since);
    const entry: Tracked = {
      ...{ began: now - age, since, shownSince: since, done: false, isOthers: false },
      notBefore: started ? now : now + RETURN_GRACE,
    };
    tracked.set(call.callId, entry);
    return entry;
  }

  /** When what is due at the end is done, on the monotonic clock; null where there is nothing to do. */
  function dueAt(call: CallRecord, entry: Tracked): number | null {
    const rule = ruleOf(call);
    if (entry.done || rule.limitSeconds === 0 || rule.atEnd === 'nothing') return null;
    return deps.isCorrection(call.callId) ? null : dueBy(rule, entry);
  }

  function dueBy(rule: AfterCallRule, entry: Tracked): number {
    return Math.max(entry.began + rule.limitSeconds * 1_000, entry.notBefore);
  }

  function schedule(calls: readonly CallRecord[]): void {
    const dues = calls.map((call) => {
      const entry = tracked.get(call.callId);
      return entry === undefined ? null : dueAt(call, entry);
    });
    cancelTimer();
    const due = Math.min(...dues.filter((each) => each !== null));
    if (due === Infinity) return;
    cancelTimer = clock.after(Math.max(0, due - clock.monotonic()), () => {
      check(due);
    });
  }

  function check(due: number): void {
    const now = clock.monotonic();
    const slept = now - due > SLEPT;
    const calls = [...tracked.keys()].map(find).filter((call) => call !== null);
    for (const call of calls) {
      const entry = tracked.get(call.callId);
      if (entry === undefined || call.wrappedAt !== null) continue;
      const at = dueAt(call, entry);
      if (at === null || at > now) continue;
      if (slept) entry.notBefore = now + RETURN_GRACE;
      else atEnd(call, entry);
    }
    schedule(calls);
  }

  function atEnd(call: CallRecord, entry: Tracked): void {
    const rule = ruleOf(call);
    entry.done = true;
    try {
      const submission = rule.atEnd === 'submit' ? submitted(call, entry, rule) : null;
      reached.emit({
        call,
        submitted: submission?.ok === true ? submission.summary : null,
        because: submission?.ok === false ? submission.because : null,
      });
    } catch (error) {
      log.error('A call cannot be submitted at its after-call limit', { cause: errorWords(error) });
      if (!(error instanceof NotSavedError)) return;
      entry.done = false;
      entry.notBefore = clock.monotonic() + RETRY;
    }
  }

  function submitted(call: CallRecord, entry: Tracked, rule: AfterCallRule): LimitSubmission {
    if (entry.isOthers || call.draftBy !== null) return { ok: false, because: 'limitOthersCall' };
    return deps.submit(call, rule);
  }

  return {
    reached,
    left,
    follow(calls) {
      const there = new Set<string>();
      for (const call of calls) {
        const since = startOf(call);
        if (since === null) continue;
        there.add(call.callId);
        if (tracked.get(call.callId)?.since !== since) track(call, since);
      }
      started = true;
      for (const callId of [...tracked.keys()]) {
        if (there.has(callId)) continue;
        tracked.delete(callId);
        left.emit(callId);
      }
      schedule(calls.filter(({ callId }) => there.has(callId)));
    },
    worked(callId) {
      const entry = tracked.get(callId);
      if (entry !== undefined) entry.notBefore = Math.max(entry.notBefore, clock.monotonic() + WORK_GRACE);
    },
    agentChanged() {
      for (const entry of tracked.values()) entry.isOthers = true;
    },
    view(call) {
      const since = startOf(call);
      if (since === null) return null;
      const entry = tracked.get(call.callId);
      const known = entry?.since === since ? entry : null;
      const startedAt = known === null ? since : shownSince(known);
      const rule = ruleOf(call);
      if (rule.limitSeconds === 0 || deps.isCorrection(call.callId)) {
        return { startedAt, endsAt: null, warnAt: null, show: 'up', atEnd: 'nothing' };
      }
      const endsAt = startedAt + rule.limitSeconds * 1_000;
      const warnAt = endsAt - Math.min(rule.warnSeconds, rule.limitSeconds) * 1_000;
      return { startedAt, endsAt, warnAt, show: rule.show, atEnd: rule.atEnd };
    },
    stop() {
      cancelTimer();
    },
  };

  /** By the wall clock of now, so that a clock set by hand does not change what the screen counts. */
  function shownSince(entry: Tracked): number {
    const now = Math.round(clock.now() - (clock.monotonic() - entry.began));
    if (Math.abs(now - entry.shownSince) > CLOCK_SET) entry.shownSince = now;
    return entry.shownSince;
  }
}

/** When the call's after-call work began, in milliseconds since the epoch; null where it is not in it. */
function startOf({ phase, wrappedAt, endedAt, openedAt }: CallRecord): number | null {
  if (phase !== 'ended' || wrappedAt !== null) return null;
  return Math.max(endedAt ?? openedAt, openedAt);
}
