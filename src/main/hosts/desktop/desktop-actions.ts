import type { MenuItemConstructorOptions } from 'electron';
import type { Core } from '#main/core/core.ts';
import { quitByHand } from './quit-by-hand.ts';
import type { DesktopWindows } from './windows/desktop-windows.ts';
import type { DesktopWords } from './words/words.ts';

/** The actions of the tray, the menu and the shortcut. */
export interface DesktopActions {
  readonly wrapUp: () => void;
  readonly open: () => void;
  readonly outbox: () => void;
  /** Tries to connect and to deliver everything that waits, now. */
  readonly retry: () => void;
  readonly quit: () => void;
}

export function desktopActions(
  core: Core,
  windows: DesktopWindows,
  words: () => DesktopWords,
): DesktopActions {
  return {
    wrapUp: () => windows.quick().toggle(),
    open: windows.main.show,
    outbox: () => windows.showView('outbox'),
    retry: () => void core.answer('retryOutbox', { submissionId: null }),
    quit: quitByHand(core, windows, words),
  };
}

/** The same entries for the tray's menu and the window's menu. */
export function actionItems(
  { wrapUp, open, outbox, retry, quit }: DesktopActions,
  { text: { menu } }: DesktopWords,
): MenuItemConstructorOptions[] {
  return [
    { label: menu.wrapUp, click: wrapUp },
    { label: menu.open, click: open },
    { label: menu.outbox, click: outbox },
    { label: menu.retry, click: retry },
    { type: 'separator' },
    { label: menu.quit, accelerator: 'CommandOrControl+Q', click: quit },
  ];
}
