import type { z } from 'zod';
import type { Draft, FieldProblem } from './draft.ts';
import { MANDATORY_FIELDS, type MandatoryField } from './mandatory-fields.ts';
import type { mandatorySchema } from './mandatory-schema.ts';
import { problem } from './problems.ts';

export type Mandatory = z.infer<typeof mandatorySchema>;

export const NOTHING_MANDATORY: Mandatory = { default: [], byCampaign: {} };

/** @param campaign null where it is not known, which has the default */
export function mandatoryFields(mandatory: Mandatory, campaign: string | null): ReadonlySet<MandatoryField> {
  const own = new Map(Object.entries(mandatory.byCampaign)).get(campaign ?? '');
  return new Set(own ?? mandatory.default);
}

/** A problem for each mandatory field that is empty; blanks fill no field. */
export function checkMandatory(draft: Draft, mandatory: ReadonlySet<MandatoryField>): FieldProblem[] {
  const isEmpty: Record<MandatoryField, boolean> = {
    businessOutcome: blank(draft.businessOutcomeId),
    telephonyOutcome: blank(draft.telephonyOutcomeId) && draft.callback === null,
    callbackMode: draft.callback !== null && blank(draft.callback.modeId),
    comment: blank(draft.comment),
    targetAmount: blank(draft.targetAmount),
    leadScore: blank(draft.leadScore),
  };
  return MANDATORY_FIELDS.filter((field) => mandatory.has(field) && isEmpty[field]).map((field) =>
    problem(field, 'mandatoryMissing', {}),
  );
}

function blank(text: string | null): boolean {
  return (text ?? '').trim() === '';
}
