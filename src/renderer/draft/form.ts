import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { EMPTY_DRAFT, type Draft, type FieldProblem, type FormField } from '#shared/draft/draft.ts';
import type { OutcomeRef } from '#shared/outcomes/outcome-usage.ts';
import { useDrafts } from './drafts.ts';
import { useSelection } from './selection.ts';

/** What the rules find in what is entered, as far as the agent is told of it yet. */
export interface Findings {
  /** The fields that have to be filled in. */
  readonly mandatory: ReadonlySet<FormField>;
  /** What keeps the wrap-up from being submitted. */
  readonly problems: readonly FieldProblem[];
  readonly warnings: readonly FieldProblem[];
  /** The problems of a callback's times are those of the time being typed, not of the one taken before. */
  readonly isTypedChecked: boolean;
}

const NOTHING_FOUND: Findings = { mandatory: new Set(), problems: [], warnings: [], isTypedChecked: false };

/**
 * The form of the selected call: what is entered in it, and what is found in that. The parts of the form change the
 * draft here; the wrap-up, which knows the rules, says what it finds.
 */
export const useForm = defineStore('form', () => {
  const drafts = useDrafts();
  const selection = useSelection();

  const draft = computed<Draft>(() => {
    const id = selection.call?.callId;
    return id === undefined ? EMPTY_DRAFT : drafts.of(id);
  });

  /** Counts what is entered here, whichever the call. */
  const edits = ref(0);

  function update(change: Partial<Draft>): void {
    const id = selection.call?.callId;
    if (id === undefined) return;
    edits.value += 1;
    drafts.update(id, change);
  }

  /** Takes an outcome or a telephony outcome as the one of the call. */
  function choose({ kind, id }: OutcomeRef): void {
    update(kind === 'business' ? { businessOutcomeId: id } : { telephonyOutcomeId: id });
  }

  const rules = shallowRef<() => Findings>(() => NOTHING_FOUND);
  const findings = computed(() => rules.value());

  /** @param find says what is found in the draft as it stands; called again whenever what it reads has changed */
  function judgeBy(find: () => Findings): void {
    rules.value = find;
  }

  return { draft, edits, findings, update, choose, judgeBy };
});
