import { useMediaQuery } from '@vueuse/core';
import { computed, watchEffect } from 'vue';
import { DEFAULT_PREFERENCES } from '#shared/contract/preferences.ts';
import { useApp } from '../api/app.ts';

/** Gives the document the agent's preferred look, else the system's. Call once in a window. */
export function useLook(): void {
  const app = useApp();
  const isSystemDark = useMediaQuery('(prefers-color-scheme: dark)');
  const wantsContrast = useMediaQuery('(prefers-contrast: more)');
  const wantsLessMotion = useMediaQuery('(prefers-reduced-motion: reduce)');
  const preferred = computed(() => app.state?.preferences ?? DEFAULT_PREFERENCES);

  watchEffect(() => {
    const { theme, contrast, motion } = preferred.value;
    const look = document.documentElement.dataset;
    const system = isSystemDark.value ? 'dark' : 'light';
    look['theme'] = theme === 'system' ? system : theme;
    look['contrast'] = contrast === 'more' || wantsContrast.value ? 'more' : 'normal';
    look['motion'] = motion === 'less' || wantsLessMotion.value ? 'less' : 'normal';
  });
}
