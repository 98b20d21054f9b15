import { useNavigatorLanguage } from '@vueuse/core';
import { watch } from 'vue';
import { chooseLanguage } from '#shared/contract/language.ts';
import { setLanguage } from './i18n.ts';
import { setCustoms } from './region.ts';
import { useApp } from '../api/app.ts';

/**
 * Shows the window in the agent's preferred language, else in the system's, with the dates, times and numbers of the
 * machine's region. Call once in a window.
 */
export function useLanguage(): void {
  const app = useApp();
  const system = useNavigatorLanguage();
  watch(
    [() => app.state?.preferences.language ?? 'system', system.language],
    ([preferred]) => {
      void setLanguage(preferred === 'system' ? chooseLanguage(navigator.languages) : preferred);
    },
    { immediate: true },
  );
  watch(
    [() => app.state?.region ?? null, () => app.state?.preferences.clock ?? 'system', system.language],
    ([region, clock]) => {
      setCustoms({ region, clock, readable: navigator.languages });
    },
    { immediate: true },
  );
}
