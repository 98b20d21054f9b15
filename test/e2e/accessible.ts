import { expect, type Page } from '@playwright/test';
import axe, { type RunOptions } from 'axe-core';

/**
 * What the agent's system may ask for. The first is what a page shows by default. A look changes colours only
 * (`src/renderer/styles/tokens.css`), so in each other one only the rules about colours are applied.
 */
const LOOKS = [
  { colorScheme: 'light', contrast: 'no-preference' },
  { colorScheme: 'dark', contrast: 'no-preference' },
  { colorScheme: 'light', contrast: 'more' },
  { colorScheme: 'dark', contrast: 'more' },
] as const;
type Look = (typeof LOOKS)[number];

const OF_COLOURS: RunOptions = {
  runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },
};

/** Checks that axe finds nothing on the current page: WCAG 2.2 AA and axe's best practices. */
export async function expectAccessible(page: Page): Promise<void> {
  await settled(page);
  expect(await violations(page)).toEqual([]);
}

/**
 * Does the same for every look of the current page: light, dark, and both with more contrast. The agent must have chosen
 * the system's look.
 *
 * @param seen called in each look, with its name
 */
export async function expectAccessibleInEveryLook(
  page: Page,
  seen: (look: string) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  await expectAccessible(page);
  for (const [at, look] of LOOKS.entries()) {
    const name = look.colorScheme + (look.contrast === 'more' ? ', high contrast' : '');
    if (at > 0) {
      await take(page, look);
      await settled(page);
      expect.soft(await violations(page, OF_COLOURS), name).toEqual([]);
    }
    await seen(name);
  }
  await take(page, LOOKS[0]);
}

async function take(page: Page, look: Look): Promise<void> {
  await page.emulateMedia(look);
  const root = page.locator('html');
  await expect(root).toHaveCSS('color-scheme', look.colorScheme);
  await expect(root).toHaveAttribute('data-contrast', look.contrast === 'more' ? 'more' : 'normal');
}

/**
 * Waits until nothing fades any more: while something does, its contrast is less. A change of the theme starts only in the
 * next frames. What turns for ever is not waited for.
 */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = (): Promise<number> => new Promise(requestAnimationFrame);
    const ending = async (): Promise<Animation[]> => {
      await frame();
      await frame();
      return document.getAnimations().filter((each) => each.effect?.getTiming().iterations !== Infinity);
    };
    for (let all = await ending(); all.length > 0; all = await ending())
      await Promise.allSettled(all.map(({ finished }) => finished));
  });
}

/** What axe finds: each rule, and the elements that break it. The page gets axe once. No page of the app has frames. */
async function violations(page: Page, options: RunOptions = {}): Promise<[string, string[]][]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  return await page.evaluate(async (chosen) => {
    const { axe: inPage } = window as unknown as { axe: typeof axe };
    const found = await inPage.run(document, { ...chosen, resultTypes: ['violations'] });
    return found.violations.map(({ id, nodes }): [string, string[]] => [id, nodes.map(({ html }) => html)]);
  }, options);
}
