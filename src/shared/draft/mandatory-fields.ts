import type { FormField } from './draft.ts';

/** Fields that a site can ask for at every wrap-up. The callback's mode is asked for where there is a callback. */
export const MANDATORY_FIELDS = [
  'businessOutcome',
  'telephonyOutcome',
  'callbackMode',
  'comment',
  'targetAmount',
  'leadScore',
] as const satisfies readonly FormField[];
export type MandatoryField = (typeof MANDATORY_FIELDS)[number];
