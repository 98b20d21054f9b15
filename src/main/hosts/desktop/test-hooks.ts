import type { AfterCallWarning, NotificationKind } from '#main/notifications/notification.ts';
import type { Notifier } from '#main/notifications/notifier.ts';
import type { DesktopActions } from './desktop-actions.ts';
import type { DesktopNotifications } from './notifications.ts';
import type { AppTray } from './tray/tray.ts';
import type { DesktopWords } from './words/words.ts';

/** What an end-to-end test can do in place of a person outside the app's windows. */
export interface TestHooks {
  clickTray(): void;
  clickTrayMenu(label: string): void;
  trayLines(): { kind: string; menu: string[] } | null;
  pressShortcut(): void;
  /** The system notifications that are shown now. */
  notifications(): { kind: NotificationKind; title: string; body: string }[];
  clickNotification(kind: NotificationKind): void;
  warnOfAfterCall(warning: AfterCallWarning): void;
}

export interface HookedParts {
  /** Null until there is one. */
  readonly tray: () => AppTray | null;
  readonly actions: DesktopActions;
  readonly notifications: DesktopNotifications;
  readonly notifier: Notifier;
  readonly words: () => DesktopWords;
}

/**
 * Puts `__afterwordTest` on main's global object, only under `AFTERWORD_E2E=1` and never in a package. A test machine
 * has no tray host and nobody at the keyboard. The events are the ones that the system would send.
 */
export function installTestHooks(
  { tray, actions, notifications, notifier, words }: HookedParts,
  packaged: boolean,
): void {
  if (packaged || process.env['AFTERWORD_E2E'] !== '1') return;
  const hooks: TestHooks = {
    clickTray: () => tray()?.tray.emit('click'),
    clickTrayMenu(label) {
      tray()
        ?.menu()
        .items.find((item) => item.label === label)
        ?.click();
    },
    trayLines() {
      const shown = tray();
      return shown && { kind: shown.kind(), menu: shown.menu().items.map((item) => item.label) };
    },
    pressShortcut: actions.wrapUp,
    notifications: () =>
      notifications.current().map((each) => ({ kind: each.kind, ...words().notification(each) })),
    clickNotification: (kind) => notifications.click(kind),
    warnOfAfterCall: (warning) => notifier.afterCallWarning(warning),
  };
  Object.assign(globalThis, { __afterwordTest: hooks });
}
