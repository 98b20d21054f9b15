import type { AppTray } from './tray.ts';
import type { DesktopActions } from './desktop-actions.ts';

/** What an end-to-end test can do that a person does outside the app's windows. */
export interface TestHooks {
  clickTray(): void;
  clickTrayMenu(label: string): void;
  trayLines(): { kind: string; menu: string[] } | null;
  pressShortcut(): void;
}

/**
 * Only under `AFTERWORD_E2E=1`, never in a package: puts `__afterwordTest` on main's global object. A test machine has
 * no tray host and no hand on the keyboard; the events themselves are those that the system would send.
 */
export function installTestHooks(tray: AppTray | null, actions: DesktopActions, packaged: boolean): void {
  if (packaged || process.env['AFTERWORD_E2E'] !== '1') return;
  const hooks: TestHooks = {
    clickTray() {
      tray?.tray.emit('click');
    },
    clickTrayMenu(label) {
      tray
        ?.menu()
        .items.find((item) => item.label === label)
        ?.click();
    },
    trayLines: () =>
      tray === null ? null : { kind: tray.kind(), menu: tray.menu().items.map((item) => item.label) },
    pressShortcut: actions.wrapUp,
  };
  Object.assign(globalThis, { __afterwordTest: hooks });
}
