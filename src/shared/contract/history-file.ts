/**
 * A workbook for spreadsheets, of which the core makes the sheets; CSV by RFC 4180 with a byte order mark; or one JSON
 * array.
 */
export const EXPORT_FORMATS = ['xlsx', 'csv', 'json'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** The progress of an export: the row after which to go on, the last row, and the number of rows done and in total. */
export interface ExportCursor {
  readonly after: number;
  readonly until: number;
  readonly done: number;
  readonly total: number;
}

/** Asks for a piece of the file; `cursor` is null for the first. */
export interface ExportRequest {
  readonly format: ExportFormat;
  readonly cursor: ExportCursor | null;
}

/** A piece of the file. `done` of `total` rows are exported; `next` is null after the last piece. */
export interface ExportPiece {
  readonly text: string;
  readonly done: number;
  readonly total: number;
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
