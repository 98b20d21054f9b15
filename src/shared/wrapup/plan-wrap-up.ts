import type { JsonObject } from '#shared/lcm/json.ts';
import type { CallbackFields, SetFields } from '#shared/lcm/encode.ts';
import { NO_FACTS } from '#shared/lcm/call-facts.ts';
import type { OutcomeCallName } from '#shared/lcm/names.ts';
import {
  callbackModes,
  certainZone,
  zoneOfMode,
  type CallbackMode,
} from '#shared/callback/callback-modes.ts';
import { checkCallback } from '#shared/callback/callback-window.ts';
import type { CallbackCheck, CallbackWindow } from '#shared/callback/callback-window.ts';
import { callbackZones, type CallbackZones } from '#shared/callback/callback-zones.ts';
import { checkComment, normaliseComment } from '#shared/comment/comment.ts';
import type { DoNotCallWish } from '#shared/draft/block.ts';
import type { CallbackDraft, Draft, FieldProblem } from '#shared/draft/draft.ts';
import { ANY_CALLBACK, encodeWrapUp } from './encode-wrap-up.ts';
import { readFigure } from '#shared/draft/figure.ts';
import type { FormSettings } from './form-settings.ts';
import { checkMandatory, mandatoryFields, type MandatoryField } from '#shared/draft/mandatory.ts';
import type { OutcomeForest } from '#shared/outcomes/outcome-forest.ts';
import { telephonyName, telephonyOutcomes } from '#shared/outcomes/telephony-outcomes.ts';
import { problem } from '#shared/draft/problems.ts';
import { doNotCallOffer, wishOfRule } from './do-not-call-offer.ts';
import { checkEntailed, entailedBy, isSameWish, type RuleContext } from './outcome-rules.ts';
import { chooseSetCall } from './set-call-choice.ts';
import { CALLBACK_ALONE, OUTCOME_SEPARATOR, PATH_SEPARATOR } from './summary.ts';

