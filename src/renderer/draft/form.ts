import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { EMPTY_DRAFT, type Draft, type FieldProblem, type FormField } from '#shared/draft/draft.ts';
import type { OutcomeRef } from '#shared/outcomes/outcome-usage.ts';
import { useDrafts } from './drafts.ts';
import { useSelection } from './selection.ts';

/** What the rules find in the draft, as far as it is shown to the agent yet. */
export interface Findings {
  /** The fields that must be filled in. */
  readonly mandatory: ReadonlySet<FormField>;
  /** The problems that prevent a submit. */
  readonly problems: readonly FieldProblem[];
  readonly warnings: readonly FieldProblem[];
  /** The agent has tried to submit. */
  readonly isAttempted: boolean;
}

const NOTHING_FOUND: Findings = { mandatory: new Set(), problems: [], warnings: [], isAttempted: false };

/**
 * The form of the selected call: its draft and the findings about it. The parts of the form change the draft here; the
 * wrap-up store, which knows the rules, provides the findings.
 */
export const useForm = defineStore('form', () => {
  const drafts = useDrafts();
  const selection = useSelection();

  const draft = computed<Draft>(() => {
    const id = selection.call?.callId;
    return id === undefined ? EMPTY_DRAFT : drafts.of(id);
  });

  /** The agent is typing a search for the outcome. */
  const isSearching = ref(false);

  /** Counts the edits in this window, for all calls. */
  const edits = ref(0);

  function update(change: Partial<Draft>): void {
    const id = selection.call?.callId;
    if (id === undefined) return;
    edits.value += 1;
    drafts.update(id, change);
  }

  /** Sets the outcome or the telephony outcome of the call. */
  function choose({ kind, id }: OutcomeRef): void {
    update(kind === 'business' ? { businessOutcomeId: id } : { telephonyOutcomeId: id });
  }

  const rules = shallowRef<() => Findings>(() => NOTHING_FOUND);
  /** While the agent types a search for the outcome, nothing says that there is none. */
  const findings = computed<Findings>(() => {
    const found = rules.value();
    if (!isSearching.value) return found;
    return { ...found, problems: found.problems.filter(({ field }) => field !== 'businessOutcome') };
  });

  /** @param find returns the findings about the present draft; it runs again whenever a value that it reads changes */
  function provideFindings(find: () => Findings): void {
    rules.value = find;
  }

  return { draft, edits, isSearching, findings, update, choose, provideFindings };
});
