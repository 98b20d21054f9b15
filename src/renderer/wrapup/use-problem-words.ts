import type { FieldProblem, FormField } from '#shared/draft/draft.ts';
import { useWords } from '../i18n/i18n.ts';
import { useCodeWords } from '../i18n/use-code-words.ts';

/** The names of fields, for a problem that is told away from its field. */
const NAMES = {
  businessOutcome: 'outcomes.label',
  telephonyOutcome: 'telephony.label',
  callbackMode: 'callback.mode',
  comment: 'comment.label',
  targetAmount: 'figures.targetAmount',
  leadScore: 'figures.leadScore',
} as const satisfies Partial<Record<FormField, string>>;

function isNamed(field: FormField): field is keyof typeof NAMES {
  return Object.hasOwn(NAMES, field);
}

/** Words a problem so that it can be read away from its field. Call in a component's setup. */
export function useProblemWords(): (problem: FieldProblem) => string {
  const words = useCodeWords();
  const { t } = useWords();
  return (problem) =>
    problem.code === 'mandatoryMissing' && isNamed(problem.field)
      ? t('submit.missing', { field: t(NAMES[problem.field]) })
      : words.problem(problem);
}
