/**
 * What the agent is told outside Afterword's windows: a call ended and waits for its wrap-up, a wrap-up was refused
 * or is held for a decision, everything that waited through an outage is delivered, the after-call time of a call is
 * ending, or a callback is due.
 */
export type NotificationKind = 'callWaits' | 'refused' | 'held' | 'delivered' | 'afterCall' | 'callback';

/** How much after-call time a call has left; 0 if it is over. */
export interface AfterCallWarning {
  readonly callId: string;
  readonly secondsLeft: number;
}

/**
 * One system notification. It contains counts and times but nothing about a person, since lock screens and projectors
 * show it too.
 */
export interface AppNotification {
  readonly kind: NotificationKind;
  /** How many calls, wrap-ups or callbacks it is about; at least 1. */
  readonly count: number;
  /** The call to show on a click; of several, the one that has waited longest. Null if it is not about calls. */
  readonly callId: string | null;
  /** When the call ended, in milliseconds since the epoch; null if it is not about exactly one call. */
  readonly endedAt: number | null;
  /** For after-call time: the least that a call has left, in seconds; else null. */
  readonly secondsLeft: number | null;
  /** It replaces a notification of the same kind that is still shown, so it makes no sound. */
  readonly replaces: boolean;
}
