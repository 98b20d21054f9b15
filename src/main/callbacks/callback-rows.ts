import { createHash } from 'node:crypto';
import { errorWords } from '#main/base/error-words.ts';
import type { Log } from '#main/base/log.ts';
import { orWarn } from '#main/base/or-else.ts';
import type { Steps } from '#shared/steps/steps.ts';
import type { Facts } from '#main/facts/facts.ts';
import type { BookedWrapUp } from '#main/outbox/booked-callbacks.ts';
import { certainZone, callbackModes } from '#shared/callback/callback-modes.ts';
import type { CallbackSettings } from '#shared/callback/callback-settings.ts';
import { isNumber } from '#shared/text/contact-number.ts';
import { decisionName, type CallbackDecision, type CallbackStore } from './callback-store.ts';
import { mergeCallbacks, type KnownBooking, type ListedCallback, type MergedCallback } from './merge.ts';
import type { StandingFacts } from './standing.ts';

/** A callback, and under which names it is kept what the agent decided of it. */
export interface CallbackRow {
  readonly id: string;
  readonly merged: MergedCallback;
  readonly names: readonly string[];
  readonly facts: StandingFacts;
}

/** How many callbacks are judged in one step. */
const SOME = 32;

/**
 * Reads the callbacks of an agent: LCM's list merged with what was booked here, each with what the agent decided of it.
 *
 * @returns the reading, in steps: an agent may have booked a thousand
 */
export function createRowReader(deps: {
  readonly store: CallbackStore;
  readonly booked: (since: number) => Steps<BookedWrapUp[]>;
  readonly facts: Pick<Facts, 'of'>;
  readonly agent: () => string | null;
  readonly form: Pick<CallbackSettings, 'callbackModes'>;
  readonly log: Log;
}): (listed: readonly ListedCallback[], since: number) => Steps<readonly CallbackRow[]> {
  const { store, booked, facts, agent, form, log } = deps;

  function rowOf(merged: MergedCallback): CallbackRow {
    const names = namesOf(merged, agent() ?? '');
    const { at, until, booked: booking } = merged;
    const decision = store.decision(names);
    spread(names, decision, at);
    return {
      id: idOf(names),
      merged,
      names,
      facts: { at, until, isPersonal: booking?.isPersonal ?? true, decision },
    };
  }

  /**
   * A decision that was made before LCM listed the callback is kept under its name there too: a later wrap-up may take our
   * booking away.
   */
  function spread(names: readonly string[], decision: CallbackDecision, at: number): void {
    const isKnown = (name: string): boolean => {
      const { doneAt, snoozedUntil } = store.decision([name]);
      return doneAt === decision.doneAt && snoozedUntil === decision.snoozedUntil;
    };
    const isDecided = decision.doneAt !== null || decision.snoozedUntil !== null;
    if (!isDecided || names.length < 2 || names.every(isKnown)) return;
    const failed = 'A decision on a callback cannot be kept under all its names now';
    orWarn(log, failed, () => store.decide(names, decision, at), undefined);
  }

  function* bookings(since: number): Steps<KnownBooking[]> {
    try {
      const known: KnownBooking[] = [];
      for (const booking of yield* booked(since)) {
        if (known.length % SOME === SOME - 1) yield undefined;
        known.push(knownOf(booking));
      }
      return known;
    } catch (error) {
      log.warn('The callbacks that were booked here cannot be read now', { cause: errorWords(error) });
      return [];
    }
  }

  /** With what LCM has told of the contact. */
  function knownOf(booking: BookedWrapUp): KnownBooking {
    const { callId, lcmKey, modeId, contact } = booking;
    const told = facts.of({ callId, lcmKey });
    const mode = callbackModes(form, told).find(({ id }) => id === modeId);
    const ofMode = (mode?.numbers ?? []).flatMap(({ number }) => number ?? []);
    const named = contact !== null && isNumber(contact) ? [contact] : [];
    const zone = mode?.numbers.map((each) => certainZone(each.zone)).find((each) => each !== null) ?? null;
    return {
      ...booking,
      contactZone: booking.contactZone ?? zone,
      contactId: told.mode?.value.contactId ?? null,
      numbers: ofMode.length > 0 ? ofMode : named,
    };
  }

  return function* read(listed, since) {
    const rows: CallbackRow[] = [];
    for (const merged of mergeCallbacks(listed, yield* bookings(since))) {
      if (rows.length % SOME === SOME - 1) yield undefined;
      rows.push(rowOf(merged));
    }
    return rows;
  };
}

/**
 * The names under which it is kept what an agent decided: by LCM key, and by LCM's id of the contact or its number, each
 * with the start. So a decision stays with its callback when LCM's list comes later, and does not go over to a new time.
 */
function namesOf({ listed, booked, at }: MergedCallback, agent: string): string[] {
  const ours = booked === null ? [] : [{ key: booked.lcmKey || booked.callId }];
  const theirs =
    listed === null ? [] : [{ contact: listed.contactId ?? listed.number ?? listed.modeId ?? '' }];
  return [...ours, ...theirs].map((whom) => decisionName(agent, whom, at));
}

/** Tells the screen nothing of whom it is about. */
function idOf([name = '']: readonly string[]): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 32);
}
