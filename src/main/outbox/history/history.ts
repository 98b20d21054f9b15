import { setImmediate } from 'node:timers/promises';
import { agentKey, type Viewer } from '#main/base/viewer.ts';
import type { CallRows } from '#main/calls/call-rows.ts';
import { readMoreTime } from '#main/calls/more-time.ts';
import type { Cipher } from '#main/database/cipher.ts';
import type { Database } from '#main/database/database.ts';
import { NotFoundError } from '#main/database/errors.ts';
import type { ExportPiece } from '#shared/contract/history-file.ts';
import type { RequestOutput } from '#shared/contract/index.ts';
import type { Criterion, ExportRequest, Find } from '#shared/contract/requests/history.ts';
import type { EarlierWrapUps, HistoryEntry, SubmissionView } from '#shared/wrapup/submission.ts';
import { pathsIn } from '#shared/wrapup/summary.ts';
import type { EntryRow, StepRow, SubmissionRow, WholeRow } from '../rows.ts';
import type { SubmissionStore } from '../store.ts';
import { createEarlier, type ContactCall } from './earlier.ts';
import { exportPiece } from './history-export.ts';
import type { HistoryRows } from './history-rows.ts';
import { createSearch, isWordsOfAuthor, type Search } from './search.ts';

/** How many entries are looked at before other work has its turn: a few milliseconds. */
const BATCH = 100;

/** With more changes than this, the screen lists again. */
const MOST_CHANGES = 200;

/** Reads the history as `historyRequests` describes it. It searches in steps, so that deliveries go on meanwhile. */
export interface History {
  list(query: Find & { readonly before: number | null; readonly limit: number }): Promise<{
    entries: HistoryEntry[];
    upTo: number;
  }>;
  follow(
    query: Find & { readonly upTo: number },
  ): { changed: number[]; entries: HistoryEntry[]; upTo: number } | null;
  count(find: Find): Promise<{ found: number; without: Partial<Record<Criterion, number>> }>;
  choices(): Promise<{ outcomes: string[]; agents: string[] }>;
  /** @throws NotFoundError */
  timeline(submissionId: string): RequestOutput<'historyTimeline'>;
  export(request: ExportRequest): Promise<ExportPiece>;
  /** What was wrapped up before with the contact of a call. */
  earlier(call: ContactCall): EarlierWrapUps;
}

export function createHistory(deps: {
  readonly database: Database;
  readonly cipher: Cipher;
  readonly rows: HistoryRows;
  readonly store: SubmissionStore;
  readonly calls: CallRows;
  readonly viewer: Viewer;
  readonly view: (row: SubmissionRow) => SubmissionView;
  readonly now: () => number;
  /** The IANA zone of this machine. */
  readonly zone: () => string;
}): History {
  const { rows, store, calls, viewer } = deps;
  const searches = createSearch(deps);
  /** The choices among the entries up to `seq`. */
  const choices = { seq: 0, outcomes: new Set<string>(), agents: new Map<string, string>() };

  const toEntry = (row: WholeRow): HistoryEntry => ({
    ...deps.view(row),
    seq: row.seq,
    contact: calls.contactOf(row),
  });

  /** Why a submission moved. The viewer may always read LCM's words, but never those of another agent. */
  const detailOf = (step: StepRow, { id, agent }: Pick<SubmissionRow, 'id' | 'agent'>): string =>
    isWordsOfAuthor(step) && !viewer.mayRead(agent) ? '' : store.detail(step, id);

  const foundIn = <R extends EntryRow>(entries: readonly R[], search: Search): R[] => {
    if (search.isAll) return [...entries];
    const failures = search.failures(entries);
    return entries.filter((_, index) => failures[index]?.length === 0);
  };

  return {
    earlier: createEarlier({ ...deps, toEntry }),
    async list({ before, limit, ...query }) {
      const upTo = rows.extent('history').last;
      const search = searches.for(query);
      const found: EntryRow[] = [];
      const batch = search.isAll ? limit : BATCH;
      for await (const entries of batches({ before, batch, state: query.filter?.state })) {
        found.push(...foundIn(entries, search));
        if (found.length >= limit) break;
      }
      return { entries: rows.whole(found.slice(0, limit).map(({ seq }) => seq)).map(toEntry), upTo };
    },
    follow({ upTo, ...query }) {
      const last = rows.extent('history').last;
      const changed = rows.changed(upTo, MOST_CHANGES + 1);
      if (changed.length > MOST_CHANGES) return null;
      return { changed, entries: foundIn(rows.whole(changed), searches.for(query)).map(toEntry), upTo: last };
    },
    async count(query) {
      const search = searches.for(query);
      if (search.isAll) return { found: rows.extent('submissions').rows, without: {} };
      let found = 0;
      const without: Partial<Record<Criterion, number>> = {};
      for await (const entries of batches({})) {
        for (const [failed, another] of search.failures(entries)) {
          if (failed === undefined) found += 1;
          else if (another === undefined) without[failed] = (without[failed] ?? 0) + 1;
        }
      }
      return { found, without };
    },
    async choices() {
      let newest = choices.seq;
      for await (const entries of batches({ after: choices.seq })) {
        for (const { seq, agent } of entries) {
          choices.agents.set(agentKey(agent), agent);
          newest = Math.max(newest, seq);
        }
        for (const summary of searches.summaries(entries.filter(({ kind }) => kind === 'disposition')))
          for (const path of pathsIn(summary)) choices.outcomes.add(path);
      }
      choices.seq = newest;
      const inOrder = (texts: Iterable<string>): string[] =>
        [...texts].sort((one, other) => one.localeCompare(other));
      return { outcomes: inOrder(choices.outcomes), agents: inOrder(choices.agents.values()) };
    },
    timeline(submissionId) {
      const row = store.find(submissionId);
      if (row === null) throw new NotFoundError(`There is no submission ${submissionId}`);
      const isWrapUp = row.kind === 'disposition';
      const extensions = readMoreTime(calls.find(row.call_id)?.more_time ?? null);
      return {
        moreTime: isWrapUp ? extensions.filter(({ at }) => at <= row.made_at) : [],
        steps: rows.stepsOf([row.seq]).map((step) => ({
          seq: step.seq,
          at: step.at,
          from: step.from_state,
          to: step.to_state,
          detail: detailOf(step, row),
        })),
        draft: viewer.mayRead(row.agent) ? (store.bodyIfReadable(row)?.draft ?? null) : null,
      };
    },
    export(request) {
      const search = searches.for(request.find ?? { query: '' });
      const wanted = (entries: readonly EntryRow[]): EntryRow[] => foundIn(entries, search);
      return exportPiece({ rows, store, viewer, detailOf, wanted }, request);
    },
  };

  /** The entries between `after` and `before`, newest first, a batch at a time; yields to other work between two. */
  async function* batches({
    before = null,
    after = 0,
    batch = BATCH,
    state,
  }: {
    before?: number | null;
    after?: number;
    batch?: number;
    state?: EntryRow['state'] | undefined;
  }): AsyncGenerator<EntryRow[]> {
    for (let from = before ?? Number.MAX_SAFE_INTEGER; ;) {
      const entries = rows.before(from, batch, state);
      const last = entries.at(-1);
      if (last === undefined) return;
      if (last.seq <= after) {
        yield entries.filter(({ seq }) => seq > after);
        return;
      }
      yield entries;
      if (entries.length < batch) return;
      from = last.seq;
      await setImmediate();
    }
  }
}
