import { EMPTY_DRAFT, type CallbackDraft, type Draft, type FieldProblem } from '#shared/draft/draft.ts';
import { formSettingsSchema } from '#shared/wrapup/form-settings.ts';
import type { FormSettings } from '#shared/wrapup/form-settings.ts';

/** The default settings. */
export function form(more: Partial<FormSettings> = {}): FormSettings {
  return { ...formSettingsSchema.parse({}), ...more };
}

/** Tuesday 10 March 2026, 09:00 in Madrid (UTC+1). */
export const MORNING = Date.UTC(2026, 2, 10, 8, 0);

/** Valid from {@link MORNING} on in Madrid: that day at 10:30. */
export function callback(more: Partial<CallbackDraft> = {}): CallbackDraft {
  return {
    kind: 'regular',
    startDate: '2026-03-10',
    startTime: '10:30',
    endDate: '',
    endTime: '',
    startFold: null,
    endFold: null,
    modeId: '1',
    zone: null,
    when: '',
    ...more,
  };
}

export function draft(more: Partial<Draft> = {}): Draft {
  return { ...EMPTY_DRAFT, ...more };
}

/** The problems as sorted short texts: `field code`. */
export function brief(problems: readonly FieldProblem[]): string[] {
  return problems.map(({ field, code }) => `${field} ${code}`).sort();
}
