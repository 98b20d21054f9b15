import type { SubmissionBody, SubmissionRow } from '../rows.ts';
import type { DeliveryStore } from '../store.ts';

/** How many submissions are read at a time, for each that may be under way at once. */
const DEPTH = 4;

/** While the courier chooses what to send next, one read returns at most this many submissions. */
const LARGEST_PAGE = 256;

/** A submission that may be sent next. `open` gives null if no available key opens it. */
export interface Candidate {
  readonly row: SubmissionRow;
  readonly open: () => SubmissionBody | null;
}

/**
 * What the courier sends next, read and opened while it waits for LCM, so that a reply is followed by the next send at
 * once. It holds what the store would answer now: whatever else may change that makes the courier forget it.
 */
export interface ReadAhead {
  /** All that are ready (`SubmissionStore.ready`), oldest first. `wanted`: how many may be sent now. */
  readonly ready: (wanted: number) => Iterable<Candidate>;
  /** That one is ready no more. */
  readonly remove: (row: SubmissionRow) => void;
  /** When the first callback expires that waits and certainly never reached LCM, or earlier; null if it has to be asked for. */
  callbackUntil: number | null;
  /** Whether replies to earlier tries may still come. */
  readonly hasUnanswered: () => boolean;
  readonly forget: () => void;
  /** Reads the next ones if few are left. Only what is read makes the next turn faster; nothing depends on it. */
  readonly fill: (width: number) => void;
}

export function createReadAhead(
  store: Pick<DeliveryStore, 'ready' | 'bodyIfReadable' | 'hasUnanswered'>,
): ReadAhead {
  let candidates: Candidate[] = [];
  /** The `seq` after which the store has to be asked for more; null if there is no more. */
  let reachesTo: number | null = 0;
  let hasUnanswered: boolean | null = null;

  function opened(row: SubmissionRow): Candidate {
    const body = store.bodyIfReadable(row);
    return { row, open: () => body };
  }

  const ahead: ReadAhead = {
    callbackUntil: null,
    *ready(wanted) {
      let after = reachesTo;
      yield* candidates;
      // The first rows usually suffice. If many of them wait for another try, it reads on in larger pages.
      for (let page = wanted; after !== null; page = Math.min(page * 4, LARGEST_PAGE)) {
        const rows = store.ready(after, page);
        for (const row of rows) yield { row, open: () => store.bodyIfReadable(row) };
        after = rows.length < page ? null : (rows.at(-1)?.seq ?? null);
      }
    },
    remove({ seq }) {
      candidates = candidates.filter(({ row }) => row.seq !== seq);
    },
    hasUnanswered: () => (hasUnanswered ??= store.hasUnanswered()),
    forget() {
      candidates = [];
      reachesTo = 0;
      hasUnanswered = null;
      ahead.callbackUntil = null;
    },
    fill(width) {
      if (reachesTo === null || candidates.length >= width) return;
      // What was read already is still ready, and nothing else before its end: whatever changes that makes it forgotten.
      const rows = store.ready(reachesTo, width * DEPTH);
      candidates = [...candidates, ...rows.map(opened)];
      reachesTo = rows.length < width * DEPTH ? null : (rows.at(-1)?.seq ?? 0);
    },
  };
  return ahead;
}
