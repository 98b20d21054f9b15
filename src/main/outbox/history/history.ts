import type { Clock } from '#main/base/clock.ts';
import { agentKey, type Viewer } from '#main/base/viewer.ts';
import type { CallRows } from '#main/calls/call-rows.ts';
import type { Cipher } from '#main/database/cipher.ts';
import type { Database } from '#main/database/database.ts';
import { NotFoundError } from '#main/database/errors.ts';
import type { ExportPiece } from '#shared/contract/history-file.ts';
import type { RequestOutput } from '#shared/contract/index.ts';
import type { Criterion, ExportRequest, Find, ShownWords } from '#shared/contract/requests/history.ts';
import type { EarlierWrapUps, HistoryEntry, SubmissionView } from '#shared/wrapup/submission.ts';
import { pathsIn } from '#shared/wrapup/summary.ts';
import type { StepRow, SubmissionRow, WholeRow } from '../rows.ts';
import type { SubmissionStore } from '../store.ts';
import { createEarlier, type ContactCall } from './earlier.ts';
import { exportPiece, moreTimeBefore } from './history-export.ts';
import type { HistoryRows } from './history-rows.ts';
import { isWordsOfAuthor } from './search-texts.ts';
import { createSearch } from './search.ts';

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
  /** A page shows the history and writes instants that way, or (null) shows it no more; see `SearchIndex`. */
  shown(times: ShownWords['times'] | null): void;
  /** Somebody signed in. What another agent may find is forgotten. */
  viewerChanged(): void;
  /** Nothing of the history is kept in memory any more, and nothing is read. */
  close(): void;
}

export function createHistory(deps: {
  readonly database: Database;
  readonly cipher: Cipher;
  readonly rows: HistoryRows;
  readonly store: SubmissionStore;
  readonly calls: CallRows;
  readonly viewer: Viewer;
  readonly view: (row: SubmissionRow) => SubmissionView;
  readonly clock: Clock;
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

  return {
    earlier: createEarlier({ ...deps, toEntry }),
    shown(times) {
      if (times === null) searches.release();
      else searches.hold(times);
    },
    viewerChanged: searches.viewerChanged,
    close: searches.release,
    async list({ before, limit, ...query }) {
      const upTo = rows.lastTransition();
      const search = searches.for(query);
      const found = search.isAll
        ? rows.before(before ?? Number.MAX_SAFE_INTEGER, limit).map(({ seq }) => seq)
        : await search.below(before, limit);
      return { entries: rows.whole(found).map(toEntry), upTo };
    },
    follow({ upTo, ...query }) {
      const last = rows.lastTransition();
      const changed = rows.changed(upTo, MOST_CHANGES + 1);
      if (changed.length > MOST_CHANGES) return null;
      const found = searches.for(query).among(rows.whole(changed));
      return { changed, entries: found.map(toEntry), upTo: last };
    },
    async count(query) {
      const search = searches.for(query);
      if (search.isAll) return { found: rows.extent('submissions').rows, without: {} };
      return search.count();
    },
    async choices() {
      const { facets, newest } = await searches.facets(choices.seq);
      for (const { kind, agent, summary } of facets) {
        choices.agents.set(agentKey(agent), agent);
        if (kind === 'disposition') for (const path of pathsIn(summary)) choices.outcomes.add(path);
      }
      choices.seq = Math.max(choices.seq, newest);
      const inOrder = (texts: Iterable<string>): string[] =>
        [...texts].sort((one, other) => one.localeCompare(other));
      return { outcomes: inOrder(choices.outcomes), agents: inOrder(choices.agents.values()) };
    },
    timeline(submissionId) {
      const row = store.find(submissionId);
      if (row === null) throw new NotFoundError(`There is no submission ${submissionId}`);
      return {
        moreTime: moreTimeBefore(row, calls.find(row.call_id)?.more_time ?? null),
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
      const { among } = searches.for(request.find ?? { query: '' });
      return exportPiece({ rows, store, viewer, detailOf, wanted: among }, request);
    },
  };
}
