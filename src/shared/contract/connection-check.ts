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

/** One step of the check. A step that does not apply, such as `tls` over plain HTTP, is `skipped`. */
export interface CheckStep {
  readonly step: CheckStepName;
  readonly state: 'running' | 'passed' | 'failed' | 'skipped';
  /** What happened, in words of the locale files; null if there is nothing to add. */
  readonly detail: Reason | null;
  /** Milliseconds that the step took; null while it runs. */
  readonly tookMs: number | null;
}
