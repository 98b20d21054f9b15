import type { Language } from './language.ts';
import type { Preferences } from './preferences.ts';

/** The language tags that dates, times and numbers follow. Both have the Gregorian calendar and ASCII digits. */
export interface FormatTags {
  /** For what contains words: the language of the screen with the region's clock and week, such as `en-DE-u-hc-h23`. */
  readonly words: string;
  /** For figures alone: the order of day and month, and the signs in numbers. */
  readonly figures: string;
}

/**
 * The tags for the words of a language and the customs of a region.
 *
 * CLDR has data for English in Germany (`en-DE`), but none for German in the United States or English in Brazil. There
 * the runtime would drop the region without a word. So figures and the clock then follow the region's main language,
 * and only the words follow the agent's.
 *
 * @param region BCP 47 tag of which the region and the hour cycle count, such as `und-DE` or `en-US-u-hc-h23`; null
 *   if the region is unknown: then the language's own customs hold
 * @param clock the clock that the agent prefers
 */
export function formatTags(
  language: Language,
  region: string | null,
  clock: Preferences['clock'] = 'system',
): FormatTags {
  const place = region === null ? null : new Intl.Locale(region);
  const tongue = new Intl.Locale(language).language;
  const words = place?.region === undefined ? new Intl.Locale(tongue) : localeIn(place.region, tongue);
  const figures =
    place?.region === undefined || isKnown(words)
      ? words
      : localeIn(place.region, mainLanguage(place.region));
  const hourCycle = clock === 'system' ? (place?.hourCycle ?? hourCycleOf(figures)) : clock;
  const tag = (locale: Intl.Locale): string =>
    // LCM's dates, keys and ids use these, and two ways to write a number on one screen would mislead.
    new Intl.Locale(locale, { calendar: 'gregory', numberingSystem: 'latn', hourCycle }).toString();
  return { words: tag(words), figures: tag(figures) };
}

const localeIn = (region: string, language: string): Intl.Locale => new Intl.Locale(language, { region });

/** Without its script: the runtime has data for `en-GB`, but not for `en-Latn-GB`. */
const mainLanguage = (region: string): string => localeIn(region, 'und').maximize().language;

/** Whether the runtime has data for a language in a region. */
function isKnown(locale: Intl.Locale): boolean {
  const { locale: found } = new Intl.DateTimeFormat(locale.toString()).resolvedOptions();
  return new Intl.Locale(found).region === locale.region;
}

function hourCycleOf(locale: Intl.Locale): Preferences['clock'] & Intl.LocaleHourCycleKey {
  const { hourCycle } = new Intl.DateTimeFormat(locale.toString(), { hour: 'numeric' }).resolvedOptions();
  return hourCycle?.startsWith('h1') === true ? 'h12' : 'h23';
}

/**
 * The region in a list of languages, for a machine that does not tell its region: of the first tag in the language of
 * the screen, else of the first tag that names a region; null if none does. Browsers come with `en-US` everywhere, so
 * that tag says nothing about an agent who reads another language.
 *
 * @param readable BCP 47 tags, such as `navigator.languages`
 */
export function regionIn(readable: readonly string[], language: Language): string | null {
  const located = readable.filter((tag) => parsed(tag)?.region !== undefined);
  const own = new Intl.Locale(language).language;
  return (
    located.find((tag) => parsed(tag)?.language === own) ?? located.find((tag) => tag !== 'en-US') ?? null
  );
}

function parsed(tag: string): Intl.Locale | null {
  try {
    return new Intl.Locale(tag);
  } catch {
    return null;
  }
}
