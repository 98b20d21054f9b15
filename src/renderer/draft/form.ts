import { defineStore } from 'pinia';
import { computed, ref, shallowReactive, shallowRef } from 'vue';
import {
  EMPTY_DRAFT,
  isEmptyDraft,
  type Draft,
  type FieldProblem,
  type FormField,
} from '#shared/draft/draft.ts';
import type { OutcomeRef } from '#shared/outcomes/outcome-usage.ts';
import type { OwnWords } from '#shared/text/own-words.ts';
import type { Entailed } from '#shared/wrapup/outcome-rules.ts';
import { useDrafts } from './drafts.ts';
import { useSelection } from './selection.ts';
import { unlessEqual } from './unless-equal.ts';

/** What the rules find in the draft, as far as it is shown to the agent yet. */
export interface Findings {
  /** The fields that must be filled in. */
  readonly mandatory: readonly FormField[];
  /** The problems that prevent a submit. */
  readonly problems: readonly FieldProblem[];
  readonly warnings: readonly FieldProblem[];
  /** The agent has tried to submit. */
  readonly isAttempted: boolean;
}

const NOTHING_FOUND: Findings = { mandatory: [], problems: [], warnings: [], isAttempted: false };

/** What the rules of the outcomes make of a draft. */
export interface OutcomeRules {
  /** What the chosen outcomes entail. */
  readonly entailedBy: (draft: Draft) => Entailed;
  /** The draft after a change of the agent's, with what the rules fill in. */
  readonly follow: (before: Draft, change: Partial<Draft>) => Draft;
  /** The outcome that stands chosen in a form in which nothing is entered, since there is no other; null if there is. */
  readonly onlyOutcome: () => string | null;
}

const NO_RULES: OutcomeRules = {
  entailedBy: () => ({}),
  follow: (before, change) => ({ ...before, ...change }),
  onlyOutcome: () => null,
};

/**
 * The form of the selected call: its draft and the findings about it. The parts of the form change the draft here; the
 * wrap-up store, which knows the rules, provides the findings.
 */
export const useForm = defineStore('form', () => {
  const drafts = useDrafts();
  const selection = useSelection();

  const outcomeRules = shallowRef<OutcomeRules>(NO_RULES);
  /** The calls whose form the agent has emptied in this window: no outcome stands chosen there any more. */
  const emptied = shallowReactive(new Set<string>());

  /** What the agent has entered. */
  const own = computed<Draft>(() => {
    const id = selection.call?.callId;
    return id === undefined ? EMPTY_DRAFT : drafts.of(id);
  });
  /** What the form shows: what is entered or, before that, the only outcome that there is. It is saved with the first entry. */
  const draft = computed<Draft>(() => {
    const { call } = selection;
    if (call === null || call.correcting !== null || emptied.has(call.callId) || !isEmptyDraft(own.value))
      return own.value;
    const only = outcomeRules.value.onlyOutcome();
    return only === null ? own.value : outcomeRules.value.follow(EMPTY_DRAFT, { businessOutcomeId: only });
  });
  const entailed = computed<Entailed>((before) =>
    unlessEqual(before, outcomeRules.value.entailedBy(draft.value)),
  );

  /** The agent is typing a search for the outcome. */
  const isSearching = ref(false);

  /** Counts the edits in this window, for all calls. */
  const edits = ref(0);

  /** What the site says that an outcome means; undefined if nothing. */
  function noteOf(businessOutcomeId: string): OwnWords | undefined {
    return outcomeRules.value.entailedBy({ ...EMPTY_DRAFT, businessOutcomeId }).note?.value;
  }

  /** What a change would make of the draft. */
  function follow(change: Partial<Draft>): Draft {
    return outcomeRules.value.follow(draft.value, change);
  }

  function update(change: Partial<Draft>): void {
    const id = selection.call?.callId;
    if (id === undefined) return;
    edits.value += 1;
    const next = follow(change);
    if (isEmptyDraft(next)) emptied.add(id);
    drafts.update(id, next);
  }

  /** Sets the outcome or the telephony outcome of the call. */
  function choose({ kind, id }: OutcomeRef): void {
    update(kind === 'business' ? { businessOutcomeId: id } : { telephonyOutcomeId: id });
  }

  const rules = shallowRef<() => Findings>(() => NOTHING_FOUND);
  /** While the agent types a search for the outcome, nothing says that there is none. */
  const findings = computed<Findings>((before) => {
    const found = rules.value();
    const problems = isSearching.value
      ? found.problems.filter(({ field }) => field !== 'businessOutcome')
      : found.problems;
    return unlessEqual(before, { ...found, problems });
  });

  /** @param find returns the findings about the present draft; it runs again whenever a value that it reads changes */
  function provideFindings(find: () => Findings): void {
    rules.value = find;
  }

  function provideRules(provided: OutcomeRules): void {
    outcomeRules.value = provided;
  }

  return {
    own,
    draft,
    entailed,
    edits,
    isSearching,
    findings,
    noteOf,
    follow,
    update,
    choose,
    provideFindings,
    provideRules,
  };
});
