import { OUTCOME_CALLS, type SetCallName } from '#shared/lcm/names.ts';

/** What a submission does: a `disposition` wraps up its call, a `fieldEdit` corrects business fields of the contact. */
export type SubmissionKind = 'disposition' | 'fieldEdit';

interface KindRules {
  /** The LCM calls that carry it. Each call carries one kind only, so its replies never meet another kind. */
  readonly calls: readonly SetCallName[];
  /** It wraps up its call: the call leaves the list, and the author's draft goes. An edit brings both back. */
  readonly wrapsUp: boolean;
  /**
   * What a newer submission of the same call, kind and agent replaces: every earlier one, or only those whose fields it
   * has too.
   */
  readonly replaces: 'all' | 'sameFields';
}

/** The kinds of submissions. Submissions of different kinds never wait for each other and never supersede each other. */
export const KINDS: Readonly<Record<SubmissionKind, KindRules>> = {
  disposition: { calls: OUTCOME_CALLS, wrapsUp: true, replaces: 'all' },
  fieldEdit: { calls: ['SetContactBusinessFields'], wrapsUp: false, replaces: 'sameFields' },
};

export const SUBMISSION_KINDS = Object.keys(KINDS) as readonly SubmissionKind[];

export function kindOf(call: SetCallName): SubmissionKind {
  return SUBMISSION_KINDS.find((kind) => KINDS[kind].calls.includes(call)) ?? 'disposition';
}
