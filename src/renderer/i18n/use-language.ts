import { useNavigatorLanguage } from '@vueuse/core';
import { watch } from 'vue';
import { chooseLanguage } from '#shared/contract/language.ts';
import { setLanguage } from './i18n.ts';
import { useApp } from '../api/app.ts';

/** Shows the window in the agent's preferred language, else in the system's. Call once in a window. */
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
}
