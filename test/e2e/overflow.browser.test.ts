import { LANGUAGES, PSEUDO_LANGUAGE, type Language } from '#shared/contract/language.ts';
import { expect, test } from './browser-test.ts';
import { ring } from './lcm.ts';
import { overflows } from './overflows.ts';
import { picture } from './screen.ts';

const KEY = '5|3|1|0|0|44|1';

const SIZES = [
  [1_180, 780],
  [360, 640],
] as const;

/** English with words a good third longer, and every language of the app. */
const SPOKEN: readonly Language[] = [PSEUDO_LANGUAGE, ...LANGUAGES.filter((language) => language !== 'en')];

for (const language of SPOKEN) {
  test.describe(`in ${language}`, () => {
    test.use({ preferences: { language } });

    for (const [width, height] of SIZES) {
      test(`words fit, ${width} wide`, async ({ app, lcm }) => {
        await app.setViewportSize({ width, height });
        await expect(app.locator('html')).toHaveAttribute('lang', language);
        for (const call of ['o-1', 'o-2']) ring(lcm, call, KEY);
        await expect(app.locator('.call')).toHaveCount(2);
        await app.locator('textarea').fill('Not done yet');
        await app.getByRole('switch').click();
        const tabs = app.locator('nav button');
        for (const [index, view] of ['wrap-up', 'outbox', 'history'].entries()) {
          await tabs.nth(index).click();
          await picture(app, `13-${language}-${view}-${width}`);
          expect.soft(await overflows(app), view).toEqual([]);
        }
        await app.locator('header .icon').last().click();
        await expect(app.getByRole('dialog')).toBeVisible();
        await picture(app, `13-${language}-preferences-${width}`);
        expect.soft(await overflows(app), 'preferences').toEqual([]);

        await app.goto(new URL('/quick.html', app.url()).href);
        await expect(app.getByRole('treeitem').first()).toBeAttached();
        await app.setViewportSize({ width: Math.min(width, 560), height: Math.min(height, 760) });
        const when = app.locator('#field-callbackWhen');
        for (const [state, typed, key] of [
          ['callback', '', 'Alt+c'],
          ['reading', '10:00-11:00', 'Shift'],
          ['problem', '1/1/2020 10:00', 'Control+Enter'],
        ] as const) {
          if (typed !== '') await when.fill(typed);
          await app.keyboard.press(key);
          await expect(when).toBeVisible();
          if (state === 'problem') await expect(when).toHaveAttribute('aria-invalid', 'true');
          await picture(app, `13-${language}-quick-${state}-${width}`);
          expect.soft(await overflows(app), `quick wrap-up, ${state}`).toEqual([]);
        }
      });
    }
  });
}
