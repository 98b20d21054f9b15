/**
 * A workbook for spreadsheets, of which the core makes the sheets; CSV by RFC 4180 with a byte order mark; or one JSON
 * array.
 */
export const EXPORT_FORMATS = ['xlsx', 'csv', 'json'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** One row a submission, as it is now; or the whole record, one row a transition. */
export const EXPORT_FORMS = ['wrapUps', 'record'] as const;
export type ExportForm = (typeof EXPORT_FORMS)[number];

/**
 * The progress of an export: the entry after which to go on, the last one, how many were looked at of how many, and how
 * many rows that gave.
 */
export interface ExportCursor {
  readonly after: number;
  readonly until: number;
  readonly done: number;
  readonly rows: number;
  readonly total: number;
}

/** A piece of the file. `rows` are in the file so far; `next` is null after the last piece. */
export interface ExportPiece extends Pick<ExportCursor, 'done' | 'rows' | 'total'> {
  readonly text: string;
  readonly next: ExportCursor | null;
}

/**
 * The name of an exported history file.
 *
 * @param day as `YYYY-MM-DD`
 */
export function historyFileName(day: string, format: ExportFormat): string {
  return `afterword-history-${day}.${format}`;
}

/** Matches exactly the names that `historyFileName` makes. */
export const HISTORY_FILE_NAME = /^afterword-history-\d{4}-\d{2}-\d{2}\.(xlsx|csv|json)$/;

/** How many rows one sheet of a workbook has besides its head. The most is 1,048,576; no piece may span two sheets. */
export const ROWS_PER_SHEET = 1_048_500;
