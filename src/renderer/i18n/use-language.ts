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
  const { language } = useNavigatorLanguage();
  /** Not the ref itself: a shallow one has a watcher of several run at each change of any, also to an equal value. */
  const system = (): string | undefined => language.value;
  watch(
    [() => app.state?.preferences.language ?? 'system', system],
    ([preferred]) => {
      void setLanguage(preferred === 'system' ? chooseLanguage(navigator.languages) : preferred);
    },
    { immediate: true },
  );
  watch(
    [() => app.state?.region ?? null, () => app.state?.preferences.clock ?? 'system', system],
    ([region, clock]) => setCustoms({ region, clock, readable: navigator.languages }),
    { immediate: true },
  );
}
