import { useEventListener } from '@vueuse/core';
import { useWords } from './i18n.ts';

/**
 * Shows the browser's message for an empty required field in the agent's language, since the browser uses the system's.
 * Call once in a window.
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
    // The `invalid` event does not bubble.
    { capture: true },
  );
  useEventListener(window, 'input', ({ target }: Event) => {
    if (target instanceof HTMLInputElement) target.setCustomValidity('');
  });
}
