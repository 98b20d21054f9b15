import { systemClock } from '#main/base/clock.ts';
import type { Core } from '#main/core/core.ts';
import type { AppNotification } from '#main/notifications/notification.ts';
import { createNotifier, type Notifier } from '#main/notifications/notifier.ts';
import { followState } from './follow-state.ts';
import { desktopNotifications, type DesktopNotifications } from './notifications.ts';
import type { DesktopWindows } from './windows/desktop-windows.ts';
import type { DesktopWords } from './words/words.ts';

/** Shows system notifications for what happens in the core. A click on one shows what it is about. */
export function notifyAgent(
  core: Core,
  windows: DesktopWindows,
  words: () => DesktopWords,
): { notifications: DesktopNotifications; notifier: Notifier } {
  function show({ kind, callId }: AppNotification): void {
    if (callId !== null) windows.showCall(callId);
    else if (kind === 'refused' || kind === 'held') windows.showView('outbox');
    else if (kind === 'delivered') windows.showView('history');
    else if (kind === 'callback') windows.showView('callbacks');
    else windows.main.show();
  }
  const notifications = desktopNotifications(words, show, (kind) => notifier.gone(kind));
  const notifier = createNotifier({
    board: notifications,
    attention: windows.attention,
    clock: systemClock,
  });
  followState(core, (state) => notifier.follow(state));
  core.limitReached.on(({ call, submitted }) => {
    if (submitted === null) notifier.afterCallWarning({ callId: call.callId, secondsLeft: 0 });
  });
  return { notifications, notifier };
}
