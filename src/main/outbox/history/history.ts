import { setImmediate } from 'node:timers/promises';
import type { Viewer } from '#main/base/viewer.ts';
import type { HistoryEntry } from '#shared/wrapup/submission.ts';
import type { HistoryRow, SubmissionStore } from '../store.ts';

/** How many rows a search reads at a time: a few milliseconds of work. */
const BATCH = 250;

/** How many opened summaries are kept in memory, so that the next page of a search need not open them again. */
const KEPT_SUMMARIES = 50_000;

export interface HistoryQuery {
  /** Words to find in summary, details, call id, agent and state, ignoring case; '' matches everything. */
  readonly query: string;
  /** Only entries before this `seq`; null starts at the newest. */
  readonly before: number | null;
  readonly limit: number;
}

/** Returns the newest entries first. A search without matches reads everything, so it yields between batches. */
export type SearchHistory = (query: HistoryQuery) => Promise<HistoryEntry[]>;

/** Reads the history. It opens the sealed parts row by row, since SQL cannot search in them. */
export function createHistory(store: SubmissionStore, viewer: Viewer): SearchHistory {
  const summaries = new Map<number, string>();

  function summaryOf(row: HistoryRow): string {
    const known = summaries.get(row.submission_seq);
    if (known !== undefined) return known;
    const summary = store.summary(row);
    if (summaries.size >= KEPT_SUMMARIES) summaries.clear();
    summaries.set(row.submission_seq, summary);
    return summary;
  }

  function toEntry(row: HistoryRow): HistoryEntry {
    return {
      seq: row.seq,
      at: row.at,
      submissionId: row.id,
      callId: row.call_id,
      agent: row.agent,
      from: row.from_state,
      to: row.to_state,
      detail: historyDetail(store, row, viewer),
      summary: summaryOf(row),
    };
  }

  return async ({ query, before, limit }) => {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    const found: HistoryEntry[] = [];
    let from = before ?? Number.MAX_SAFE_INTEGER;
    while (found.length < limit) {
      const rows = store.history(from, words.length === 0 ? limit : BATCH);
      for (const row of rows) {
        const entry = toEntry(row);
        if (matches(entry, words)) found.push(entry);
        if (found.length === limit) break;
      }
      const last = rows.at(-1);
      if (last === undefined || rows.length < Math.min(limit, BATCH)) break;
      from = last.seq;
      await setImmediate();
    }
    return found;
  };
}

/** Why a submission moved. The viewer may always read LCM's words, but never those of another agent. */
export function historyDetail(store: SubmissionStore, row: HistoryRow, viewer: Viewer): string {
  return row.to_state === 'discarded' && !viewer.mayRead(row.agent) ? '' : store.detail(row);
}

function matches(entry: HistoryEntry, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const text = [entry.summary, entry.detail, entry.callId, entry.agent, entry.submissionId, entry.to]
    .join('\n')
    .toLowerCase();
  return words.every((word) => text.includes(word));
}
