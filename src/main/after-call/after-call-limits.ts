import type { Clock } from '#main/base/clock.ts';
import type { CallRecord } from '#main/calls/call-store.ts';
import { NotSavedError } from '#main/database/errors.ts';
import type { Log } from '#main/base/log.ts';
import { createSignal, type Signal } from '#main/base/signal.ts';
import { errorWords } from '#main/base/error-words.ts';
import type { AfterCallView, MoreTime } from '#shared/contract/app-state.ts';
import { afterCallRule, type AfterCallRule, type AfterCallSettings } from './after-call-rule.ts';

/** The limit waits until the agent has done nothing in the call for this long, in milliseconds. */
export const WORK_GRACE = 5_000;

/** If the limit passed while nobody could see it, the agent gets this long to act first, in milliseconds. */
const RETURN_GRACE = 30_000;

/** If a timer is later than this, the machine slept. In milliseconds. */
const SLEPT = 5_000;

/** Delay before another try if the submission could not be saved, or the calls not read, in milliseconds. */
const RETRY = 10_000;

/** If the wall clock is off by more than this, somebody set it. In milliseconds. */
const CLOCK_SET = 1_500;

/** Why the limit did not submit a call. Each reason is a key of the locale files. */
export type NotSubmittedBecause = 'limitNoAgent' | 'limitCallback' | 'limitOutcome' | 'limitOthersCall';

/** Why the limit was not extended. Each reason is a key of the locale files. */
export type NotExtendedBecause = 'limitPassed' | 'noMoreTime';

/** What was submitted at the limit, in words, and the ticked campaigns that got nothing; or why nothing was submitted. */
export type LimitSubmission =
  | { readonly ok: true; readonly summary: string; readonly leftOut: readonly string[] }
  | { readonly ok: false; readonly because: NotSubmittedBecause };

/**
 * The after-call time of a call is over. `submitted` says in words what was submitted automatically; `because` says
 * why nothing was, if something should have been.
 */
export interface LimitReached {
  readonly call: CallRecord;
  readonly submitted: string | null;
  readonly because: NotSubmittedBecause | null;
  /** The names of the campaigns that the agent had ticked, and to which it could not be submitted. */
  readonly leftOut: readonly string[];
}

/**
 * The after-call time of the calls to wrap up, measured on the monotonic clock from the end of each call. When it is
 * over, the action of the settings is done once, whether or not a screen is open.
 */
export interface AfterCallLimits {
  /** Takes calls as they are now: starts the clock of new after-call work and ends that of finished work. */
  follow(calls: readonly FollowedCall[]): void;
  /** The agent is working in this call now. */
  worked(callId: string): void;
  /**
   * Extends the limit of a call once, as its rule allows, in the name of that agent.
   *
   * @returns why it may not be extended; null if it was
   * @throws NotSavedError
   */
  extend(callId: string, agent: string): NotExtendedBecause | null;
  /** Another agent signed in. The calls on the list are not theirs, so nothing is submitted in their name. */
  agentChanged(): void;
  /** The call's clock for the screen; null if the call is not in after-call work. */
  view(call: CallRecord): AfterCallView | null;
  readonly reached: Signal<LimitReached>;
  /** The id of a call that left after-call work. */
  readonly left: Signal<string>;
  /** Whether somebody has set the wall clock since the last time this was asked. Then every `view` changed. */
  clockWasSet(): boolean;
  stop(): void;
}

/** A call, or null if it is no longer on the list. */
export interface FollowedCall {
  readonly callId: string;
  readonly call: CallRecord | null;
}

interface Tracked {
  /** When after-call work began, on the monotonic clock. */
  readonly began: number;
  /** Identifies this after-call work, in milliseconds since the epoch. */
  readonly since: number;
  /** The start that is shown. Changes only if the wall clock is set. */
  shownSince: number;
  /** The length of after-call work in milliseconds; null if nothing is done at its end. */
  limit: number | null;
  /** Nothing is done before this time, on the monotonic clock. */
  notBefore: number;
  /** Whether the action at the end is done. */
  done: boolean;
  isOthers: boolean;
}

