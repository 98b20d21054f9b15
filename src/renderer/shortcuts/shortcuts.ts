import { defineStore } from 'pinia';
import { computed } from 'vue';
import { defaultKeys, type ShortcutKeys, type ShortcutName } from '#shared/contract/shortcuts.ts';
import { useApp } from '../api/app.ts';
import { usePreferences } from '../preferences/preferences.ts';
import { thisPlatform } from './pressed-keys.ts';

/** The keys of each shortcut: the agent's own, else the defaults. */
export const useShortcutKeys = defineStore('shortcuts', () => {
  const app = useApp();
  const preferences = usePreferences();

  const defaults = computed<ShortcutKeys>(() => ({
    ...defaultKeys(thisPlatform()),
    quickWrapUp: app.state?.quickWrapUpKeys ?? '',
  }));
  const keys = computed<ShortcutKeys>(() => ({ ...defaults.value, ...preferences.current.shortcuts }));
  const changed = (name: ShortcutName): boolean => keys.value[name] !== defaults.value[name];

  /** Gives a shortcut other keys; '' removes them. */
  async function set(name: ShortcutName, wanted: string): Promise<void> {
    const own = Object.fromEntries(
      Object.entries({ ...preferences.current.shortcuts, [name]: wanted }).filter(
        ([each, keys]) => each !== name || keys !== defaults.value[name],
      ),
    );
    await preferences.change({ shortcuts: own });
  }

  /** Restores the defaults. */
  const reset = (): Promise<void> => preferences.change({ shortcuts: {} });

  return { keys, changed, set, reset };
});
