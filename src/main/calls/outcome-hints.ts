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
 * When LCM announced an outcome for a call's contact. It announces every outcome, ours too. If each hint were written
 * at once, every delivery would wait for the disk a second time. So hints are read from memory and written together.
 * A crash loses at most those of the last second.
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

/**
 * The LCM key in an `OutcomeSetForCall` event, whose message is the bare key; null for anything else. Only a hint:
 * anybody may have set the outcome.
 */
export function readOutcomeSet({ channel, topic, subtopic, message }: Envelope): string | null {
  const announced =
    sameName(channel, LCM_CHANNEL) && sameName(topic, LCM_TOPIC) && sameName(subtopic, 'OutcomeSetForCall');
  return announced ? readId(message) : null;
}
