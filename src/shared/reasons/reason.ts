/**
 * Why something is as it is, to be worded where it is shown: `reason.<code>` of the locale files, its gaps filled by
 * `params`. Texts in params are what came from outside (a host's name, LCM's words), fit for one line of a screen.
 */
export interface Reason {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/** Whether both would be worded alike. */
export function sameReason(one: Reason | null, other: Reason | null): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
