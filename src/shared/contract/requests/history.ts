import { z } from 'zod';
import type { MoreTime } from '../app-state.ts';
import type { Draft } from '#shared/draft/draft.ts';
import { SUBMISSION_STATES, type HistoryEntry, type HistoryStep } from '#shared/wrapup/submission.ts';
import { EXPORT_FORMATS, EXPORT_FORMS, type ExportCursor, type ExportPiece } from '../history-file.ts';
import { type } from '../type-only.ts';
import { idSchema, noInput, noOutput, type RequestRows } from './row.ts';

const count = z.number().int().min(0);

const exportCursorSchema = z.strictObject({
  after: count,
  until: count,
  done: count,
  rows: count,
  total: count,
}) satisfies z.ZodType<ExportCursor>;

/** How times are written: the resolved options of an `Intl.DateTimeFormat`. */
const timesSchema = z.record(z.string().max(60), z.union([z.string().max(60), z.boolean()]));

/** What the page shows in the agent's language and the history does not hold, so that a search can find it. */
const shownSchema = z.strictObject({
  /** For each term of the query (`foldTerms`), the codes whose words have it, such as `state.delivered`. */
  codes: z.record(z.string().max(200), z.array(z.string().max(60)).max(500)),
  times: timesSchema,
});
export type ShownWords = z.infer<typeof shownSchema>;

/** Only entries that are all of this. */
const filterSchema = z.strictObject({
  /** Saved today, by this machine's zone. */
  today: z.literal(true).optional(),
  state: z.enum(SUBMISSION_STATES).optional(),
  callback: z.literal(true).optional(),
  /** An outcome, or what is above some, as the summary writes its path: "Payment › Failure". */
  outcome: z.string().min(1).max(2_000).optional(),
  /** The `UserID` of the author; '' for what was entered while nobody was signed in. */
  agent: z.string().max(256).optional(),
});
export type HistoryFilter = z.infer<typeof filterSchema>;

const findSchema = z.strictObject({
  /** Terms to find in what the page shows; '' matches everything. */
  query: z.string().max(200),
  shown: shownSchema.optional(),
  filter: filterSchema.optional(),
});
/** What the agent looks for in the history. */
export type Find = z.infer<typeof findSchema>;
/** A part of {@link Find} that an entry may fail. */
export type Criterion = keyof HistoryFilter | 'query';

/** The agent's own figures of one day; see `yourDay`. Times are milliseconds, instants since the epoch. */
export interface YourDay {
  readonly from: number;
  readonly until: number;
  /** The calls that were wrapped up, each once; how many of them the after-call limit submitted. */
  readonly wrappedUp: number;
  readonly byLimit: number;
  /** The after-call time, of the `timed` calls of which it is known; null if there is none. */
  readonly timed: number;
  readonly average: number | null;
  readonly longest: number | null;
  /** Of those calls, how many have a callback; and the agent's callbacks that are for this day. */
  readonly booked: number;
  readonly due: number;
  /** The calls wrapped up in each hour since `from`. */
  readonly hours: readonly number[];
}

export const historyRequests = {
  /**
   * The page shows the history, and writes times that way: what can be found is kept in memory, so that a search is
   * answered at once. Null: it shows it no more, and all of that is forgotten. It is forgotten after three minutes, too, if
   * the page does not say again that it shows it.
   */
  historyShown: { input: z.strictObject({ times: timesSchema.nullable() }), output: noOutput },
  /**
   * Submissions, the one that was saved last first: an entry keeps its place whatever becomes of it. `before` is the `seq`
   * of the last entry already read. `upTo` is what `followHistory` goes on from.
   */
  listHistory: {
    input: findSchema.extend({
      before: z.number().int().nullable(),
      limit: z.number().int().min(1).max(200),
    }),
    output: type<{ readonly entries: HistoryEntry[]; readonly upTo: number }>(),
  },
  /**
   * What happened since `upTo`: the `seq` of every entry that is new or moved, and those of them that are found. Null if
   * that is more than 200; then it is faster to list again.
   */
  followHistory: {
    input: findSchema.extend({ upTo: count }),
    output: type<{
      readonly changed: number[];
      readonly entries: HistoryEntry[];
      readonly upTo: number;
    } | null>(),
  },
  /** How many entries are found, and how many more would be found without each criterion. */
  countHistory: {
    input: findSchema,
    output: type<{ readonly found: number; readonly without: Partial<Record<Criterion, number>> }>(),
  },
  /** What one can filter by: the paths of the outcomes with those above them, and the agents, in the order of their names. */
  historyChoices: {
    input: noInput,
    output: type<{ readonly outcomes: string[]; readonly agents: string[] }>(),
  },
  /**
   * What became of a submission, oldest first, and what its author had entered: null for others, and if it was no wrap-up.
   * `moreTime` is how often more after-call time was asked for before a wrap-up was saved.
   */
  historyTimeline: {
    input: z.strictObject({ submissionId: idSchema }),
    output: type<{
      readonly moreTime: readonly MoreTime[];
      readonly steps: HistoryStep[];
      readonly draft: Draft | null;
    }>(),
  },
  /** The figures of today for the agent who is signed in; null if nobody is, or the settings show none. */
  yourDay: { input: noInput, output: type<YourDay | null>() },
  /**
   * A piece of the history as text, oldest first. The pieces in order make the file, or the sheets of the workbook.
   * `cursor` is null for the first piece, then `next` of the previous piece, until that is null. `find`: only what is
   * found. The file does not contain what happens during the export.
   */
  exportHistory: {
    input: z.strictObject({
      format: z.enum(EXPORT_FORMATS),
      form: z.enum(EXPORT_FORMS),
      find: findSchema.optional(),
      cursor: exportCursorSchema.nullable(),
    }),
    output: type<ExportPiece>(),
  },
} as const satisfies RequestRows;

export type ExportRequest = z.output<typeof historyRequests.exportHistory.input>;
