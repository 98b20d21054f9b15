/** CSV by RFC 4180 with a byte order mark, as spreadsheets read it, or one JSON array. */
export const EXPORT_FORMATS = ['csv', 'json'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Where an export of the history stands: the row it is at, the row it ends with, how many of how many are done. */
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

/** A piece of the file. `done` of `total` rows tells how far the export is; `next` is null after the last piece. */
export interface ExportPiece {
  readonly text: string;
  readonly done: number;
  readonly total: number;
  readonly next: ExportCursor | null;
}

/**
 * The name of a file that the history is exported to.
 *
 * @param day as `YYYY-MM-DD`
 */
export function historyFileName(day: string, format: ExportFormat): string {
  return `afterword-history-${day}.${format}`;
}

/** Names that `historyFileName` makes, and no other. */
export const HISTORY_FILE_NAME = /^afterword-history-\d{4}-\d{2}-\d{2}\.(csv|json)$/;
