import type { z } from 'zod';
import type {
  callbackKindSchema,
  callbackDraftSchema,
  draftSchema,
  formFieldSchema,
  fieldProblemSchema,
} from './draft-schema.ts';

export type CallbackKind = z.infer<typeof callbackKindSchema>;
export type CallbackDraft = z.infer<typeof callbackDraftSchema>;
export type Draft = z.infer<typeof draftSchema>;
export type FormField = z.infer<typeof formFieldSchema>;
export type FieldProblem = z.infer<typeof fieldProblemSchema>;

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
