import type { ExportFormat } from './index.ts';

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
