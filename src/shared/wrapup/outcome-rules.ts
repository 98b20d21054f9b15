import type { QuickPick } from '#shared/callback/callback-suggestion.ts';
import { fillSnippet, findSnippet, type Snippet } from '#shared/comment/snippets.ts';
import type { DoNotCallWish } from '#shared/draft/block.ts';
import {
  PRESET_FIELDS,
  type Draft,
  type FieldProblem,
  type FormField,
  type PresetField,
} from '#shared/draft/draft.ts';
import { problem } from '#shared/draft/problems.ts';
import { NO_FACTS, type CallFacts } from '#shared/lcm/call-facts.ts';
import type { NamedId } from '#shared/lcm/outcome-row.ts';
import type { OutcomeForest, OutcomeNode } from '#shared/outcomes/outcome-forest.ts';
import { telephonyName, telephonyOutcomes } from '#shared/outcomes/telephony-outcomes.ts';
import { wordings, type OwnWords } from '#shared/text/own-words.ts';
import type { OutcomeRule } from './rule-settings.ts';

/** What is needed to know what an outcome entails. */
export interface RuleContext {
  readonly form: {
    readonly rules: readonly OutcomeRule[];
    readonly callbackOutcomeId: string;
    readonly telephonyOutcomes: readonly NamedId[];
    readonly snippets: readonly Snippet[];
  };
  /** The call's outcomes; null if LCM has never sent the list, and then any outcome id is accepted. */
  readonly outcomes: OutcomeForest | null;
  /** The campaign that the outcomes name, which decides the mandatory fields; null or absent if unknown. */
  readonly campaign?: string | null;
  /** What LCM knows of the call; absent if it has told nothing. */
  readonly facts?: CallFacts;
}

/** What a rule says of a wrap-up, and the name of the chosen outcome for which it says so. */
interface Effect<T> {
  readonly value: T;
  readonly outcome: string;
}

/** What the chosen outcomes entail. What no rule speaks of is absent. */
export interface Entailed {
  readonly callback?: Effect<'needed' | 'none' | 'optional'>;
  readonly needs?: Effect<readonly ('comment' | 'targetAmount' | 'leadScore')[]>;
  readonly confirm?: Effect<OwnWords>;
  readonly quickPicks?: Effect<readonly QuickPick[]>;
  readonly presets?: Effect<NonNullable<OutcomeRule['presets']>>;
  readonly doNotCall?: Effect<BlockRule>;
  readonly note?: Effect<OwnWords>;
}

/** Whom an outcome marks, and for how many days; for ever if those are absent. */
export type BlockRule = Exclude<NonNullable<OutcomeRule['doNotCall']>, false>;

const EFFECTS = ['callback', 'needs', 'confirm', 'quickPicks', 'presets', 'doNotCall', 'note'] as const;

type Choice = Pick<Draft, 'businessOutcomeId' | 'telephonyOutcomeId' | 'callback'>;

/**
 * What the outcomes of a draft entail. Several rules may hold; for each of their members the narrowest rule that has it
 * counts: the one of the outcome itself, then those of the outcomes above it, the nearest first, then that of the
 * telephony outcome; of two that are equally narrow, the one that names the campaign, else the one that stands first.
 * A callback without a telephony outcome counts as the one that means callback.
 */
