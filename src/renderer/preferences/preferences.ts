import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { ContractError } from '#shared/contract/index.ts';
import {
  DEFAULT_PREFERENCES,
  type PreferenceChange,
  type Preferences,
} from '#shared/contract/preferences.ts';
import { useCore } from '../api/core.ts';
import { useApp } from '../api/app.ts';

/** The preferences of the agent who is signed in. */
export const usePreferences = defineStore('preferences', () => {
  const core = useCore();
  const app = useApp();
  const current = computed<Preferences>(() => app.state?.preferences ?? DEFAULT_PREFERENCES);
  const failure = shallowRef<ContractError | null>(null);

  /** Saves a change, which takes effect once it is saved. */
  async function change(wanted: PreferenceChange): Promise<void> {
    const answer = await core.api.setPreferences(wanted);
    failure.value = answer.ok ? null : answer.error;
  }

  return { current, failure, change };
});
