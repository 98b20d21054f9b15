import { isNameless, OUTCOME_CALLS, type SetCallName } from '#shared/lcm/names.ts';

/**
 * What a submission does: a `disposition` wraps up its call, an `otherCampaign` says the same to another campaign in which
 * the contact is open, a `fieldEdit` corrects business fields of the contact, a `doNotCall` says whom nobody may call any
 * more.
 */
export type SubmissionKind = 'disposition' | 'otherCampaign' | 'fieldEdit' | 'doNotCall';

interface KindRules {
  /** The LCM calls that carry it. */
  readonly calls: readonly SetCallName[];
  /** Kinds of one family are carried by the same LCM calls, so their replies can be taken for each other's. */
  readonly family: 'outcome' | 'fields' | 'doNotCall';
  /** It wraps up its call: the call leaves the list, and the author's draft goes. An edit brings both back. */
  readonly wrapsUp: boolean;
  /** LCM takes it as an outcome for the LCM key of its call, and announces that (`OutcomeSetForCall`). */
  readonly setsOutcome: boolean;
  /**
   * What a newer submission of the same call, kind, campaign and agent replaces: every earlier one, or only those whose
   * fields it has too, or none.
   */
  readonly replaces: 'all' | 'sameFields' | 'nothing';
  /** What is submitted later for its call, of whatever kind, is sent only once LCM has answered it; see `FIRST_TRIES`. */
  readonly goesFirst: boolean;
}

/** The kinds of submissions. Submissions of different kinds never supersede each other, and wait only for what goes first. */
export const KINDS: Readonly<Record<SubmissionKind, KindRules>> = {
  disposition: {
    calls: OUTCOME_CALLS,
    family: 'outcome',
    wrapsUp: true,
    setsOutcome: true,
    replaces: 'all',
    goesFirst: false,
  },
  otherCampaign: {
    calls: OUTCOME_CALLS,
    family: 'outcome',
    wrapsUp: false,
    setsOutcome: false,
    replaces: 'all',
    goesFirst: false,
  },
  fieldEdit: {
    calls: ['SetContactBusinessFields'],
    family: 'fields',
    wrapsUp: false,
    setsOutcome: false,
    replaces: 'sameFields',
    goesFirst: false,
  },
  doNotCall: {
    calls: ['SetDNC'],
    family: 'doNotCall',
    wrapsUp: false,
    setsOutcome: true,
    replaces: 'nothing',
    goesFirst: true,
  },
};

/**
 * What goes first does so until LCM has left that many tries unanswered. Then what was saved later is sent too, and this one
 * goes on being tried (docs/decisions/0044-nobody-calls-any-more.md).
 */
export const FIRST_TRIES = 5;

export const SUBMISSION_KINDS = Object.keys(KINDS) as readonly SubmissionKind[];

/** The kinds whose replies name no call: one of them is under way at a time, over all calls. */
export const NAMELESS_KINDS: ReadonlySet<SubmissionKind> = new Set(
  SUBMISSION_KINDS.filter((kind) => KINDS[kind].calls.some(isNameless)),
);

/** @param isOther whether it is about another campaign of the contact than the call's own */
export function kindOf(call: SetCallName, isOther = false): SubmissionKind {
  const kind = SUBMISSION_KINDS.find((each) => KINDS[each].calls.includes(call)) ?? 'disposition';
  return kind === 'disposition' && isOther ? 'otherCampaign' : kind;
}
