/**
 * Whom nobody may call any more: this number, this contact, this contact in this campaign, or whoever has the contact's
 * value in a business field.
 */
export const BLOCK_SCOPES = ['number', 'contact', 'campaign', 'field'] as const;
export type BlockScope = (typeof BLOCK_SCOPES)[number];

/** How long: for ever, for a number of days, or until the end of a day. */
export const BLOCK_PERIODS = ['permanent', 'days', 'date'] as const;
export type BlockPeriod =
  | { readonly kind: 'permanent' }
  | { readonly kind: 'days'; readonly days: number }
  /** `YYYY-MM-DD`. */
  | { readonly kind: 'date'; readonly date: string };

/** The most days that an agent can choose: ten years. */
export const MOST_BLOCKED_DAYS = 3_650;

/** What an agent asks for. `field` is the name of a business field if that is the scope. */
export interface DoNotCallWish {
  readonly scope: BlockScope;
  readonly field: string | null;
  readonly period: BlockPeriod;
}
