import type { NewSubmission } from '#main/outbox/outbox.ts';

/** A way to deliver wrap-ups: what `save` has taken, it promises to bring to LCM. */
export interface Contender {
  /** Returns once the agent may be told that it is saved. */
  save(wrapUp: NewSubmission): void;
  /** How many it still has to bring. */
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

/** `trying` comes before a wrap-up is handed over, `saved` after. `pending` is told from when the orders end. */
export type ContenderReport =
  | { readonly kind: 'trying' | 'saved'; readonly n: number; readonly callId: string }
  | { readonly kind: 'pending'; readonly count: number };

/** The same for all: how long a reply is waited for and how soon a lost link is opened again, in milliseconds. */
export const REPLY_TIMEOUT = 400;
export const RECONNECT_BASE = 100;
export const RECONNECT_CAP = 1_000;
