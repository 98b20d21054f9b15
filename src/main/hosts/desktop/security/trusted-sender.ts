import { APP_ORIGIN, APP_PAGES, pageUrl } from './app-files.ts';

/** The fields of an IPC event that identify the sender. Electron's own events have them. */
export interface SenderFacts {
  readonly sender: { readonly id: number };
  /** Null if the frame is gone or has navigated since. */
  readonly senderFrame: {
    readonly url: string;
    readonly origin: string;
    readonly parent: unknown;
  } | null;
}

/**
 * Whether a message comes from the main frame of one of our windows, while it shows one of our pages. Frames inside a
 * page, other windows and foreign pages are refused.
 * Source: Electron security checklist, "Validate the sender of all IPC messages".
 *
 * @param ours ids of the web contents of our windows
 */
export function isTrustedSender(event: SenderFacts, ours: readonly number[]): boolean {
  const frame = event.senderFrame;
  if (frame === null || frame.parent !== null || frame.origin !== APP_ORIGIN) return false;
  const page = frame.url.replace(/[?#].*$/s, '');
  return ours.includes(event.sender.id) && APP_PAGES.some((known) => pageUrl(known) === page);
}