export function entailedBy(choice: Choice, context: RuleContext): Entailed {
  const { form, outcomes, facts = NO_FACTS } = context;
  if (form.rules.length === 0) return {};
  const businessId = choice.businessOutcomeId?.trim() ?? '';
  const entered = choice.telephonyOutcomeId?.trim() ?? '';
  const telephonyId = entered === '' && choice.callback !== null ? form.callbackOutcomeId.trim() : entered;
  const campaign = context.campaign ?? facts.mode?.value.campaignId ?? null;
  const node = outcomes?.byId(businessId) ?? null;
  const above = businessId === '' ? [] : idsUpFrom(businessId, node);

  /** 0 for the outcome itself, then one for each step up the tree; null if the rule does not hold. */
  function widthOf({ when }: OutcomeRule): number | null {
    if (when.campaignId !== undefined && when.campaignId !== campaign) return null;
    if (when.telephonyOutcomeId !== undefined)
      return telephonyId !== '' && when.telephonyOutcomeId === telephonyId ? Infinity : null;
    if (when.businessOutcomeId !== undefined)
      return businessId !== '' && when.businessOutcomeId === businessId ? 0 : null;
    const steps = above.findIndex((each) => each === when.within);
    return steps < 0 ? null : steps + 1;
  }

  const holding = form.rules
    .flatMap((rule) => {
      const width = widthOf(rule);
      return width === null ? [] : [{ rule, width, isOfAll: rule.when.campaignId === undefined }];
    })
    .sort((a, b) => compare(a.width, b.width) || Number(a.isOfAll) - Number(b.isOfAll));
  const nameOf = ({ when }: OutcomeRule): string =>
    when.telephonyOutcomeId === undefined
      ? (node?.name ?? businessId)
      : telephonyName(telephonyId, form, telephonyOutcomes(form, facts));
  const found = EFFECTS.flatMap((name) => {
    const rule = holding.find((each) => each.rule[name] !== undefined)?.rule;
    return rule === undefined || rule[name] === '' || rule[name] === false
      ? []
      : [[name, { value: rule[name], outcome: nameOf(rule) }]];
  });
  return Object.fromEntries(found) as Entailed;
}

function idsUpFrom(id: string, node: OutcomeNode | null): string[] {
  const ids = [id];
  for (let each = node?.parent ?? null; each !== null; each = each.parent)
    ids.push(each.id ?? each.groupId ?? '');
  return ids;
}

/** Infinity less Infinity is no number. */
function compare(one: number, other: number): number {
  return one === other ? 0 : one - other;
}

const NEEDED = {
  comment: 'commentNeeded',
  targetAmount: 'amountNeeded',
  leadScore: 'scoreNeeded',
} as const;

/**
 * What a draft lacks of what its outcome entails, or has against it.
 *
 * @param has.meansCallback the telephony outcome is the one that means callback
 * @param has.marks the do-not-call that the outcome marks, as it is offered for the call; null for none
 * @param has.isLenient nothing has to be filled in or confirmed: the after-call limit submits what there is
 */
export function checkEntailed(
  draft: Draft,
  { callback, needs, confirm, doNotCall }: Entailed,
  {
    meansCallback,
    marks,
    isLenient,
  }: { readonly meansCallback: boolean; readonly marks: DoNotCallWish | null; readonly isLenient: boolean },
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (callback?.value === 'none' && (draft.callback !== null || meansCallback)) {
    const field = draft.callback === null ? 'telephonyOutcome' : 'callback';
    problems.push(problem(field, 'callbackNotAllowed', { outcome: callback.outcome }));
  }
  if (isLenient) return problems;
  // It stands before the other fields, so the way through the form begins with it.
  if (confirm !== undefined && !isConfirmed(draft, confirm.value))
    problems.push(problem('confirmation', 'confirmationNeeded', { outcome: confirm.outcome }));
  if (marks !== null && !isSameWish(draft.doNotCall, marks))
    problems.push(problem('doNotCall', 'doNotCallNeeded', { outcome: doNotCall?.outcome ?? '' }));
  if (callback?.value === 'needed' && draft.callback === null)
    problems.push(problem('callback', 'callbackNeeded', { outcome: callback.outcome }));
  for (const field of needs?.value ?? [])
    if (draft[field].trim() === '')
      problems.push(problem(field, NEEDED[field], { outcome: needs?.outcome ?? '' }));
  const gap = draft.presets.includes('comment') ? fillSnippet(draft.comment, {}).gap : null;
  if (gap !== null)
    problems.push(problem('comment', 'snippetGap', { gap: draft.comment.slice(gap.from, gap.to) }));
  return problems;
}

