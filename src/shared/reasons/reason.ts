/**
 * Why something happened, as a code. The screen that shows it takes the words from `reason.<code>` in the locale files
 * and fills the gaps with `params`. Text in params comes from outside (a host name, LCM's words) and fits on one line.
 */
export interface Reason {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/** Whether both would be shown with the same words. */
export function sameReason(one: Reason | null, other: Reason | null): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
