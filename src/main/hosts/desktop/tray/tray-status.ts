import type { AppState } from '#shared/contract/app-state.ts';
import type { DesktopWords } from '../words/words.ts';

/** `attention`: a person must act; `waiting`: something is on its way or LCM is away; else `ok`. */
export type TrayKind = 'ok' | 'waiting' | 'attention';

export interface TrayStatus {
  readonly kind: TrayKind;
  /** The state in words, as the first line of the menu. */
  readonly line: string;
  /** Since when, why and until when, as the lines below it. */
  readonly details: readonly string[];
  readonly tooltip: string;
}

/** Longest tooltip of a tray icon on Windows, in UTF-16 units (NOTIFYICONDATAW.szTip). */
const LONGEST_TOOLTIP = 127;

/** What the tray shows for a state: the icon's shape, and words. */
export function trayStatus(state: AppState, words: DesktopWords): TrayStatus {
  const line = words.statusLine(state);
  return {
    kind: kindOf(state),
    line,
    details: words.detailLines(state),
    tooltip: `${words.text.appName}: ${line}`.slice(0, LONGEST_TOOLTIP),
  };
}

function kindOf({ outbox, callbacks, link }: AppState): TrayKind {
  if (outbox.refused + outbox.held + callbacks.due.length > 0 || link.status === 'refused')
    return 'attention';
  return outbox.waiting + outbox.sending > 0 || link.status !== 'connected' ? 'waiting' : 'ok';
}
