import { computed, inject, provide, type ComputedRef, type InjectionKey } from 'vue';
import { isTimeField, type FieldProblem } from '#shared/draft/draft.ts';
import { useForm } from './form.ts';

const briefTimesKey: InjectionKey<true> = Symbol('briefTimes');

/**
 * Declares that this window has no fields for a callback's times and shows the taken times in one line. Call in the
 * window's setup.
 */
export function provideBriefTimes(): void {
  provide(briefTimesKey, true);
}

/** How this window shows the times of a callback. Call in a component's setup. */
export function useBriefTimes(): {
  readonly isBrief: boolean;
  /** Another time is being typed, so the line with the taken times is hidden. */
  readonly isHidden: ComputedRef<boolean>;
} {
  const form = useForm();
  const isBrief = inject(briefTimesKey, false);
  return {
    isBrief,
    isHidden: computed(() => isBrief && (form.draft.callback?.when ?? '').trim() !== ''),
  };
}

/**
 * The problems and warnings to show, without those of a time that is hidden. While the agent types a search for the
 * outcome, nothing says that there is none. Call in a component's setup.
 */
export function useFindings(): {
  readonly problems: ComputedRef<readonly FieldProblem[]>;
  readonly warnings: ComputedRef<readonly FieldProblem[]>;
} {
  const form = useForm();
  const { isHidden } = useBriefTimes();
  const shown = (found: readonly FieldProblem[]): readonly FieldProblem[] =>
    isHidden.value ? found.filter(({ field }) => !isTimeField(field)) : found;
  return {
    problems: computed(() => {
      const { problems, isTypedChecked } = form.findings;
      const found = isTypedChecked ? problems : shown(problems);
      return form.isSearching ? found.filter(({ field }) => field !== 'businessOutcome') : found;
    }),
    warnings: computed(() => shown(form.findings.warnings)),
  };
}
