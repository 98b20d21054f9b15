import type { AppState, ViewName } from '#shared/contract/app-state.ts';
import type { appRequests } from '#shared/contract/requests/app.ts';
import type { HandlersOf } from '#shared/contract/requests/row.ts';
import type { Updates } from '#main/updates/updates.ts';
import type { Notices } from './notices.ts';

/** What a desktop can do that a browser host cannot. */
export interface DesktopHooks {
  showMain(view: ViewName): void;
  hideQuick(): void;
  /** Shows a file in the system's file manager. */
  showInFolder(path: string): void;
  restart(): void;
}

export function appHandlers(parts: {
  readonly notices: Notices;
  state(): AppState;
  reconnectNow(cause: string): void;
  desktop(): DesktopHooks | null;
  searchesTook(milliseconds: readonly number[]): void;
  readonly updates: Pick<Updates, 'go'> | null;
}): HandlersOf<typeof appRequests> {
  return {
    getState: () => parts.state(),
    retryLink: () => parts.reconnectNow('asked for'),
    dismissNotice: ({ id }) => parts.notices.dismiss(id),
    showMain: ({ view }) => parts.desktop()?.showMain(view),
    hideQuick: () => parts.desktop()?.hideQuick(),
    noteSearches: ({ took }) => parts.searchesTook(took),
    update: () => parts.updates?.go(),
  };
}
