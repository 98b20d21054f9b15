import { coalesce } from '#main/base/coalesce.ts';
import type { Log } from '#main/base/log.ts';
import type { CallFact, ToldFault } from './named-call.ts';

/** The least time between two tellings, in milliseconds. */
const REST = 10 * 60_000;

/** More types are counted, but not named in the log. */
const MOST_TYPES = 50;

/**
 * Counts what was wrong with calls from outside, so that an administrator finds a wrong mapping or a faulty softphone.
 * The sums since the start are told at the first fault, and then at most every ten minutes.
 */
export interface CallTally {
  /** These facts of a call were cleaned or left out. */
  amended(what: readonly (CallFact | 'phase' | 'parameter')[]): void;
  /** Nobody has mapped this call type of a softphone. The log names each type once. */
  unmapped(type: string): void;
  /** A bus event named a call that cannot be taken. */
  unread(fault: ToldFault): void;
  /** The same, but no wrap-up of this agent is missing because of it: it is in the log only. */
  withoutKey(whose: string): void;
  /** Tells the sums at the end. */
  readonly stop: () => void;
}

/** @param tellUnread gets the number of bus events whose call could not be taken, whenever it has grown */
export function createCallTally(log: Log, tellUnread: (total: number) => void): CallTally {
  const sums = new Map<string, number>();
  const unmapped = new Set<string>();
  let unread = 0;
  let toldUnread = 0;
  const telling = coalesce(tell, REST);

  function count(what: string): void {
    sums.set(what, (sums.get(what) ?? 0) + 1);
    telling.changed();
  }

  function tell(): void {
    log.warn('Calls from outside had faults; sums since the start', Object.fromEntries(sums));
    if (unread > toldUnread) tellUnread(unread);
    toldUnread = unread;
  }

  return {
    amended(what) {
      for (const fact of what) count(`${fact} amended`);
    },
    unmapped(type) {
      count('type unmapped');
      if (unmapped.has(type) || unmapped.size >= MOST_TYPES) return;
      unmapped.add(type);
      log.warn('Nobody has mapped a call type; `calls.types` of the settings can', { type });
    },
    unread({ field, why }) {
      unread += 1;
      count(`${field} ${why}`);
    },
    withoutKey: (whose) => count(`lcmKey missing, ${whose}`),
    stop() {
      telling.stop();
      if (sums.size > 0) tell();
    },
  };
}
