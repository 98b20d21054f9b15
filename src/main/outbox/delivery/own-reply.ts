import type { Clock } from '#main/base/clock.ts';
import { errorWords } from '#main/base/error-words.ts';
import type { Log } from '#main/base/log.ts';
import type { SubmissionBody, SubmissionRow } from '../rows.ts';
import type { DeliveryResult, Send } from './delivery.ts';
import { REST, type Pace } from './pace.ts';

/** A submission that is marked as under way. */
export interface Marked {
  readonly row: SubmissionRow;
  readonly body: SubmissionBody;
  /** How many of the replies may answer another submission. */
  readonly strayReplies: number;
}

/**
 * Sends a submission until one verdict came more often than stray replies may come. Then one of these replies is its own.
 *
 * @returns the result. Never rejects, and never settles once nothing is to be sent any more.
 */
export function createSendUntilOwn(deps: {
  readonly send: Send;
  readonly pace: Pace;
  readonly clock: Clock;
  readonly log: Log;
  readonly isClosed: () => boolean;
}): (marked: Marked) => Promise<DeliveryResult> {
  const { send, pace, clock, log, isClosed } = deps;

  async function trySend(row: SubmissionRow, body: SubmissionBody): Promise<DeliveryResult> {
    try {
      return await send(row.lcm_call, body.data);
    } catch (error) {
      log.error('A delivery failed in an unforeseen way', { id: row.id, cause: errorWords(error) });
      return { kind: 'unknown', cause: 'send-failed' };
    }
  }

  return async ({ row, body, strayReplies }) => {
    const verdicts = { delivered: 0, refused: 0 };
    for (;;) {
      const sentAt = clock.monotonic();
      const result = await trySend(row, body);
      if (result.kind === 'unknown' || result.kind === 'unsent') {
        const wentOut = verdicts.delivered + verdicts.refused > 0;
        return wentOut ? { kind: 'unknown', cause: result.cause } : result;
      }
      pace.answered(row, clock.monotonic() - sentAt);
      verdicts[result.kind] += 1;
      if (verdicts[result.kind] > strayReplies) return result;
      await new Promise<void>((resolve) => {
        clock.after(REST, () => {
          if (!isClosed()) resolve();
        });
      });
    }
  };
}