/** The fields that have to be filled in, or ticked, for what an outcome entails. */
export function neededIn({ callback, needs, confirm, doNotCall }: Entailed): readonly FormField[] {
  return [
    ...(needs?.value ?? []),
    ...(callback?.value === 'needed' ? (['callback'] as const) : []),
    ...(confirm === undefined ? [] : (['confirmation'] as const)),
    ...(doNotCall === undefined ? [] : (['doNotCall'] as const)),
  ];
}

/** Whether the agent has confirmed that, in whatever language. */
export function isConfirmed({ confirmed }: Pick<Draft, 'confirmed'>, confirm: OwnWords): boolean {
  return confirmed !== null && wordings(confirm).includes(confirmed);
}

/** Whether both say the same of the same people. */
export function isSameWish(one: DoNotCallWish | null, other: DoNotCallWish): boolean {
  return (
    one?.scope === other.scope &&
    one.field === other.field &&
    JSON.stringify(one.period) === JSON.stringify(other.period)
  );
}

/** The words of a snippet for a draft, its placeholders filled as far as they can be. */
export type SnippetWords = (snippet: Snippet, draft: Draft) => string;

/**
 * A draft after a change, with what its outcomes preset. Another outcome's presets go into the fields that are empty or
 * hold presets; what the agent entered stays. A field that the change itself sets is the agent's. With another outcome,
 * what was confirmed has to be confirmed again.
 */
export function followRules(
  before: Draft,
  change: Partial<Draft>,
  context: RuleContext,
  wordsOf: SnippetWords,
): Draft {
  let next: Draft = { ...before, ...change };
  if (context.form.rules.length === 0) return next;
  const entered = (field: PresetField): boolean => next[field] !== before[field];
  next.presets = before.presets.filter((field) => !entered(field));
  const was = entailedBy(before, context);
  const now = entailedBy(next, context);
  if (change.confirmed === undefined && !isSameQuestion(was.confirm, now.confirm)) next.confirmed = null;
  if (change.doNotCall === undefined && !isSameQuestion(was.doNotCall, now.doNotCall)) next.doNotCall = null;

  const own = new Set(PRESET_FIELDS.filter(entered));
  for (const field of PRESET_FIELDS) {
    const isHeld = next.presets.includes(field);
    const preset = presetOf(field, now, next);
    const isNew = preset !== undefined && preset !== presetOf(field, was, before);
    const isFree = isNew && !own.has(field) && (next[field] ?? '').trim() === '';
    if (!isHeld && !isFree) continue;
    const presets = next.presets.filter((each) => each !== field);
    const value = preset === undefined ? null : wordsOfPreset(field, preset, next, context, wordsOf);
    next = {
      ...next,
      [field]: value ?? (field === 'telephonyOutcomeId' ? null : ''),
      presets: value === null ? presets : [...presets, field],
    };
  }
  return next;
}

function isSameQuestion(one: Effect<unknown> | undefined, other: Effect<unknown> | undefined): boolean {
  return one?.outcome === other?.outcome && JSON.stringify(one?.value) === JSON.stringify(other?.value);
}

/** No LCM call carries a telephony outcome beside a callback, so none is filled in there. */
function presetOf(field: PresetField, { presets }: Entailed, draft: Draft): string | number | undefined {
  if (field === 'telephonyOutcomeId' && draft.callback !== null) return undefined;
  return presets?.value[field];
}

function wordsOfPreset(
  field: PresetField,
  preset: string | number,
  draft: Draft,
  { form }: RuleContext,
  wordsOf: SnippetWords,
): string | null {
  if (field !== 'comment') return String(preset);
  const snippet = findSnippet(String(preset), form.snippets);
  const words = snippet === undefined ? '' : wordsOf(snippet, draft);
  return words === '' ? null : words;
}
