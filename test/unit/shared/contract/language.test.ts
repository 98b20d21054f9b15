import { expect, it } from 'vitest';
import { chooseLanguage, directionOf } from '#shared/contract/language.ts';

it.each([
  [['en-GB'], 'en'],
  [['xx', 'EN-us'], 'en'],
  [['fr', 'ar-EG', 'en'], 'ar'],
  [['hi-IN', 'en-IN'], 'hi'],
  [['fr', 'pt-BR'], 'en'],
  [['es-419', 'en-US'], 'es'],
  [['fr', 'de-AT', 'en'], 'de'],
  [[], 'en'],
])('of those that somebody reads, %j, the screen speaks %s', (readable, language) => {
  expect(chooseLanguage(readable)).toBe(language);
});

it.each([
  ['en', 'ltr'],
  ['hi', 'ltr'],
  ['ar', 'rtl'],
] as const)('%s is read %s', (language, direction) => expect(directionOf(language)).toBe(direction));
