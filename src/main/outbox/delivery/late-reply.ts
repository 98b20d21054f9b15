import type { Clock } from '#main/base/clock.ts';
import type { Log } from '#main/base/log.ts';
import { errorWords } from '#main/base/error-words.ts';
import type { SetCallName } from '#shared/lcm/names.ts';
import type { Courier } from './courier.ts';
import type { DeliveryResult } from './delivery.ts';
import { settle } from './settle.ts';
import type { DeliveryStore } from '../store.ts';

/**
 * Takes a reply that came after its try was given up. It settles the submission it answers, or nothing.
 *
 * @returns whether a reply of that call was still awaited
 */
export function settleLateReply(
  deps: { store: DeliveryStore; courier: Pick<Courier, 'heardLate'>; clock: Clock; log: Log },
  call: SetCallName,
  callId: string,
  result: DeliveryResult,
): boolean {
  const { store, courier, clock, log } = deps;
  if (result.kind !== 'delivered' && result.kind !== 'refused') return false;
  const awaited = courier.heardLate(store.unanswered(callId, call));
  // One that may be another's settles nothing. It is counted as the newest's, so that whatever the older ones may
  // still be owed stays counted as astray.
  const row = awaited.at(-1);
  if (row === undefined) return false;
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
