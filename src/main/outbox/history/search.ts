import type { Clock } from '#main/base/clock.ts';
import type { Viewer } from '#main/base/viewer.ts';
import type { CallRows } from '#main/calls/call-rows.ts';
import type { Database } from '#main/database/database.ts';
import type { Criterion, Find, ShownWords } from '#shared/contract/requests/history.ts';
import type { EntryRow } from '../rows.ts';
import type { SubmissionStore } from '../store.ts';
import type { HistoryRows } from './history-rows.ts';
import { createMovedRows } from './moved-rows.ts';
import { createBlock, firstBelow, oldestOf, type SearchBlock } from './search-block.ts';
import { createCriteria } from './search-criteria.ts';
import { createSearchIndex } from './search-index.ts';
import { createSearchTexts, createShared, foldedId, type Facet } from './search-texts.ts';
import { createTurns } from './turns.ts';
import { timeStyle } from './written-times.ts';

/** How many submissions are read at a time where there is no index. */
const BATCH = 64;

/** What an agent looks for. */
export interface Search {
  /** Whether everything is found. */
  readonly isAll: boolean;
  /** What is found of these. */
  readonly among: <R extends EntryRow>(entries: readonly R[]) => R[];
  /** The `seq` of what is found and was saved before `before`, the one saved last first; at most `limit`. */
  readonly below: (before: number | null, limit: number) => Promise<number[]>;
  readonly count: () => Promise<{ found: number; without: Partial<Record<Criterion, number>> }>;
}

/**
 * Searches in the history. While a page shows it, there is an index in memory (`SearchIndex`); otherwise each search opens
 * the sealed texts itself. Long ones go on turn by turn.
 */
export interface HistorySearch {
  for(find: Find): Search;
  /** What the submissions after `after` have in common, each once, and the newest of them. */
  facets(after: number): Promise<{ facets: Set<Facet>; newest: number }>;
  /** A page shows the history, and writes instants that way. It says so again within three minutes. */
  readonly hold: (times: ShownWords['times'] | undefined) => void;
  readonly release: () => void;
  /** Somebody else may have signed in. */
  readonly viewerChanged: () => void;
}

export function createSearch(deps: {
  readonly database: Database;
  readonly rows: HistoryRows;
  readonly store: SubmissionStore;
  readonly calls: CallRows;
  readonly viewer: Viewer;
  readonly clock: Clock;
  readonly zone: () => string;
}): HistorySearch {
  const { database, rows, clock } = deps;
  const texts = createSearchTexts(deps);
  const turns = createTurns();
  const index = createSearchIndex({ ...deps, texts, turns, moved: createMovedRows(database) });

  const blockOf = (entries: readonly EntryRow[], needsTexts: boolean): SearchBlock =>
    createBlock(texts[needsTexts ? 'read' : 'bare'](entries, createShared()));

  const hasId = (seq: number, folded: string): boolean =>
    rows.entries([seq]).some(({ id }) => foldedId(id) === folded);

  /** Everything before `before`, newest first, and where in the block that begins. */
  async function* blocks(
    before: number | null,
    needsTexts: boolean,
    state?: EntryRow['state'],
  ): AsyncGenerator<{ block: SearchBlock; first: number }> {
    for (let from = before ?? Number.MAX_SAFE_INTEGER; ;) {
      await turns.next();
      while (!index.settle()) await turns.next();
      const known = index.below(from);
      if (known !== null) {
        yield { block: known, first: firstBelow(known, from) };
        from = oldestOf(known);
        continue;
      }
      if (index.isWhole()) return;
      if (needsTexts && index.grow()) continue;
      const entries = rows.before(from, BATCH, state);
      if (entries.length > 0) yield { block: blockOf(entries, needsTexts), first: 0 };
      from = entries.at(-1)?.seq ?? 0;
      if (entries.length < BATCH) return;
    }
  }

  return {
    hold: index.hold,
    release: index.release,
    viewerChanged: index.viewerChanged,
    for(find) {
      const style = timeStyle(find.shown?.times);
      const criteria = createCriteria(find, style, { now: () => clock.now(), zone: deps.zone, hasId });
      const { isAll, needsTexts } = criteria;
      return {
        isAll,
        among(entries) {
          if (isAll) return [...entries];
          const block = blockOf(entries, needsTexts);
          const failed = criteria.failures(block);
          const found = new Set(block.seqs.filter((_, at) => failed[at] === 0));
          return entries.filter(({ seq }) => found.has(seq));
        },
        async below(before, limit) {
          const found: number[] = [];
          for await (const { block, first } of blocks(before, needsTexts, find.filter?.state)) {
            const failed = criteria.failures(block);
            for (let at = first; at < block.size && found.length < limit; at += 1)
              if (failed[at] === 0) found.push(block.seqs[at] ?? 0);
            if (found.length === limit) break;
          }
          return found;
        },
        async count() {
          let found = 0;
          const without: Partial<Record<Criterion, number>> = {};
          for await (const { block, first } of blocks(null, needsTexts)) {
            for (const failed of criteria.failures(block).subarray(first)) {
              if (failed === 0) {
                found += 1;
                continue;
              }
              const criterion = criteria.only(failed);
              if (criterion !== null) without[criterion] = (without[criterion] ?? 0) + 1;
            }
          }
          return { found, without };
        },
      };
    },
    async facets(after) {
      const facets = new Set<Facet>();
      let newest = after;
      for await (const { block, first } of blocks(null, true)) {
        for (let at = first; at < block.size && (block.seqs[at] ?? 0) > after; at += 1) {
          const facet = block.facets[at];
          if (facet !== undefined) facets.add(facet);
          newest = Math.max(newest, block.seqs[at] ?? 0);
        }
        if (oldestOf(block) <= after) break;
      }
      return { facets, newest };
    },
  };
}
