import { computed, shallowRef } from 'vue';
import type { Language } from '#shared/contract/language.ts';
import type { Preferences } from '#shared/contract/preferences.ts';
import { formatTags, regionIn, type FormatTags } from '#shared/contract/region.ts';
import { i18n } from './i18n.ts';

interface Customs {
  /** What the core knows of the machine's region; see `AppState`. */
  readonly region: string | null;
  /** The clock that the agent prefers. */
  readonly clock: Preferences['clock'];
  /** The languages of the machine, best first. */
  readonly readable: readonly string[];
}

/** The customs of this window. Like its words, they are the same for all components. */
const customs = shallowRef<Customs>({ region: null, clock: 'system', readable: navigator.languages });

export function setCustoms(next: Customs): void {
  customs.value = next;
}

/** The language tags for dates, times and numbers in this window. */
export const tags = computed<FormatTags>(() => {
  const language = i18n.global.locale.value as Language;
  const { region, clock, readable } = customs.value;
  return formatTags(language, region ?? regionIn(readable, language), clock);
});
