import { Notification } from 'electron';
import type { AppNotification, NotificationKind } from '#main/notifications/notification.ts';
import type { NotificationBoard } from '#main/notifications/notifier.ts';
import type { DesktopWords } from './words/words.ts';

/** The system's own notifications, at most one of each kind at a time. */
export interface DesktopNotifications extends NotificationBoard {
  /** What is there now: neither clicked nor closed nor withdrawn. */
  current(): readonly AppNotification[];
  /** What a click on the notification of that kind does. */
  click(kind: NotificationKind): void;
}

/** Where the agent has to act: these may make a sound. */
const AUDIBLE: ReadonlySet<NotificationKind> = new Set(['refused', 'held', 'afterCall']);

/**
 * @param words asked for each notification
 * @param onClick shows what the notification is about
 * @param onGone is told of each that the agent clicked or closed
 */
export function desktopNotifications(
  words: () => DesktopWords,
  onClick: (notification: AppNotification) => void,
  onGone: (kind: NotificationKind) => void,
): DesktopNotifications {
  // Held on to: a notification that is collected hears no click any more.
  const there = new Map<NotificationKind, { notification: AppNotification; ofSystem: Notification | null }>();

  function withdraw(kind: NotificationKind): void {
    const { ofSystem = null } = there.get(kind) ?? {};
    there.delete(kind);
    ofSystem?.close();
  }

  function leave(notification: AppNotification): void {
    // The one it was replaced by is not meant.
    if (there.get(notification.kind)?.notification !== notification) return;
    there.delete(notification.kind);
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
    made.on('click', () => {
      click(notification);
    });
    made.on('close', () => {
      leave(notification);
    });
    return made;
  }

  return {
    show(notification) {
      withdraw(notification.kind);
      const ofSystem = make(notification);
      there.set(notification.kind, { notification, ofSystem });
      ofSystem?.show();
    },
    withdraw,
    current: () => [...there.values()].map(({ notification }) => notification),
    click(kind) {
      const { notification } = there.get(kind) ?? {};
      if (notification !== undefined) click(notification);
    },
  };
}

/** Tells the agent, at the first call only, that Afterword still runs without its window. */
export function tellItStillRuns(words: () => DesktopWords): () => void {
  let told = false;
  return () => {
    const { stillRuns: title, stillRunsBody: body } = words().text;
    if (!told && Notification.isSupported()) new Notification({ title, body, silent: true }).show();
    told = true;
  };
}
