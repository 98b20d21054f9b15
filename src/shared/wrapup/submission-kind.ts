import { isNameless, OUTCOME_CALLS, type SetCallName } from '#shared/lcm/names.ts';

/**
 * What a submission does: a `disposition` wraps up its call, a `fieldEdit` corrects business fields of the contact, a
 * `doNotCall` says whom nobody may call any more.
 */
export type SubmissionKind = 'disposition' | 'fieldEdit' | 'doNotCall';

interface KindRules {
  /** The LCM calls that carry it. Each call carries one kind only, so its replies never meet another kind. */
  readonly calls: readonly SetCallName[];
  /** It wraps up its call: the call leaves the list, and the author's draft goes. An edit brings both back. */
  readonly wrapsUp: boolean;
  /** LCM takes it as an outcome of the contact, and announces that (`OutcomeSetForCall`). */
  readonly setsOutcome: boolean;
  /**
   * What a newer submission of the same call, kind and agent replaces: every earlier one, or only those whose fields it
   * has too, or none.
   */
  readonly replaces: 'all' | 'sameFields' | 'nothing';
  /** What is submitted later for its call, of whatever kind, is sent only once LCM has answered it. */
  readonly goesFirst: boolean;
}

/** The kinds of submissions. Submissions of different kinds never supersede each other, and wait only for what goes first. */
export const KINDS: Readonly<Record<SubmissionKind, KindRules>> = {
  disposition: { calls: OUTCOME_CALLS, wrapsUp: true, setsOutcome: true, replaces: 'all', goesFirst: false },
  fieldEdit: {
    calls: ['SetContactBusinessFields'],
    wrapsUp: false,
    setsOutcome: false,
    replaces: 'sameFields',
    goesFirst: false,
  },
  doNotCall: { calls: ['SetDNC'], wrapsUp: false, setsOutcome: true, replaces: 'nothing', goesFirst: true },
};

export const SUBMISSION_KINDS = Object.keys(KINDS) as readonly SubmissionKind[];

/** The kinds whose replies name no call: one of them is under way at a time, over all calls. */
export const NAMELESS_KINDS: ReadonlySet<SubmissionKind> = new Set(
  SUBMISSION_KINDS.filter((kind) => KINDS[kind].calls.some(isNameless)),
);

export function kindOf(call: SetCallName): SubmissionKind {
  return SUBMISSION_KINDS.find((kind) => KINDS[kind].calls.includes(call)) ?? 'disposition';
}
