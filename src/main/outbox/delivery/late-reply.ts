import type { Clock } from '#main/base/clock.ts';
import type { Log } from '#main/base/log.ts';
import { errorWords } from '#main/base/error-words.ts';
import { isNameless, type SetCallName } from '#shared/lcm/names.ts';
import type { Courier } from './courier.ts';
import { settle, type DeliveryResult } from './delivery.ts';
import { isInOrder } from '../rows.ts';
import type { DeliveryStore } from '../store.ts';

/**
 * Handles a reply that came after its try was given up. If it can answer only one submission, it settles that one. If
 * it may answer one of several, it settles nothing. See docs/decisions/0017-whose-reply.md.
 *
 * @returns whether a reply to that call was still awaited
 */
export function settleLateReply(
  deps: { store: DeliveryStore; courier: Pick<Courier, 'noteLateReply'>; clock: Clock; log: Log },
  call: SetCallName,
  callId: string,
  result: DeliveryResult,
): boolean {
  const { store, courier, clock, log } = deps;
  if (result.kind !== 'delivered' && result.kind !== 'refused') return false;
  const awaited = courier.noteLateReply(store.unanswered(callId, call));
  // Counted as the reply to the newest of them. The replies that the older ones may still get then remain strays when
  // a correction is sent.
  const row = awaited.at(-1);
  if (row === undefined) return false;
  // What is sent in no order of its own, as for different calls or campaigns, is equally likely: each still awaits its reply.
  const isOrdered = !isNameless(call) && awaited.every((each) => isInOrder(each, row));
  if (awaited.length > 1 && !isOrdered) return true;
  try {
    store.transaction(() => {
      const answered = store.setUnanswered(row, row.unanswered - 1);
      const waits = row.unknown === 1 && (row.state === 'queued' || row.state === 'held');
      if (waits && awaited.length === 1) settle(store, answered, result, clock.now(), 'acknowledgedLate');
    });
  } catch (error) {
    const cause = errorWords(error);
    log.error('A late reply cannot be recorded; its submission is sent again', { cause });
  }
  return true;
}