export interface WrapUpContext extends RuleContext {
  readonly call: {
    readonly callId: string;
    readonly lcmKey: string;
    /** IANA zones of the contact and of the campaign; null if unknown. */
    readonly contactZone: string | null;
    readonly campaignZone: string | null;
  };
  /** `UserID`; null while nobody is signed in. */
  readonly agent: string | null;
  readonly form: FormSettings;
  /** Nothing is mandatory: the after-call limit submits what the agent has entered so far. */
  readonly nothingMandatory?: true;
  /** IANA zone of this machine, for callbacks if the settings name no zone. */
  readonly machineZone: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A wrap-up ready for the outbox. */
export interface WrapUpPlan {
  readonly call: OutcomeCallName;
  /** The envelope's `data`, exactly as it goes out. */
  readonly data: JsonObject;
  /** The choice in words: "Payment › Failure", "Payment · Busy", "Busy", "Callback". */
  readonly summary: string;
  /**
   * The callback's start and end, in milliseconds since the epoch, and the zone in which they were entered. If the end
   * is already past and the settings allow that, it is null, so that the waiting callback is not held for being late.
   */
  readonly callbackAt: number | null;
  readonly callbackUntil: number | null;
  readonly callbackZone: string | null;
  /** Whom nobody may call any more, as the outcome marks it and the agent has confirmed it; null for nobody. */
  readonly doNotCall: DoNotCallWish | null;
}

/** The agent sees `warnings`, but can still submit. */
export type WrapUpResult = { readonly warnings: FieldProblem[] } & (
  { readonly ok: true; readonly plan: WrapUpPlan } | { readonly ok: false; readonly problems: FieldProblem[] }
);

/**
 * Turns a draft into the one LCM call that carries it ({@link chooseSetCall} has the table), or returns all problems at
 * once, each at its field. The screen runs it on every change, and main once more at submit. It takes the time and the
 * zone only from the context, and never throws.
 *
 * An empty lead score becomes the chosen outcome's, else 0; an empty target amount becomes 0.
 */
export function planWrapUp(draft: Draft, context: WrapUpContext): WrapUpResult {
  const { call, form, outcomes, now, facts = NO_FACTS, nothingMandatory = false } = context;
  const problems: FieldProblem[] = [];
  const businessId = chosen(draft.businessOutcomeId);
  const telephonyId = chosen(draft.telephonyOutcomeId);
  const meansCallback = telephonyId === form.callbackOutcomeId.trim();

  const agent = context.agent?.trim() ?? '';
  if (agent === '') problems.push(problem('form', 'noAgent', {}));
  if (call.callId.trim() === '') problems.push(problem('form', 'callIdMissing', {}));
  if (call.lcmKey.trim() === '') problems.push(problem('form', 'lcmKeyMissing', {}));
  const choice = chooseSetCall({
    business: businessId !== null,
    telephony: telephonyId === null ? 'none' : meansCallback ? 'callback' : 'other',
    callback: draft.callback?.kind ?? null,
  });
  const effects = entailedBy(draft, context);
  const marks =
    effects.doNotCall === undefined
      ? null
      : wishOfRule(effects.doNotCall.value, doNotCallOffer(form.doNotCall, facts));
  const entailed = checkEntailed(draft, effects, { meansCallback, marks, isLenient: nothingMandatory });
  // Whether there is to be a callback is said once.
  const isSaid = entailed.some(({ code }) => code === 'callbackNeeded' || code === 'callbackNotAllowed');
  problems.push(...choice.problems.filter(({ code }) => code !== 'callbackMissing' || !isSaid), ...entailed);
  if (businessId !== null && outcomes) problems.push(...checkOutcome(businessId, outcomes));
  const warnings: FieldProblem[] = [];
  const offered = telephonyOutcomes(form, facts);
  const telephony = telephonyId === null ? '' : telephonyName(telephonyId, form, offered);
  if (telephonyId !== null && !meansCallback && !offered.some(({ id }) => id.trim() === telephonyId)) {
    warnings.push(problem('telephonyOutcome', 'telephonyUnlisted', { outcome: telephony }));
  }

  if (effects.doNotCall !== undefined && marks === null)
    warnings.push(problem('doNotCall', 'doNotCallNotMarked', { outcome: effects.doNotCall.outcome }));

  const callback = draft.callback && checkedCallback(draft.callback, context);
  warnings.push(...(callback?.warnings ?? []));
  if (callback?.ok === false) problems.push(...callback.problems);
  const window = callback?.ok === true ? callback.window : null;

  problems.push(...checkComment(draft.comment, form));
  const outcome = businessId === null ? null : (outcomes?.byId(businessId) ?? null);
  const leadScore = readFigure(
    'leadScore',
    draft.leadScore,
    outcome?.row?.leadScore ?? 0,
    !form.leadScoreDecimals,
  );
  const targetAmount = readFigure('targetAmount', draft.targetAmount, 0);
  for (const reading of [targetAmount, leadScore]) if (!reading.ok) problems.push(reading.problem);

  const missing = checkMandatory(draft, mandatoryIn(context));
  // A field that already has a problem needs no second one.
  problems.push(...missing.filter(({ field }) => !problems.some((known) => known.field === field)));

  if (choice.call === null) return { ok: false, problems, warnings };
  const encoded = encodeWrapUp(
    choice.call,
    {
      callId: call.callId,
      lcmKey: call.lcmKey,
      userId: agent,
      comments: normaliseComment(draft.comment),
      leadScore: leadScore.ok ? leadScore.value : 0,
      targetAmount: targetAmount.ok ? targetAmount.value : 0,
      ...fieldsOf(draft, { businessId, telephonyId }, window, form),
    },
    problems,
  );
  problems.push(...encoded.problems);
  if (problems.length > 0) return { ok: false, problems, warnings };

  const words = [
    ...(businessId === null ? [] : [pathWords(businessId, outcomes)]),
    ...(telephonyId === null || window ? [] : [telephony]),
  ];
  return {
    ok: true,
    warnings,
    plan: {
      call: choice.call,
      data: encoded.data,
      summary: words.length > 0 ? words.join(OUTCOME_SEPARATOR) : CALLBACK_ALONE,
      callbackAt: window?.start ?? null,
      callbackUntil: window === null || window.end < now ? null : window.end,
      callbackZone: window?.zone ?? null,
      doNotCall: marks !== null && isSameWish(draft.doNotCall, marks) ? marks : null,
    },
  };
}

/**
 * The fields that must be filled in: the settings', and the outcome if LCM requires one for the campaign
 * (`DispositionRequired`) and there is a list to choose it from.
 */
export function mandatoryIn(
  context: Pick<WrapUpContext, 'form' | 'outcomes' | 'campaign' | 'facts' | 'nothingMandatory'>,
): ReadonlySet<MandatoryField> {
  const { form, outcomes, campaign, facts = NO_FACTS, nothingMandatory = false } = context;
  if (nothingMandatory) return new Set();
  const mode = facts.mode?.value ?? null;
  const needsOutcome = mode?.dispositionRequired === true && outcomes !== null;
  return mandatoryFields(form.mandatory, campaign ?? mode?.campaignId ?? null, needsOutcome);
}

/** Checks a callback with what is known of its call. */
export function checkedCallback(
  callback: CallbackDraft,
  context: Pick<WrapUpContext, 'form' | 'machineZone' | 'facts' | 'call' | 'now'>,
): CallbackCheck {
  const { form, facts = NO_FACTS, now } = context;
  const modes = callbackModes(form, facts);
  const zones = zonesOfCallback(context, modes.find(({ id }) => id === callback.modeId) ?? null);
  return checkCallback(callback, form, zones, now, modes);
}

/** The zones that matter to a callback on a mode; null while none is chosen. */
export function zonesOfCallback(
  {
    form,
    machineZone,
    call,
    facts = NO_FACTS,
  }: Pick<WrapUpContext, 'form' | 'machineZone' | 'facts' | 'call'>,
  mode: CallbackMode | null,
): CallbackZones {
  const campaign = certainZone(facts.mode?.value.zone ?? null);
  return callbackZones(form, machineZone, call, { number: zoneOfMode(mode), campaign });
}

function chosen(id: string | null): string | null {
  const trimmed = id?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}

function checkOutcome(id: string, outcomes: OutcomeForest): FieldProblem[] {
  const node = outcomes.byId(id);
  if (node?.choosable) return [];
  const code = node || outcomes.groupById(id) ? 'outcomeIsGroup' : 'outcomeNotInList';
  return [problem('businessOutcome', code, { id })];
}

function pathWords(id: string, outcomes: OutcomeForest | null): string {
  const words = outcomes?.pathOf(id)?.join(PATH_SEPARATOR) ?? '';
  return words.trim() === '' ? id : words;
}

function fieldsOf(
  draft: Draft,
  ids: { businessId: string | null; telephonyId: string | null },
  window: CallbackWindow | null,
  form: FormSettings,
): Pick<SetFields, 'businessOutcomeId' | 'telephonyOutcomeId' | 'callback'> {
  const business = ids.businessId === null ? {} : { businessOutcomeId: ids.businessId };
  if (draft.callback) {
    const callback: CallbackFields = window
      ? { ...window.wire, modeId: window.modeId }
      : { ...ANY_CALLBACK, modeId: draft.callback.modeId ?? ANY_CALLBACK.modeId };
    return { ...business, telephonyOutcomeId: form.callbackOutcomeId, callback };
  }
  return ids.telephonyId === null ? business : { ...business, telephonyOutcomeId: ids.telephonyId };
}
