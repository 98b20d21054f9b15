import { Menu, Tray } from 'electron';
import type { Log } from '#main/base/log.ts';
import { errorWords } from '#main/base/error-words.ts';
import type { AppState } from '#shared/contract/app-state.ts';
import { actionItems, type DesktopActions } from '../desktop-actions.ts';
import { trayIcon } from './tray-icons.ts';
import { trayStatus, type TrayKind, type TrayStatus } from './tray-status.ts';
import type { DesktopWords } from '../words/words.ts';

/** The app's tray icon. A click opens the quick wrap-up. On macOS a click opens the menu, as is usual there. */
export interface AppTray {
  show(state: AppState): void;
  readonly tray: Tray;
  /** The icon that is shown now. */
  kind(): TrayKind;
  menu(): Electron.Menu;
}

/**
 * @param words called each time something is shown
 * @returns null if the system has no tray
 */
export function createTray(
  actions: DesktopActions,
  state: AppState,
  words: () => DesktopWords,
  log: Log,
): AppTray | null {
  let spoken = words();
  let shown = trayStatus(state, spoken);
  let menu = buildMenu(shown, actions, spoken);
  const tray = newTray(shown.kind, log);
  if (tray === null) return null;
  tray.on('click', actions.wrapUp);
  tray.setToolTip(shown.tooltip);
  tray.setContextMenu(menu);

  return {
    tray,
    kind: () => shown.kind,
    menu: () => menu,
    show(next) {
      const asked = words();
      const status = trayStatus(next, asked);
      if (status.kind !== shown.kind) tray.setImage(trayIcon(status.kind));
      if (status.tooltip !== shown.tooltip) tray.setToolTip(status.tooltip);
      if (asked !== spoken || lines(status).join('\n') !== lines(shown).join('\n')) {
        menu = buildMenu(status, actions, asked);
        tray.setContextMenu(menu);
      }
      shown = status;
      spoken = asked;
    },
  };
}

function newTray(kind: TrayKind, log: Log): Tray | null {
  try {
    return new Tray(trayIcon(kind));
  } catch (error) {
    log.warn('there is no tray', { reason: errorWords(error) });
    return null;
  }
}

function buildMenu(status: TrayStatus, actions: DesktopActions, words: DesktopWords) {
  return Menu.buildFromTemplate([
    ...lines(status).map((label) => ({ label, enabled: false })),
    { type: 'separator' },
    ...actionItems(actions, words),
  ]);
}

/** In a menu, a single ampersand would mark the next letter as the access key. */
function lines({ line, details }: TrayStatus): string[] {
  return [line, ...details].map((text) => text.replaceAll('&', '&&'));
}
