import { isolated, PSEUDO_LANGUAGE, type Language } from '#shared/contract/language.ts';
import type { ReasonCode } from '#shared/reasons/reason-codes.ts';
import type { Reason } from '#shared/reasons/reason.ts';
import ar from '#shared/reasons/locales/ar.json' with { type: 'json' };
import de from '#shared/reasons/locales/de.json' with { type: 'json' };
import en from '#shared/reasons/locales/en.json' with { type: 'json' };
import later from '#shared/reasons/locales/en-later.json' with { type: 'json' };
import es from '#shared/reasons/locales/es.json' with { type: 'json' };
import hi from '#shared/reasons/locales/hi.json' with { type: 'json' };
import { fillPhrase } from './phrase.ts';

type Phrases = Readonly<Record<ReasonCode, string>>;
let english: Phrases | null = null;
const files: Readonly<Record<Exclude<Language, typeof PSEUDO_LANGUAGE>, { reason: Phrases }>> = {
  ar,
  de,
  en: {
    // The build reads a file when one of its members is first used.
    get reason() {
      return (english ??= { ...en.reason, ...later.reason });
    },
  },
  es,
  hi,
};

/**
 * Words a reason for anything shown outside the pages. The pages use the same locale files.
 *
 * @param locale BCP 47 tag for the format of numbers, such as `en-GB` for the language `en`
 */
export function reasonWords({ code, params }: Reason, language: Language, locale: string = language): string {
  const phrases: Readonly<Record<string, string>> =
    files[language === PSEUDO_LANGUAGE ? 'en' : language].reason;
  const gaps = Object.entries(params).map(([name, value]) => [
    name,
    typeof value === 'number' ? new Intl.NumberFormat(locale).format(value) : isolated(value, language),
  ]);
  return fillPhrase(phrases[code] ?? code, locale, Object.fromEntries(gaps) as Record<string, string>);
}
