import { useNavigatorLanguage } from '@vueuse/core';
import { watch } from 'vue';
import { chooseLanguage } from '#shared/contract/language.ts';
import { speak } from './i18n.ts';
import { useApp } from '../api/app.ts';

/** Speaks the language that the agent prefers, and where they prefer none, the system's. Once in a window. */
export function useLanguage(): void {
  const app = useApp();
  const system = useNavigatorLanguage();
  watch(
    [() => app.state?.preferences.language ?? 'system', system.language],
    ([preferred]) => {
      void speak(preferred === 'system' ? chooseLanguage(navigator.languages) : preferred);
    },
    { immediate: true },
  );
}
