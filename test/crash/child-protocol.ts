/** What the parent tells the child to do. */
export interface ChildOrders {
  readonly folder: string;
  readonly url: string;
  readonly seed: number;
  /** The number of the first wrap-up to submit. */
  readonly from: number;
  /** Submit until killed, or deliver what waits and end. */
  readonly task: 'submit' | 'drain';
}

/** What the child says it has done. `saved` follows the return of `submit`, `drafted` that of `saveDraft`. */
export type ChildReport =
  | { readonly kind: 'trying' | 'drafted' | 'saved'; readonly n: number; readonly callId: string }
  | { readonly kind: 'drained' };
