import { usePreferredColorScheme, usePreferredContrast, usePreferredReducedMotion } from '@vueuse/core';
import { computed, watchEffect } from 'vue';
import { DEFAULT_PREFERENCES } from '#shared/contract/preferences.ts';
import { useApp } from '../api/app.ts';

/** Gives the document the look that the agent prefers, and where they prefer none, the system's. Once in a window. */
export function useLook(): void {
  const app = useApp();
  const systemTheme = usePreferredColorScheme();
  const systemContrast = usePreferredContrast();
  const systemMotion = usePreferredReducedMotion();
  const preferred = computed(() => app.state?.preferences ?? DEFAULT_PREFERENCES);

  watchEffect(() => {
    const { theme, contrast, motion } = preferred.value;
    const look = document.documentElement.dataset;
    const system = systemTheme.value === 'dark' ? 'dark' : 'light';
    look['theme'] = theme === 'system' ? system : theme;
    look['contrast'] = contrast === 'more' || systemContrast.value === 'more' ? 'more' : 'normal';
    look['motion'] = motion === 'less' || systemMotion.value === 'reduce' ? 'less' : 'normal';
  });
}
