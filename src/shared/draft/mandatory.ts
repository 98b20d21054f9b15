import type { Draft, FieldProblem, FormField } from './draft.ts';
import { problem } from './problems.ts';

/** The fields that a site can make mandatory. The callback's mode is mandatory only if there is a callback. */
export const MANDATORY_FIELDS = [
  'businessOutcome',
  'telephonyOutcome',
  'callbackMode',
  'comment',
  'targetAmount',
  'leadScore',
] as const satisfies readonly FormField[];
export type MandatoryField = (typeof MANDATORY_FIELDS)[number];

/** The mandatory fields: the default ones, or instead those of a campaign, by LCM's `CampaignID`. */
export interface Mandatory {
  default: MandatoryField[];
  byCampaign: Record<string, MandatoryField[]>;
}

/**
 * @param campaign null if unknown; then the default fields are mandatory
 * @param needsOutcome LCM requires an outcome, whatever the settings say
 */
export function mandatoryFields(
  mandatory: Mandatory,
  campaign: string | null,
  needsOutcome = false,
): ReadonlySet<MandatoryField> {
  const own = new Map(Object.entries(mandatory.byCampaign)).get(campaign ?? '');
  return new Set([...(own ?? mandatory.default), ...(needsOutcome ? (['businessOutcome'] as const) : [])]);
}

/** A problem for each mandatory field that is empty. A field with only blanks is empty. */
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
