import type { SubmissionRow } from '#main/outbox/rows.ts';
import type { DeliveryStore } from '#main/outbox/store.ts';
import { OPEN_STATES, requireTransition } from '#main/outbox/transitions.ts';
import type { JsonObject } from '#shared/lcm/json.ts';
import { EMPTY_DRAFT } from '#shared/draft/draft.ts';

/** What delivery needs from a store, without the disk. Ten thousand of them fit into one process. */
export interface MemoryStore extends DeliveryStore {
  /** Saves a submission to a call of its own. */
  add(callId: string): void;
  /** How many are not settled yet. */
  waiting(): number;
}

const NOTHING = new Uint8Array();
const isOpen = (row: SubmissionRow): boolean => (OPEN_STATES as readonly string[]).includes(row.state);

/** @param onSettled called when all are settled */
export function createMemoryStore(onSettled: () => void): MemoryStore {
  const rows = new Map<number, SubmissionRow>();
  /** Those not settled yet, in the order of saving. */
  const open = new Set<number>();

  function* openRows(): Generator<SubmissionRow> {
    for (const seq of open) {
      const row = rows.get(seq);
      if (row !== undefined) yield row;
    }
  }

  return {
    transaction: (work) => work(),
    add(callId) {
      const seq = rows.size + 1;
      rows.set(seq, {
        seq,
        id: callId,
        call_id: callId,
        kind: 'disposition',
        campaign: null,
        machine: null,
        agent: 'agent',
        lcm_call: 'SetCallOutcomeWithComments',
        state: 'queued',
        unknown: 0,
        attempts: 0,
        unanswered: 0,
        made_at: 0,
        updated_at: 0,
        callback_at: null,
        callback_until: null,
        callback_zone: null,
        reason_code: null,
        reason_sealed: null,
        summary_sealed: NOTHING,
        body_sealed: NOTHING,
      });
      open.add(seq);
    },
    waiting: () => open.size,
    move(row, to, { at, unknown, attempts, unanswered }) {
      requireTransition(row.state, to);
      const moved: SubmissionRow = {
        ...row,
        state: to,
        updated_at: at,
        unknown: (unknown ?? row.unknown === 1) ? 1 : 0,
        attempts: attempts ?? row.attempts,
        unanswered: unanswered ?? row.unanswered,
      };
      rows.set(row.seq, moved);
      if (!isOpen(moved) && open.delete(row.seq) && open.size === 0) onSettled();
      return moved;
    },
    setUnanswered(row, unanswered) {
      const changed = { ...row, unanswered };
      rows.set(row.seq, changed);
      return changed;
    },
    ready(after, limit) {
      const ready: SubmissionRow[] = [];
      const seen = new Set<string>();
      for (const row of openRows()) {
        const isFirst = !seen.has(row.call_id);
        seen.add(row.call_id);
        if (isFirst && row.state === 'queued' && row.seq > after) ready.push(row);
        if (ready.length === limit) break;
      }
      return ready;
    },
    hasUnanswered: () => [...openRows()].some((row) => row.unanswered > 0),
    isFollowed: () => true,
    unanswered: (callId, call) =>
      [...rows.values()].filter(
        (row) => row.call_id === callId && row.lcm_call === call && row.unanswered > 0,
      ),
    later: (row) =>
      [...rows.values()].filter(
        (other) =>
          other.call_id === row.call_id &&
          other.seq > row.seq &&
          other.state !== 'superseded' &&
          other.state !== 'discarded',
      ),
    nextWaitingCallback: () => null,
    bodyIfReadable: ({ id }) => ({
      lcmKey: '',
      data: { callid: id, OutcomeId: 1, AgentComments: 'As agreed.' } satisfies JsonObject,
      comment: '',
      draft: EMPTY_DRAFT,
    }),
  };
}
