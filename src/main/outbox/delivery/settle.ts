import type { DeliveryResult } from './delivery.ts';
import type { DeliveryStore, SubmissionRow } from '../store.ts';
import type { DetailCode } from '../transitions.ts';

/**
 * Writes what a try came to. Must run within a transaction.
 *
 * @param acknowledged how a delivery is told in the history
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
 * Lets a later submission of the same call pass one that LCM certainly did not apply and that stands still: what the
 * agent said last is what counts.
 */
export function giveWay(store: DeliveryStore, row: SubmissionRow, at: number): SubmissionRow {
  const mayBeApplied = row.unknown === 1 && row.state === 'queued';
  if (mayBeApplied || !store.hasLater(row)) return row;
  return store.move(row, 'superseded', { at, detail: { code: 'corrected' }, reason: { code: 'corrected' } });
}
