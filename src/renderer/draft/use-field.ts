import { computed, type ComputedRef } from 'vue';
import { isTimeField, PRESET_FIELDS, type FieldProblem, type FormField } from '#shared/draft/draft.ts';
import { useWords } from '../i18n/i18n.ts';
import { useCodeWords } from '../i18n/use-code-words.ts';
import { useForm } from './form.ts';
import { unlessEqual } from './unless-equal.ts';

/** The id of a field's control. The summary of problems leads to it. */
export const controlId = (field: FormField): string => `field-${field}`;
/** The id of the element with what is to be said of a field. */
export const problemId = (field: FormField): string => `problem-${field}`;

/** The id of the callback's switch, which is always on screen. */
export const CALLBACK_SWITCH_ID = 'callback-switch';

/** If a callback's times have no fields, these controls lead to them: the text field, or the switch. */
const TO_TIMES = [controlId('callbackWhen'), CALLBACK_SWITCH_ID];

/** The control of a field, or one that leads to it. @returns null if neither is on the screen */
export function controlOf(field: FormField): HTMLElement | null {
  const ids = [
    controlId(field),
    ...(isTimeField(field) ? TO_TIMES : []),
    ...(field === 'callback' ? [CALLBACK_SWITCH_ID] : []),
  ];
  return ids.map((id) => document.getElementById(id)).find((control) => control !== null) ?? null;
}

/** Gives a field's control the focus. @returns whether it is on the screen */
export function focusField(field: FormField): boolean {
  const control = controlOf(field);
  // In a group of choices, the chosen one takes the focus.
  const isGroup = control?.matches('[role="radiogroup"]') === true;
  const target = isGroup
    ? (control.querySelector<HTMLElement>(':checked') ?? control.querySelector('input'))
    : control;
  if (!target) return false;
  target.focus();
  return true;
}

/** A field of the form with its problems. Call in a component's setup. */
export function useField(field: FormField): {
  readonly id: string;
  readonly messages: ComputedRef<string[]>;
  readonly warnings: ComputedRef<string[]>;
  /** That a rule of the outcome filled the field in; null if none did. */
  readonly preset: ComputedRef<string | null>;
  readonly invalid: ComputedRef<boolean>;
  /** For `aria-required`: undefined if the field may stay empty. */
  readonly required: ComputedRef<true | undefined>;
  /** For `aria-describedby`, with the ids of other descriptions. */
  readonly describedBy: (...others: string[]) => string | undefined;
} {
  const form = useForm();
  const words = useCodeWords();
  const { t } = useWords();
  const wordsOf = (found: readonly FieldProblem[]): string[] =>
    found.filter((problem) => problem.field === field).map((problem) => words.problem(problem));
  const messages = computed<string[]>((before) => unlessEqual(before, wordsOf(form.findings.problems)));
  const warnings = computed<string[]>((before) => unlessEqual(before, wordsOf(form.findings.warnings)));
  const key = PRESET_FIELDS.find((each) => each === field || each === `${field}Id`);
  const preset = computed(() =>
    key !== undefined && form.draft.presets.includes(key)
      ? t('form.preset', { outcome: form.entailed.presets?.outcome ?? '' })
      : null,
  );
  const invalid = computed(() => messages.value.length > 0);
  return {
    id: controlId(field),
    messages,
    warnings,
    preset,
    invalid,
    required: computed(() => form.findings.mandatory.includes(field) || undefined),
    describedBy: (...others) => {
      const isSaid = invalid.value || warnings.value.length > 0 || preset.value !== null;
      const ids = isSaid ? [problemId(field), ...others] : others;
      return ids.length > 0 ? ids.join(' ') : undefined;
    },
  };
}
