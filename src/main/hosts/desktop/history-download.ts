import { HISTORY_FILE_NAME } from '#shared/contract/history-file.ts';
import { APP_ORIGIN, pageUrl } from './security/app-files.ts';

/** The facts of a download that tell where it comes from. */
export interface DownloadFacts {
  readonly url: string;
  readonly fileName: string;
  /** The page that started it, or null if that is unknown. */
  readonly page: string | null;
}

/**
 * Whether a download is the export of the history: a file that the main window's page made, with the file name of an
 * export. Every other download is denied.
 */
export function isHistoryDownload({ url, fileName, page }: DownloadFacts): boolean {
  const ownPage = page?.replace(/[?#].*$/s, '') === pageUrl('index.html');
  return ownPage && url.startsWith(`blob:${APP_ORIGIN}/`) && HISTORY_FILE_NAME.test(fileName);
}
