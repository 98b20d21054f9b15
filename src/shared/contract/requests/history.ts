import { z } from 'zod';
import type { HistoryEntry } from '#shared/wrapup/submission.ts';
import { EXPORT_FORMATS, type ExportCursor, type ExportPiece } from '../history-file.ts';
import { type } from '../type-only.ts';
import type { RequestRows } from './row.ts';

const count = z.number().int().min(0);

const exportCursorSchema = z.strictObject({
  after: count,
  until: count,
  done: count,
  total: count,
}) satisfies z.ZodType<ExportCursor>;

/** What the page shows in the agent's language and the history does not hold, so that a search can find it. */
const shownSchema = z.strictObject({
  /** For each term of the query (`foldTerms`), the codes whose words have it, such as `state.delivered`. */
  codes: z.record(z.string().max(200), z.array(z.string().max(60)).max(500)),
  /** How times are written: the resolved options of an `Intl.DateTimeFormat`. */
  times: z.record(z.string().max(60), z.union([z.string().max(60), z.boolean()])),
});
export type ShownWords = z.infer<typeof shownSchema>;

export const historyRequests = {
  /** Newest first. `before` is the `seq` of the last entry already read. */
  listHistory: {
    input: z.strictObject({
      query: z.string().max(200),
      shown: shownSchema.optional(),
      before: z.number().int().nullable(),
      limit: z.number().int().min(1).max(200),
    }),
    output: type<{ readonly entries: HistoryEntry[] }>(),
  },
  /**
   * A piece of the whole history as text, oldest first. The pieces in order make the file, or the sheets of the
   * workbook. `cursor` is null for the first piece, then `next` of the previous piece, until that is null. The file does
   * not contain what happens during the export.
   */
  exportHistory: {
    input: z.strictObject({ format: z.enum(EXPORT_FORMATS), cursor: exportCursorSchema.nullable() }),
    output: type<ExportPiece>(),
  },
} as const satisfies RequestRows;
