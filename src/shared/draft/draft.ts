import type { z } from 'zod';
import type { callbackKindSchema, callbackDraftSchema, draftSchema } from './draft-schema.ts';

export type CallbackKind = z.infer<typeof callbackKindSchema>;
export type CallbackDraft = z.infer<typeof callbackDraftSchema>;
export type Draft = z.infer<typeof draftSchema>;

/** Fields a problem can stand beside on the screen. `form` is the wrap-up as a whole. */
export type FormField =
  | 'form'
  | 'businessOutcome'
  | 'telephonyOutcome'
  | 'callbackWhen'
  | 'callbackStartDate'
  | 'callbackStartTime'
  | 'callbackEndDate'
  | 'callbackEndTime'
  | 'callbackMode'
  | 'comment'
  | 'targetAmount'
  | 'leadScore';

/**
 * Something that keeps a wrap-up from being submitted. `code` is the key of the words on the screen
 * (`problem.<code>` in the locale files), `params` fill its gaps.
 */
export interface FieldProblem {
  readonly field: FormField;
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

export const EMPTY_DRAFT: Draft = Object.freeze({
  businessOutcomeId: null,
  telephonyOutcomeId: null,
  callback: null,
  comment: '',
  targetAmount: '',
  leadScore: '',
});

/** The fields of a callback's start and end. */
export const TIME_FIELDS = [
  'callbackStartDate',
  'callbackStartTime',
  'callbackEndDate',
  'callbackEndTime',
] as const satisfies readonly FormField[];

export function isTimeField(field: FormField): boolean {
  return TIME_FIELDS.some((each) => each === field);
}
