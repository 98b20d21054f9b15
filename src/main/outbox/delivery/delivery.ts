import type { ReasonCode } from '#shared/reasons/reason-codes.ts';
import type { JsonObject } from '#shared/lcm/json.ts';
import type { SetCallName } from '#shared/lcm/names.ts';
import { isReplaced } from '../replaced.ts';
import type { SubmissionRow } from '../rows.ts';
import type { DeliveryStore } from '../store.ts';
import type { DetailCode } from '../transitions.ts';

/** The result of one try. */
export type DeliveryResult =
  /** LCM acknowledged it. */
  | { readonly kind: 'delivered' }
  /** LCM refused it. `reason` is LCM's words, or the code of a reason if it gave none. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** It was sent and no answer came. LCM may or may not have applied it. */
  | { readonly kind: 'unknown'; readonly cause: ReasonCode }
  /** It was certainly not sent. */
  | { readonly kind: 'unsent'; readonly cause: ReasonCode };

/** Sends a request to LCM. The outbox knows nothing else of LCM. It must settle, and must not throw. */
export type Send = (call: SetCallName, data: JsonObject) => Promise<DeliveryResult>;

/**
 * Records the result of a try. Must run within a transaction.
 *
 * @param acknowledged what the history says of a delivery
 * @returns the row as it is now
 */
export function settle(
  store: DeliveryStore,
  row: SubmissionRow,
  result: DeliveryResult,
  at: number,
  acknowledged: DetailCode = 'acknowledged',
): SubmissionRow {
  switch (result.kind) {
    case 'delivered':
      return store.move(row, 'delivered', {
        at,
        detail: { code: acknowledged },
        reason: null,
        unknown: false,
      });
    case 'refused': {
      const words = { words: result.reason };
      return giveWay(store, store.move(row, 'refused', { at, detail: words, reason: words }), at);
    }
    case 'unknown': {
      const words = { words: result.cause };
      const unanswered = row.unanswered + 1;
      return store.move(row, 'queued', { at, detail: words, reason: words, unknown: true, unanswered });
    }
    case 'unsent': {
      const words = { words: result.cause };
      return giveWay(store, store.move(row, 'queued', { at, detail: words, reason: words }), at);
    }
  }
}

/**
 * Supersedes a submission that is not under way and that LCM certainly did not apply, if later ones of
 * its agent replace it: what the agent said last counts.
 */
export function giveWay(store: DeliveryStore, row: SubmissionRow, at: number): SubmissionRow {
  const mayBeApplied = row.unknown === 1 && row.state === 'queued';
  if (mayBeApplied || !isReplaced(store, row)) return row;
  return store.move(row, 'superseded', { at, detail: { code: 'corrected' }, reason: { code: 'corrected' } });
}
