import { afterEach, expect, it } from 'vitest';
import { createApp, defineComponent, h } from 'vue';
import { i18n, setLanguage, useWords, type Words } from '../../../../src/renderer/i18n/i18n.ts';
import { setCustoms, tags } from '../../../../src/renderer/i18n/region.ts';

let words: Words;
const Probe = defineComponent({
  setup() {
    words = useWords();
    return () => h('p');
  },
});

function mountProbe(): void {
  createApp(Probe).use(i18n).mount(document.createElement('div'));
}

afterEach(() => setLanguage('en'));

it('isolates text in the gaps of Arabic words, and leaves other languages and numbers unchanged', async () => {
  mountProbe();
  await setLanguage('ar');
  expect(words.t('calls.title', { call: '5|3' })).toBe('المكالمة \u20685|3\u2069');
  expect(words.t('link.nextTry', { seconds: 3 })).toBe('المحاولة التالية بعد 3 ث');
  await setLanguage('hi');
  expect(words.t('calls.title', { call: '5|3' })).toBe('कॉल 5|3');
});

it.each([
  [0, 'لم يُعثر على نتائج'],
  [1, 'عُثر على نتيجة واحدة'],
  [2, 'عُثر على نتيجتين'],
  [3, 'عُثر على 3 نتائج'],
  [11, 'عُثر على 11 نتيجة'],
  [100, 'عُثر على 100 نتيجة'],
])('counts %i outcomes as Arabic does', async (n, expected) => {
  mountProbe();
  await setLanguage('ar');
  expect(words.t('outcomes.hitCount', { n }, n)).toBe(expected);
});

it('writes dates of the Gregorian calendar with ASCII digits in every language', async () => {
  for (const language of ['en', 'hi', 'ar'] as const) {
    await setLanguage(language);
    const { calendar, numberingSystem } = new Intl.DateTimeFormat(tags.value.words).resolvedOptions();
    expect([calendar, numberingSystem]).toEqual(['gregory', 'latn']);
  }
});

it('keeps them if the machine’s region has others', async () => {
  setCustoms({ region: null, clock: 'system', readable: ['ar-SA'] });
  await setLanguage('ar');
  const { words } = tags.value;
  setCustoms({ region: null, clock: 'system', readable: navigator.languages });
  expect(words).toMatch(/^ar-SA-u-/);
  expect(new Intl.DateTimeFormat(words, { timeZone: 'UTC' }).format(0)).toContain('1970');
});
