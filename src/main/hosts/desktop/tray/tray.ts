import { Menu, nativeImage, Tray, type NativeImage } from 'electron';
import type { Log } from '#main/base/log.ts';
import { errorWords } from '#main/base/error-words.ts';
import type { AppState } from '#shared/contract/app-state.ts';
import { actionItems, type DesktopActions } from '../desktop-actions.ts';
import { trayStatus, type TrayKind, type TrayStatus } from './tray-status.ts';
import type { DesktopWords } from '../words/words.ts';
import attention from '../../../../../build/icons/tray/attention.png?inline';
import attention2x from '../../../../../build/icons/tray/attention@2x.png?inline';
import attentionTemplate from '../../../../../build/icons/tray/attentionTemplate.png?inline';
import attentionTemplate2x from '../../../../../build/icons/tray/attentionTemplate@2x.png?inline';
import ok from '../../../../../build/icons/tray/ok.png?inline';
import ok2x from '../../../../../build/icons/tray/ok@2x.png?inline';
import okTemplate from '../../../../../build/icons/tray/okTemplate.png?inline';
import okTemplate2x from '../../../../../build/icons/tray/okTemplate@2x.png?inline';
import waiting from '../../../../../build/icons/tray/waiting.png?inline';
import waiting2x from '../../../../../build/icons/tray/waiting@2x.png?inline';
import waitingTemplate from '../../../../../build/icons/tray/waitingTemplate.png?inline';
import waitingTemplate2x from '../../../../../build/icons/tray/waitingTemplate@2x.png?inline';

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
  // On macOS a click opens the menu and is told as well: it would do two things.
  if (process.platform !== 'darwin') tray.on('click', actions.wrapUp);
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

/** Data URLs at 16 and 32 pixels: part of the bundle, so that there is no file to miss in a package. */
const COLOURED: Record<TrayKind, [string, string]> = {
  ok: [ok, ok2x],
  waiting: [waiting, waiting2x],
  attention: [attention, attention2x],
};

/** Black and transparent: macOS gives them the colour of its menu bar. */
const TEMPLATES: Record<TrayKind, [string, string]> = {
  ok: [okTemplate, okTemplate2x],
  waiting: [waitingTemplate, waitingTemplate2x],
  attention: [attentionTemplate, attentionTemplate2x],
};

function trayIcon(kind: TrayKind): NativeImage {
  const template = process.platform === 'darwin';
  const [once, twice] = (template ? TEMPLATES : COLOURED)[kind];
  const image = nativeImage.createEmpty();
  image.addRepresentation({ scaleFactor: 1, dataURL: once });
  image.addRepresentation({ scaleFactor: 2, dataURL: twice });
  image.setTemplateImage(template);
  return image;
}
