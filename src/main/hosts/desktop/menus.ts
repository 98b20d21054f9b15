import type { Core } from '#main/core/core.ts';
import type { Log } from '#main/base/log.ts';
import { setAppMenu } from './app-menu.ts';
import type { DesktopActions } from './desktop-actions.ts';
import { createTray, type AppTray } from './tray/tray.ts';
import type { DesktopWindows } from './windows/desktop-windows.ts';
import type { DesktopWords } from './words/words.ts';

/**
 * Sets the main window's menu and the tray. Keeps both, and the quick wrap-up's title, in the agent's language.
 *
 * @returns null if the system has no tray
 */
export function offerMenus(
  core: Core,
  windows: DesktopWindows,
  actions: DesktopActions,
  words: () => DesktopWords,
  log: Log,
): AppTray | null {
  let spoken = words();
  setAppMenu(actions, windows.zoom, spoken);
  const tray = createTray(actions, core.state(), words, log);
  core.events.on(({ name }) => {
    if (name !== 'state') return;
    tray?.show(core.state());
    if (words() === spoken) return;
    spoken = words();
    setAppMenu(actions, windows.zoom, spoken);
    windows.speak();
  });
  return tray;
}
