import { useEventListener } from '@vueuse/core';
import { useWords } from './i18n.ts';

/**
 * Has what the browser says of a field that is sent without its content said in the agent's language: its own words are
 * in the language of the system. Call once in a window.
 */
export function useMissingWords(): void {
  const { t } = useWords();
  useEventListener(
    window,
    'invalid',
    ({ target }: Event) => {
      if (!(target instanceof HTMLInputElement)) return;
      const { valueMissing, patternMismatch } = target.validity;
      if (valueMissing || patternMismatch) target.setCustomValidity(t('problem.mandatoryMissing'));
    },
    // It does not bubble.
    { capture: true },
  );
  useEventListener(window, 'input', ({ target }: Event) => {
    if (target instanceof HTMLInputElement) target.setCustomValidity('');
  });
}
