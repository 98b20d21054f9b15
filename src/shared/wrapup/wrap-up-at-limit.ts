import { cutComment } from '#shared/comment/comment.ts';
import { fillSnippet, type Snippet } from '#shared/comment/snippets.ts';
import { EMPTY_DRAFT, type Draft } from '#shared/draft/draft.ts';
import { readFigure } from '#shared/draft/figure.ts';
import { entailedBy, followRules } from './outcome-rules.ts';
import { planWrapUp, type WrapUpContext, type WrapUpPlan } from './plan-wrap-up.ts';

/** The outcome that is submitted if the agent has chosen none; '' means none of that kind. */
export interface DefaultOutcome {
  readonly businessOutcomeId: string;
  readonly telephonyOutcomeId: string;
}

/**
 * Why a wrap-up cannot be submitted without the agent: nobody is signed in, the entered callback cannot be sent as it
 * is, or the settings' default outcome cannot be sent.
 */
export type LimitFault = 'limitNoAgent' | 'limitCallback' | 'limitOutcome';

export type WrapUpAtLimit =
  | { readonly ok: true; readonly plan: WrapUpPlan; readonly draft: Draft }
  | { readonly ok: false; readonly fault: LimitFault };

/**
 * Plans what is submitted for a call when its after-call time is over. What the agent entered comes first:
 *
 * 1. A draft that can be submitted as it is, is submitted.
 * 2. Otherwise the agent's outcome or callback is submitted even if mandatory fields are empty. A figure that cannot be
 *    sent is left out and a comment that is too long is cut. If two outcomes cannot be sent together, or one is not in the list,
 *    the one that can be sent is.
 * 3. If they chose no outcome, or none that can be sent, the default outcome is submitted with their comment and
 *    figures, and with what its rules fill in where those are empty.
 *
 * A callback is a promise to a person. If it cannot be sent as entered, or the outcome allows none, nothing is submitted in
 * its place.
 *
 * @param draft null if the agent has entered nothing
 * @returns the plan, and the draft that it was made from
 */
export function wrapUpAtLimit(
  draft: Draft | null,
  outcome: DefaultOutcome,
  context: WrapUpContext,
): WrapUpAtLimit {
  const entered = draft ?? EMPTY_DRAFT;
  const asItIs = planWrapUp(entered, context);
  if (asItIs.ok) return { ok: true, plan: asItIs.plan, draft: entered };
  if ((context.agent ?? '').trim() === '') return { ok: false, fault: 'limitNoAgent' };

  const lenient: WrapUpContext = { ...context, nothingMandatory: true };
  const sound = soundPart(entered, lenient);
  const meansCallback = sound.telephonyOutcomeId?.trim() === context.form.callbackOutcomeId.trim();
  if (meansCallback && sound.callback === null) return { ok: false, fault: 'limitCallback' };
  const isForbidden = entailedBy(sound, context).callback?.value === 'none';
  if (sound.callback !== null && isForbidden) return { ok: false, fault: 'limitCallback' };
  const own = firstSendable(
    [sound, { ...sound, telephonyOutcomeId: null }, { ...sound, businessOutcomeId: null }],
    lenient,
  );
  if (own !== null) return own;
  if (sound.callback !== null) return { ok: false, fault: 'limitCallback' };

  const standIn = {
    businessOutcomeId: outcome.businessOutcomeId === '' ? null : outcome.businessOutcomeId,
    telephonyOutcomeId: outcome.telephonyOutcomeId === '' ? null : outcome.telephonyOutcomeId,
  };
  const followed = followRules(sound, standIn, context, wordsWithoutGaps);
  return firstSendable([followed, { ...sound, ...standIn }], lenient) ?? { ok: false, fault: 'limitOutcome' };
}

function firstSendable(drafts: readonly Draft[], context: WrapUpContext): WrapUpAtLimit | null {
  for (const draft of drafts) {
    const planned = planWrapUp(draft, context);
    if (planned.ok) return { ok: true, plan: planned.plan, draft };
  }
  return null;
}

/** A snippet that needs no words of the agent's language; '' for another. */
function wordsWithoutGaps({ text }: Snippet): string {
  return fillSnippet(text, {}).gap === null ? text : '';
}

/** The draft without what cannot be sent of its figures and comment. */
function soundPart(draft: Draft, { form }: WrapUpContext): Draft {
  const figure = (field: 'targetAmount' | 'leadScore'): string =>
    readFigure(field, draft[field], 0, field === 'leadScore' && !form.leadScoreDecimals).ok
      ? draft[field]
      : '';
  // A snippet that a rule put in, and that the agent has not completed, is nothing that they wrote.
  const hasGap = draft.presets.includes('comment') && fillSnippet(draft.comment, {}).gap !== null;
  return {
    ...draft,
    comment: hasGap ? '' : cutComment(draft.comment, form),
    targetAmount: figure('targetAmount'),
    leadScore: figure('leadScore'),
  };
}
