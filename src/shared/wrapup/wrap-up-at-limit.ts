import { cutComment } from '#shared/comment/comment.ts';
import { EMPTY_DRAFT, type Draft } from '#shared/draft/draft.ts';
import { readFigure } from '#shared/draft/figure.ts';
import { NOTHING_MANDATORY } from '#shared/draft/mandatory.ts';
import { planWrapUp, type WrapUpContext, type WrapUpPlan } from './plan-wrap-up.ts';

/** The outcome that stands in where the agent has chosen none; '' for none of that kind. */
export interface DefaultOutcome {
  readonly businessOutcomeId: string;
  readonly telephonyOutcomeId: string;
}

/**
 * Why a wrap-up cannot be submitted without the agent: nobody is signed in, a callback is entered that cannot be sent
 * as it is, or the default outcome of the settings cannot be sent.
 */
export type LimitFault = 'limitNoAgent' | 'limitCallback' | 'limitOutcome';

export type WrapUpAtLimit =
  | { readonly ok: true; readonly plan: WrapUpPlan; readonly draft: Draft }
  | { readonly ok: false; readonly fault: LimitFault };

/**
 * What is submitted for a call when its after-call time is over. The agent's own words come first:
 *
 * 1. a draft that could be submitted as it is, is;
 * 2. an outcome or a callback that the agent chose stays theirs, even where mandatory fields are empty; a figure that
 *    cannot be read is left out, a comment that is too long is cut, and of two outcomes that do not go together, or one
 *    of which is not in the list, the one that can be sent goes;
 * 3. where they chose none, or one that cannot be sent, the default outcome goes with their comment and figures.
 *
 * A callback that cannot be sent as it is entered is a promise to somebody: nothing is submitted in its place.
 *
 * @param draft null where the agent has entered nothing
 * @returns the plan, and the draft it was made of
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

  const lenient = { ...context, form: { ...context.form, mandatory: NOTHING_MANDATORY } };
  const sound = soundPart(entered, lenient);
  const meansCallback = sound.telephonyOutcomeId?.trim() === context.form.callbackOutcomeId.trim();
  if (meansCallback && sound.callback === null) return { ok: false, fault: 'limitCallback' };
  const own = firstSendable(
    [sound, { ...sound, telephonyOutcomeId: null }, { ...sound, businessOutcomeId: null }],
    lenient,
  );
  if (own !== null) return own;
  if (sound.callback !== null) return { ok: false, fault: 'limitCallback' };

  const standIn = {
    ...sound,
    businessOutcomeId: outcome.businessOutcomeId === '' ? null : outcome.businessOutcomeId,
    telephonyOutcomeId: outcome.telephonyOutcomeId === '' ? null : outcome.telephonyOutcomeId,
  };
  return firstSendable([standIn], lenient) ?? { ok: false, fault: 'limitOutcome' };
}

function firstSendable(drafts: readonly Draft[], context: WrapUpContext): WrapUpAtLimit | null {
  for (const draft of drafts) {
    const planned = planWrapUp(draft, context);
    if (planned.ok) return { ok: true, plan: planned.plan, draft };
  }
  return null;
}

/** Without figures that cannot be read, and with as much of the comment as LCM takes. */
function soundPart(draft: Draft, { form }: WrapUpContext): Draft {
  const figure = (field: 'targetAmount' | 'leadScore'): string =>
    readFigure(field, draft[field], 0).ok ? draft[field] : '';
  return {
    ...draft,
    comment: cutComment(draft.comment, form),
    targetAmount: figure('targetAmount'),
    leadScore: figure('leadScore'),
  };
}
