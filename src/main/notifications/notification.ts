/**
 * What the agent is told outside Afterword's windows: a call ended and waits for its wrap-up, a wrap-up was refused or
 * is held for a decision, all that waited through an outage is delivered, the after-call time of a call runs out.
 */
export type NotificationKind = 'callWaits' | 'refused' | 'held' | 'delivered' | 'afterCall';

/** How much of its after-call time a call has left: 0 where it is over. */
export interface AfterCallWarning {
  readonly callId: string;
  readonly secondsLeft: number;
}

/**
 * One notification of the system. It carries counts and times and nothing about a person: lock screens and
 * projectors show it too.
 */
export interface AppNotification {
  readonly kind: NotificationKind;
  /** How many calls or wrap-ups it stands for; at least 1. */
  readonly count: number;
  /** The call to show at a click: of several the one that has waited longest. Null where it is not about calls. */
  readonly callId: string | null;
  /** When the one call it is about ended, in milliseconds since the epoch; else null. */
  readonly endedAt: number | null;
  /** Of an after-call time: the least that is left of one, in seconds; else null. */
  readonly secondsLeft: number | null;
  /** It takes the place of one of its kind that is still there, and so makes no sound. */
  readonly replaces: boolean;
}