export function createAfterCallLimits(deps: {
  readonly settings: AfterCallSettings;
  readonly clock: Clock;
  readonly log: Log;
  /** The call as it is now; null if it is no longer on the list. */
  readonly find: (callId: string) => CallRecord | null;
  readonly campaign: (call: CallRecord) => string | null;
  /** Whether the agent is correcting an earlier submission of this call. Corrections have no limit. */
  readonly isCorrection: (callId: string) => boolean;
  /** Keeps an extension with the call, so that `find` tells it. @throws NotSavedError */
  readonly saveMoreTime: (callId: string, more: MoreTime) => void;
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
  /** By how much the wall clock is ahead of the monotonic clock. Only setting it changes that. */
  const ahead = (): number => clock.now() - clock.monotonic();
  let knownAhead = ahead();
  let started = false;
  let cancelTimer = (): void => {};

  const ruleOf = (call: CallRecord): AfterCallRule =>
    afterCallRule(settings, {
      type: call.type,
      campaign: deps.campaign(call),
      neverAnswered: call.neverAnswered,
    });

  function track(callId: string, since: number): Tracked {
    const now = clock.monotonic();
    // The wall clock is needed only for the time before this start of the app.
    const age = Math.max(0, clock.now() - since);
    const entry: Tracked = {
      began: now - age,
      since,
      shownSince: since,
      done: false,
      isOthers: false,
      limit: null,
      notBefore: started ? now : now + RETURN_GRACE,
    };
    tracked.set(callId, entry);
    return entry;
  }

  /** A call whose end was only concluded may be on: no limit acts on it. */
  function hasNoLimit({ callId, endMissed }: CallRecord): boolean {
    return endMissed || deps.isCorrection(callId);
  }

  function limitOf(call: CallRecord): number | null {
    const rule = ruleOf(call);
    if (rule.limitSeconds === 0 || rule.atEnd === 'nothing' || hasNoLimit(call)) return null;
    return limitMs(call, rule);
  }

  /** When the action at the end is due, on the monotonic clock; Infinity if there is none. */
  function dueAt({ done, limit, began, notBefore }: Tracked): number {
    return done || limit === null ? Infinity : Math.max(began + limit, notBefore);
  }

  function schedule(): void {
    cancelTimer();
    let due = Infinity;
    for (const entry of tracked.values()) due = Math.min(due, dueAt(entry));
    if (due === Infinity) return;
    wake(due);
  }

  function wake(due: number): void {
    cancelTimer = clock.after(Math.max(0, due - clock.monotonic()), () => {
      try {
        check(due);
      } catch (error) {
        log.error('The after-call limits cannot be checked now', { cause: errorWords(error) });
        wake(clock.monotonic() + RETRY);
      }
    });
  }

  function check(due: number): void {
    const now = clock.monotonic();
    const slept = now - due > SLEPT;
    for (const [callId, entry] of [...tracked]) {
      if (dueAt(entry) > now) continue;
      const call = find(callId);
      // The rule and the call may have changed since it was followed last.
      entry.limit = call === null || call.wrappedAt !== null ? null : limitOf(call);
      if (call === null || dueAt(entry) > now) continue;
      if (slept) entry.notBefore = now + RETURN_GRACE;
      else atEnd(call, entry);
    }
    schedule();
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
        leftOut: submission?.ok === true ? submission.leftOut : [],
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
      for (const { callId, call } of calls) {
        const since = call === null ? null : startOf(call);
        const known = tracked.get(callId);
        if (call === null || since === null) {
          if (tracked.delete(callId)) left.emit(callId);
          continue;
        }
        const entry = known?.since === since ? known : track(callId, since);
        entry.limit = limitOf(call);
      }
      started = true;
      schedule();
    },
    worked(callId) {
      const entry = tracked.get(callId);
      if (entry !== undefined) entry.notBefore = Math.max(entry.notBefore, clock.monotonic() + WORK_GRACE);
    },
    extend(callId, agent) {
      const call = find(callId);
      const entry = tracked.get(callId);
      const rule = call === null ? null : ruleOf(call);
      if (call === null || rule === null || entry === undefined || startOf(call) !== entry.since)
        return 'noMoreTime';
      const more = rule.limitSeconds === 0 || hasNoLimit(call) ? null : moreOf(call, rule);
      if (more === null) return 'noMoreTime';
      if (entry.done || clock.monotonic() >= entry.began + limitMs(call, rule)) return 'limitPassed';
      deps.saveMoreTime(callId, { agent, at: clock.now(), seconds: more.seconds, since: entry.since });
      const extended = find(callId);
      entry.limit = extended === null ? null : limitOf(extended);
      schedule();
      return null;
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
      if (rule.limitSeconds === 0 || hasNoLimit(call)) {
        return { startedAt, endsAt: null, warnAt: null, show: 'up', atEnd: 'nothing', more: null };
      }
      const limit = limitMs(call, rule);
      const endsAt = startedAt + limit;
      const warnAt = endsAt - Math.min(rule.warnSeconds * 1_000, limit);
      return { startedAt, endsAt, warnAt, show: rule.show, atEnd: rule.atEnd, more: moreOf(call, rule) };
    },
    clockWasSet() {
      const now = ahead();
      const wasSet = Math.abs(now - knownAhead) > CLOCK_SET;
      if (wasSet) knownAhead = now;
      return wasSet;
    },
    stop: () => cancelTimer(),
  };

  /** By the current wall clock, so that setting the clock does not change the time on screen. */
  function shownSince(entry: Tracked): number {
    const now = Math.round(clock.now() - (clock.monotonic() - entry.began));
    if (Math.abs(now - entry.shownSince) > CLOCK_SET) entry.shownSince = now;
    return entry.shownSince;
  }
}

/** The extensions of the after-call work that the call is in. An earlier one, before the call was opened again, is over. */
function extensionsOf(call: CallRecord): readonly MoreTime[] {
  const began = startOf(call);
  return call.moreTime.filter(({ since }) => since === began);
}

/** The length of after-call work with its extensions, in milliseconds. */
function limitMs(call: CallRecord, rule: AfterCallRule): number {
  const more = extensionsOf(call).reduce((sum, { seconds }) => sum + seconds, 0);
  return (rule.limitSeconds + more) * 1_000;
}

function moreOf(call: CallRecord, rule: AfterCallRule): AfterCallView['more'] {
  const left = rule.moreTimes - extensionsOf(call).length;
  return left > 0 ? { left, seconds: rule.moreSeconds } : null;
}

/** When the call's after-call work began, in milliseconds since the epoch; null if it is not in after-call work. */
function startOf({ phase, wrappedAt, endedAt, openedAt }: CallRecord): number | null {
  if (phase !== 'ended' || wrappedAt !== null) return null;
  return Math.max(endedAt ?? openedAt, openedAt);
}
