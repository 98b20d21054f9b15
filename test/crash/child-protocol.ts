/** The parent's orders to the child. */
export interface ChildOrders {
  readonly folder: string;
  readonly url: string;
  readonly seed: number;
  /** The number of the first submission. */
  readonly from: number;
  /** Submit until killed, or deliver what waits and end. */
  readonly task: 'submit' | 'drain';
}

/**
 * The child's reports. `saved` comes after `submit` returned, `drafted` after `saveDraft`, `marked` after an agent's decision
 * of a callback was kept.
 */
export type ChildReport =
  | {
      readonly kind: 'trying' | 'drafted' | 'saved' | 'marking' | 'marked';
      readonly n: number;
      readonly callId: string;
      /** Submitted together with this one: both are saved, or none. */
      readonly besides?: number;
    }
  | { readonly kind: 'drained' };
