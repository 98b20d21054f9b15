import type { ReasonCode } from '#shared/reasons/reason-codes.ts';
import type { JsonObject } from '#shared/lcm/json.ts';
import type { SetCallName } from '#shared/lcm/names.ts';

/** What one try to deliver came to. */
export type DeliveryResult =
  /** LCM acknowledged it. */
  | { readonly kind: 'delivered' }
  /** LCM said no; `reason` is its own words, or the code of a reason where it gave none. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** It went out and no answer came: LCM may or may not have applied it. */
  | { readonly kind: 'unknown'; readonly cause: ReasonCode }
  /** It certainly never left. */
  | { readonly kind: 'unsent'; readonly cause: ReasonCode };

/** The outbox is given this and knows nothing else of LCM. It must settle, and must not throw. */
export type Send = (call: SetCallName, data: JsonObject) => Promise<DeliveryResult>;
