import { defineStore } from 'pinia';
import { computed, reactive, shallowRef, watch } from 'vue';
import { checkFieldValue } from '#shared/contact/field-value.ts';
import type { ContractError } from '#shared/contract/index.ts';
import type { FieldProblem } from '#shared/draft/draft.ts';
import { useCore } from '../api/core.ts';
import { useApp } from '../api/app.ts';
import type { ContactLine } from './contact-lines.ts';

/** What came of saving: `asks` if an empty value has to be confirmed by saving once more. */
export type SaveResult = 'saved' | 'unchanged' | 'asks' | 'failed';

/** For how many calls what is typed is kept. */
const MOST_CALLS = 50;

/**
 * The corrections that the agent is typing, by call, so that another call can be looked at meanwhile. They go with the
 * window, or when another agent signs in.
 */
export const useContactEdits = defineStore('contactEdits', () => {
  const { api } = useCore();
  const app = useApp();
  const typed = reactive(new Map<string, Map<string, string>>());
  const failure = shallowRef<ContractError | null>(null);
  const problems = shallowRef<readonly FieldProblem[]>([]);
  let isSaving = false;
  /** The empty values that the agent was asked about, by call. */
  const asked = shallowRef('');

  const of = (callId: string): ReadonlyMap<string, string> => typed.get(callId) ?? new Map<string, string>();
  const problemOf = (name: string): FieldProblem | null =>
    problems.value.find(({ params }) => params['name'] === name) ?? null;

  /** The problems that no field has. */
  const general = computed(() => problems.value.filter(({ params }) => params['name'] === undefined));

  function forget(): void {
    failure.value = null;
    problems.value = [];
    asked.value = '';
  }

  function type(callId: string, name: string, value: string): void {
    const fields = typed.get(callId) ?? reactive(new Map<string, string>());
    fields.set(name, value);
    typed.set(callId, fields);
    const [oldest] = typed.keys();
    if (typed.size > MOST_CALLS && oldest !== undefined) typed.delete(oldest);
    forget();
  }

  function cancel(callId: string, name: string | null = null): void {
    const fields = typed.get(callId);
    if (name !== null) fields?.delete(name);
    if (name === null || fields?.size === 0) typed.delete(callId);
    forget();
  }

  /** Saves what was typed, all in one submission. Values that are as they were are left out. */
  async function save(callId: string, lines: readonly ContactLine[]): Promise<SaveResult> {
    const changed = [...of(callId)].flatMap(([name, value]) => {
      const line = lines.find(({ field }) => field.name === name);
      const isAsItWas =
        line === undefined || (line.value === value && line.correction?.submission.state !== 'refused');
      return isAsItWas ? [] : [{ line, name, value }];
    });
    if (changed.length === 0) {
      cancel(callId);
      return 'unchanged';
    }
    failure.value = null;
    problems.value = changed
      .map(({ line, value }) => checkFieldValue(line.field, value))
      .filter((found) => found !== null);
    if (problems.value.length > 0) return 'failed';
    const empty = changed.filter(({ value }) => value === '').map(({ name }) => name);
    const question = empty.length === 0 ? '' : JSON.stringify([callId, empty]);
    if (question !== asked.value) {
      asked.value = question;
      if (question !== '') return 'asks';
    }
    // A second press of the key, before the answer to the first.
    if (isSaving) return 'failed';
    isSaving = true;
    const fields = changed.map(({ name, value }) => ({ name, value }));
    const answer = await api.correctContactFields({ callId, fields });
    isSaving = false;
    if (answer.ok) {
      cancel(callId);
      return 'saved';
    }
    // What is wrong stands at the fields.
    failure.value = answer.error.code === 'invalid' ? null : answer.error;
    problems.value = answer.error.problems;
    return 'failed';
  }

  watch(
    () => app.state?.agent,
    () => {
      typed.clear();
      forget();
    },
  );

  return { failure, general, of, problemOf, type, cancel, save };
});
