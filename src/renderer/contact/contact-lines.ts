import type { CallFacts, ContactField } from '#shared/lcm/call-facts.ts';
import { foldName } from '#shared/lcm/json.ts';
import type { SubmissionView } from '#shared/wrapup/submission.ts';

/** A correction of a field that LCM has not told back yet. */
export interface Correction {
  readonly value: string;
  readonly submission: SubmissionView;
}

/** A field of the contact as the panel shows it. */
export interface ContactLine {
  readonly field: ContactField;
  /** The latest correction of the field; null if there is none, or LCM has told the field since it took it. */
  readonly correction: Correction | null;
  /** The value that counts: the corrected one, unless LCM refused it. */
  readonly value: string;
}

/**
 * The business fields that LCM has told, in its order, then the further ones that it told without a type. A field
 * that both have is shown once.
 *
 * @param edits the field edits of the call, oldest first
 */
export function contactLines(facts: CallFacts, edits: readonly SubmissionView[]): ContactLine[] {
  const untyped = { dataType: '', format: '', editable: false };
  const further = (facts.screenPop?.value ?? []).map((field) => ({ ...field, ...untyped }));
  const seen = new Set<string>();
  const fields = [...(facts.fields?.value ?? []), ...further].filter(({ name }) => {
    const isNew = !seen.has(foldName(name));
    seen.add(foldName(name));
    return isNew;
  });
  const toldAt = facts.fields?.at ?? 0;
  return fields.map((field) => {
    const correction = field.editable ? lastCorrection(field.name, edits, toldAt) : null;
    const counts = correction !== null && correction.submission.state !== 'refused';
    return { field, correction, value: counts ? correction.value : field.value };
  });
}

function lastCorrection(name: string, edits: readonly SubmissionView[], toldAt: number): Correction | null {
  for (const submission of edits.toReversed()) {
    const field = submission.fields.find((each) => each.name === name);
    if (field === undefined) continue;
    const isToldBack = submission.state === 'delivered' && toldAt > submission.updatedAt;
    return isToldBack ? null : { value: field.value, submission };
  }
  return null;
}
