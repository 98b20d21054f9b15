import type { Reason } from '#shared/reasons/reason.ts';

/** What has to work on the way to LCM, in the order in which it is tried. */
export const CHECK_STEPS = [
  'address',
  'name',
  'proxy',
  'reach',
  'tls',
  'handshake',
  'namespace',
  'envelope',
] as const;
export type CheckStepName = (typeof CHECK_STEPS)[number];

/**
 * One step of the check. A step that does not apply, such as `tls` over plain HTTP, is `skipped`. A step is told when it
 * begins and when it ends, and again if another route or transport comes to something else: the last telling counts.
 */
export interface CheckStep {
  readonly step: CheckStepName;
  readonly state: 'running' | 'passed' | 'failed' | 'skipped';
  /** What happened, in words of the locale files; null if there is nothing to add. */
  readonly detail: Reason | null;
  /** What else is known, such as whose certificate was shown, or the error in the words of a library. */
  readonly note?: Reason;
  /** Milliseconds that the step took; null while it runs. */
  readonly tookMs: number | null;
}
