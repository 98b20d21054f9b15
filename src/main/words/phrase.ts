/** The plural categories in the order in which locale files list their forms. Source: CLDR, plural rules. */
const CATEGORIES: readonly Intl.LDMLPluralRule[] = ['zero', 'one', 'two', 'few', 'many', 'other'];

/**
 * Fills a phrase of a locale file, in the syntax of the pages: gaps as `{name}`, plural forms separated by ` | `. Two
 * forms mean one and more. If there are as many forms as the language has categories, they are in CLDR's order.
 *
 * @param language BCP 47 tag of the phrase
 * @param n selects the form, and fills `{n}` in the language's number format
 */
export function fillPhrase(
  phrase: string,
  language: string,
  gaps: Readonly<Record<string, string>> = {},
  n?: number,
): string {
  const form = n === undefined ? phrase : formFor(phrase.split(' | '), language, n);
  const filled = n === undefined ? gaps : { ...gaps, n: new Intl.NumberFormat(language).format(n) };
  return form.replace(/\{(\w+)\}/g, (gap, name: string) => filled[name] ?? gap);
}

function formFor(forms: readonly string[], language: string, n: number): string {
  const rules = new Intl.PluralRules(language);
  const category = rules.select(n);
  const own = CATEGORIES.filter((each) => rules.resolvedOptions().pluralCategories.includes(each));
  const place = forms.length === own.length ? own.indexOf(category) : category === 'one' ? 0 : 1;
  return forms[Math.min(place, forms.length - 1)] ?? '';
}
