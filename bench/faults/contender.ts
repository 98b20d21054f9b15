import type { NewSubmission } from '#main/outbox/outbox.ts';

/** A way to deliver wrap-ups. It promises to deliver to LCM whatever `save` took. */
export interface Contender {
  /** Returns once the agent may be told that the wrap-up is saved. */
  save(wrapUp: NewSubmission): void;
  /** How many are still to be delivered. */
  pending(): number;
  close(): Promise<void>;
}

export interface ContenderPlace {
  /** A folder of its own, the same at every start. */
  readonly folder: string;
  readonly url: string;
}

export type ContenderName = 'afterword' | 'socket.io retries' | 'take out, put back';

export interface ContenderOrders extends ContenderPlace {
  readonly contender: ContenderName;
  readonly seed: number;
  /** The number of the first wrap-up. */
  readonly from: number;
}

/** `trying` comes before a wrap-up is handed over, `saved` after. `pending` is reported once the orders end. */
export type ContenderReport =
  | { readonly kind: 'trying' | 'saved'; readonly n: number; readonly callId: string }
  | { readonly kind: 'pending'; readonly count: number };

/**
 * The same for all contenders: how long to wait for a reply and before a lost link is opened again, in milliseconds.
 */
export const REPLY_TIMEOUT = 400;
export const RECONNECT_BASE = 100;
export const RECONNECT_CAP = 1_000;
