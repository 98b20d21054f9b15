import { setImmediate } from 'node:timers/promises';
import type { Viewer } from '#main/base/viewer.ts';
import type { ShownWords } from '#shared/contract/requests/history.ts';
import { REASON_PARAMS } from '#shared/reasons/reason-codes.ts';
import { foldPlain, foldTerms } from '#shared/text/search-text.ts';
import { CALLBACK_ALONE } from '#shared/wrapup/plan-wrap-up.ts';
import type { HistoryEntry } from '#shared/wrapup/submission.ts';
import type { HistoryRow } from '../rows.ts';
import type { SubmissionStore } from '../store.ts';

/** How many rows a search reads at a time: a few milliseconds of work. */
const BATCH = 250;

/** How many texts are kept in memory, so that the next page of a search need not open or fold them again. */
const KEPT = 50_000;

export interface HistoryQuery {
  /** Terms to find in what the page shows, folded like outcomes (`foldTerms`); '' matches everything. */
  readonly query: string;
  /** What the page shows instead of codes and instants. */
  readonly shown?: ShownWords | undefined;
  /** Only entries before this `seq`; null starts at the newest. */
  readonly before: number | null;
  readonly limit: number;
}

/** Returns the newest entries first. A search without matches reads everything, so it yields between batches. */
export type SearchHistory = (query: HistoryQuery) => Promise<HistoryEntry[]>;

/** Reads the history. It opens the sealed parts row by row, since SQL cannot search in them. */
export function createHistory(store: SubmissionStore, viewer: Viewer): SearchHistory {
  const summaryOf = kept(
    (row: HistoryRow) => row.submission_seq,
    (row) => store.summary(row),
  );

  function toEntry(row: HistoryRow): HistoryEntry {
    return {
      seq: row.seq,
      at: row.at,
      submissionId: row.id,
      callId: row.call_id,
      kind: row.kind,
      agent: row.agent,
      from: row.from_state,
      to: row.to_state,
      detail: historyDetail(store, row, viewer),
      summary: summaryOf(row),
    };
  }

  return async ({ query, shown, before, limit }) => {
    const matches = matcher(foldTerms(query), shown);
    const found: HistoryEntry[] = [];
    let from = before ?? Number.MAX_SAFE_INTEGER;
    while (found.length < limit) {
      const rows = store.history(from, matches === null ? limit : BATCH);
      for (const row of rows) {
        const entry = toEntry(row);
        if (matches === null || matches(entry)) found.push(entry);
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

/** Whether an entry has every term in what the page shows of it. Null if there is no term. */
function matcher(terms: readonly string[], shown?: ShownWords): ((entry: HistoryEntry) => boolean) | null {
  if (terms.length === 0) return null;
  const codes = new Map(terms.map((term) => [term, new Set(shown?.codes[term])]));
  const time = timesOf(shown);
  return (entry) => {
    const names = [
      `kind.${entry.kind}`,
      `state.${entry.to}`,
      `reason.${entry.detail}`,
      `summary.${entry.summary}`,
    ];
    let text: string | null = null;
    let at: string | null = null;
    return terms.every(
      (term) =>
        names.some((name) => codes.get(term)?.has(name)) ||
        (text ??= textOf(entry)).includes(term) ||
        (at ??= time(entry.at)).includes(term) ||
        // The page does not show it, but the exported file does. A part of it would be found everywhere.
        foldPlain(entry.submissionId).trim() === term,
    );
  };
}

const folded = kept((text: string) => text, foldPlain);

/** What the page shows as it is. Codes are not: it shows their words. */
function textOf({ summary, detail, callId, agent }: HistoryEntry): string {
  return [
    summary === CALLBACK_ALONE ? '' : folded(summary),
    Object.hasOwn(REASON_PARAMS, detail) ? '' : folded(detail),
    folded(agent),
    foldPlain(callId),
  ].join('\n');
}

function timesOf(shown: ShownWords | undefined): (at: number) => string {
  if (shown === undefined) return () => '';
  const { locale, ...options } = shown.times;
  try {
    const format = new Intl.DateTimeFormat(String(locale), options);
    return (at) => foldPlain(format.format(at));
  } catch {
    // It is no format. Everything else can still be found.
    return () => '';
  }
}

/** Remembers what `make` made. */
function kept<T, V>(keyOf: (value: T) => unknown, make: (value: T) => V): (value: T) => V {
  const known = new Map<unknown, V>();
  return (value) => {
    const key = keyOf(value);
    let made = known.get(key);
    if (made === undefined) {
      made = make(value);
      if (known.size >= KEPT) known.clear();
      known.set(key, made);
    }
    return made;
  };
}
