import { BoundedMap } from '#main/base/bounded-map.ts';
import type { Clock } from '#main/base/clock.ts';
import { NotSavedError } from '#main/database/errors.ts';
import type { Log } from '#main/base/log.ts';
import { errorWords } from '#main/base/error-words.ts';
import type { Envelope } from '#shared/lcm/envelope.ts';
import { readId, sameName } from '#shared/lcm/json.ts';
import { LCM_CHANNEL, LCM_TOPIC } from '#shared/lcm/names.ts';

/** How long a hint stays in memory before it is written, in milliseconds. */
const WRITE_AFTER = 1_000;

/**
 * When LCM announced an outcome for a call's contact that another application set. Hints are read from memory and written
 * together, so that nothing waits for the disk. A crash loses at most those of the last second.
 */
export interface OutcomeHints {
  /** `at` in milliseconds since the epoch. */
  note(callIds: readonly string[], at: number): void;
  /** The latest hint for a call that is not written yet, or null. */
  unwritten(callId: string): number | null;
  /** Writes what is not written yet, and stops the timer. */
  stop(): void;
}

/** @param write writes all of them in one transaction. @throws NotSavedError */
export function createOutcomeHints(
  write: (hints: ReadonlyMap<string, number>) => void,
  clock: Clock,
  log: Log,
): OutcomeHints {
  const hints = new Map<string, number>();
  let cancel: (() => void) | null = null;

  function writeAll(): void {
    cancel?.();
    cancel = null;
    if (hints.size === 0) return;
    try {
      write(hints);
      hints.clear();
    } catch (error) {
      log.warn('Announced outcomes cannot be written yet', {
        cause: errorWords(error),
      });
      if (error instanceof NotSavedError) cancel = clock.after(WRITE_AFTER, writeAll);
    }
  }

  return {
    note(callIds, at) {
      for (const callId of callIds) hints.set(callId, at);
      cancel ??= clock.after(WRITE_AFTER, writeAll);
    },
    unwritten: (callId) => hints.get(callId) ?? null,
    stop() {
      writeAll();
      cancel?.();
    },
  };
}

/** A try of ours may be announced this long after it, in milliseconds: a bus that hung delivers what it kept. */
const LATEST = 60 * 60_000;

/** A second announcement within this time repeats the first, in milliseconds. */
const REPEATED = 10_000;

/** The contacts whose announcements are counted. */
const MOST = 1_000;

/**
 * Tells announcements of what this desktop set from those of others. The event names only the LCM key, so they are counted:
 * LCM announces each set once, whether its reply came or not. What is announced more often than this desktop tried to set
 * it, somebody else set. If an announcement of ours was lost, one of another may be taken for it, for an hour.
 *
 * @param tries how often this desktop sent an outcome for that LCM key since that instant, without those that LCM refused
 * @returns whether an announcement that comes at that instant, in milliseconds since the epoch, is of this desktop
 */
export function createOwnAnnouncements(
  tries: (lcmKey: string, since: number) => number,
): (lcmKey: string, at: number) => boolean {
  /** When those of this desktop came, the latest last. */
  const heard = new BoundedMap<string, readonly number[]>(MOST);
  return (lcmKey, at) => {
    const before = (heard.get(lcmKey) ?? []).filter((then) => Math.abs(at - then) < LATEST);
    const latest = before.at(-1);
    if (latest !== undefined && Math.abs(at - latest) < REPEATED) return true;
    if (tries(lcmKey, at - LATEST) <= before.length) return false;
    heard.set(lcmKey, [...before, at]);
    return true;
  };
}

/**
 * The LCM key in an `OutcomeSetForCall` event (vendor page outcome-set-event), whose message is the bare key; null for
 * anything else. It says neither who set an outcome nor which.
 */
export function readOutcomeSet({ channel, topic, subtopic, message }: Envelope): string | null {
  const announced =
    sameName(channel, LCM_CHANNEL) && sameName(topic, LCM_TOPIC) && sameName(subtopic, 'OutcomeSetForCall');
  return announced ? readId(message) : null;
}
