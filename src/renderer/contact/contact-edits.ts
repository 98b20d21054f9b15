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

/** The text in the input of a field, and the text with which the agent began. */
interface Typed {
  readonly begun: string;
  readonly value: string;
}

/**
 * The corrections that the agent is typing, by call, so that another call can be looked at meanwhile. They are in memory
 * only: they go with the window, or when another agent signs in. A submit of the call's wrap-up asks about them.
 */
export const useContactEdits = defineStore('contactEdits', () => {
  const { api } = useCore();
  const app = useApp();
  const typed = reactive(new Map<string, Map<string, Typed>>());
  const failure = shallowRef<ContractError | null>(null);
  const problems = shallowRef<readonly FieldProblem[]>([]);
  let isSaving = false;
  /** The empty values that the agent was asked about, by call. */
  const asked = shallowRef('');

  const of = (callId: string): ReadonlyMap<string, Typed> => typed.get(callId) ?? new Map<string, Typed>();
  /** Whether the agent has changed a field of that call and not saved it. */
  const isUnsaved = (callId: string): boolean =>
    [...of(callId).values()].some(({ begun, value }) => value !== begun);
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
    const fields = typed.get(callId) ?? reactive(new Map<string, Typed>());
    fields.set(name, { begun: fields.get(name)?.begun ?? value, value });
    typed.set(callId, fields);
    const [oldest] = typed.keys();
    if (typed.size > MOST_CALLS && oldest !== undefined) typed.delete(oldest);
    forget();
  }

  function cancel(callId: string, names: readonly string[]): void {
    const fields = typed.get(callId);
    for (const name of names) fields?.delete(name);
    if (fields?.size === 0) typed.delete(callId);
    forget();
  }

  /**
   * Saves what was typed in these lines, all in one submission. Values that are as they were are left out. Text of other
   * fields, and text that was typed during the save, stays.
   */
  async function save(callId: string, lines: readonly ContactLine[]): Promise<SaveResult> {
    const entered = lines.flatMap((line) => {
      const { name } = line.field;
      const value = of(callId).get(name)?.value;
      return value === undefined ? [] : [{ line, name, value }];
    });
    const changed = entered.filter(
      ({ line, value }) => line.value !== value || line.correction?.submission.state === 'refused',
    );
    const close = (): void => {
      const isStill = ({ name, value }: (typeof entered)[number]): boolean =>
        of(callId).get(name)?.value === value;
      cancel(
        callId,
        entered.filter(isStill).map(({ name }) => name),
      );
    };
    if (changed.length === 0) {
      close();
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
    const answer = await api.correctContactFields({ callId, fields }).finally(() => {
      isSaving = false;
    });
    if (answer.ok) {
      close();
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

  return { failure, general, of, isUnsaved, problemOf, type, cancel, save };
});
