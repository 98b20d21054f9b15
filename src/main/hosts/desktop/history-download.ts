import { HISTORY_FILE_NAME } from '#shared/contract/history-file.ts';
import { APP_ORIGIN, pageUrl } from './security/app-files.ts';

/** What of a download says where it comes from. */
export interface DownloadFacts {
  readonly url: string;
  readonly fileName: string;
  /** The page that started it, or null where nobody knows. */
  readonly page: string | null;
}

/**
 * Whether a download is the export of the history: a file that the main window has made itself, under the name that
 * such a file has. Nothing that comes from anywhere else is one.
 */
export function isHistoryDownload({ url, fileName, page }: DownloadFacts): boolean {
  const ownPage = page?.replace(/[?#].*$/s, '') === pageUrl('index.html');
  return ownPage && url.startsWith(`blob:${APP_ORIGIN}/`) && HISTORY_FILE_NAME.test(fileName);
}
