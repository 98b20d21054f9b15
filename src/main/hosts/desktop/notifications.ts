import { Notification } from 'electron';
import type { AppNotification, NotificationKind } from '#main/notifications/notification.ts';
import type { NotificationBoard } from '#main/notifications/notifier.ts';
import type { DesktopWords } from './words/words.ts';

/** The system's notifications, at most one of each kind at a time. */
export interface DesktopNotifications extends NotificationBoard {
  /** The notifications that are neither clicked nor closed nor withdrawn. */
  current(): readonly AppNotification[];
  /** Does what a click on the notification of that kind does. */
  click(kind: NotificationKind): void;
}

/** Kinds that need the agent to act. These may make a sound. */
const AUDIBLE: ReadonlySet<NotificationKind> = new Set(['refused', 'held', 'afterCall', 'callback']);

/**
 * @param words called for each notification
 * @param onClick shows what the notification is about
 * @param onGone called for each notification that the agent clicks or closes
 */
export function desktopNotifications(
  words: () => DesktopWords,
  onClick: (notification: AppNotification) => void,
  onGone: (kind: NotificationKind) => void,
): DesktopNotifications {
  // Keeps a reference: a notification that is garbage-collected hears no click.
  const shown = new Map<NotificationKind, { notification: AppNotification; native: Notification | null }>();

  function withdraw(kind: NotificationKind): void {
    const { native = null } = shown.get(kind) ?? {};
    shown.delete(kind);
    native?.close();
  }

  function leave(notification: AppNotification): void {
    // Ignores the event of a notification that was replaced.
    if (shown.get(notification.kind)?.notification !== notification) return;
    shown.delete(notification.kind);
    onGone(notification.kind);
  }

  function click(notification: AppNotification): void {
    withdraw(notification.kind);
    onGone(notification.kind);
    onClick(notification);
  }

  function make(notification: AppNotification): Notification | null {
    if (!Notification.isSupported()) return null;
    const { kind, replaces } = notification;
    const silent = replaces || !AUDIBLE.has(kind);
    const made = new Notification({ ...words().notification(notification), silent });
    made.on('click', () => click(notification));
    made.on('close', () => leave(notification));
    return made;
  }

  return {
    show(notification) {
      withdraw(notification.kind);
      const native = make(notification);
      shown.set(notification.kind, { notification, native });
      native?.show();
    },
    withdraw,
    current: () => [...shown.values()].map(({ notification }) => notification),
    click(kind) {
      const { notification } = shown.get(kind) ?? {};
      if (notification !== undefined) click(notification);
    },
  };
}

/** At its first call only, tells the agent that Afterword still runs without its window. */
export function tellItStillRuns(words: () => DesktopWords): () => void {
  let told = false;
  return () => {
    const { stillRuns: title, stillRunsBody: body } = words().text;
    if (!told && Notification.isSupported()) new Notification({ title, body, silent: true }).show();
    told = true;
  };
}
