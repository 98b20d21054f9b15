import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Page } from '@playwright/test';
import type { DesktopApp } from './desktop-app.ts';
import { expect, test } from './desktop-test.ts';
import { ring } from './lcm.ts';

/** The page's bar, and the area that the system leaves to the page beside the window's buttons. */
async function bar(page: Page) {
  return await page.evaluate(() => {
    const { windowControlsOverlay: overlay } = navigator as unknown as {
      windowControlsOverlay: { visible: boolean; getTitlebarAreaRect(): DOMRect };
    };
    const area = overlay.getTitlebarAreaRect();
    const element = document.querySelector('.title-bar')!;
    const parts = [...element.querySelectorAll('a, button, .badge, img')].filter((part) =>
      part.checkVisibility(),
    );
    return {
      isOver: overlay.visible,
      buttons: area.left > 0 ? ('left' as const) : ('right' as const),
      room: window.innerWidth - area.width,
      areaHeight: Math.round(area.height),
      height: Math.round(element.getBoundingClientRect().height),
      underButtons: parts
        .filter((part) => {
          const { left, right } = part.getBoundingClientRect();
          return left < area.left || right > area.right;
        })
        .map((part) => part.outerHTML.slice(0, 120)),
      moves: [element, ...element.querySelectorAll('button')].map((each) =>
        getComputedStyle(each).getPropertyValue('-webkit-app-region'),
      ),
    };
  });
}

/** Saves a picture of the display, since the system draws the buttons outside of the page. */
async function displayPicture(app: DesktopApp, name: string): Promise<void> {
  const png = await app.electron.evaluate(async ({ desktopCapturer, screen }) => {
    const { size } = screen.getPrimaryDisplay();
    const [display] = await desktopCapturer.getSources({ types: ['screen'], thumbnailSize: size });
    return display!.thumbnail.toPNG().toString('base64');
  });
  writeFileSync(resolve(import.meta.dirname, `../../test-output/screenshots/${name}.png`), png, 'base64');
}

test('the page’s bar moves the window, and nothing of it is under the window’s buttons at any zoom', async ({
  app,
  lcm,
}) => {
  const { main } = app;
  await expect.poll(() => app.isShown(main)).toBe(true);
  ring(lcm, 'b-1');
  await expect(main.getByRole('combobox')).toBeVisible();
  // The window tells the page a moment later how much room its buttons take.
  await expect
    .poll(() => bar(main))
    .toMatchObject({ isOver: true, areaHeight: 44, height: 44, underButtons: [] });
  const { moves, ...usual } = await bar(main);
  expect(usual.room).toBeGreaterThan(60);
  expect(moves.length).toBeGreaterThan(3);
  expect(new Set(moves.slice(1))).toEqual(new Set(['no-drag']));
  expect(moves[0]).toBe('drag');

  for (const [key, zoom] of [
    ['Light', 80],
    ['Dark', 200],
  ] as const) {
    await main.getByRole('button', { name: 'Preferences' }).click();
    const dialog = main.getByRole('dialog');
    await dialog.getByRole('radiogroup', { name: 'Colours' }).getByRole('radio', { name: key }).click();
    await dialog
      .getByRole('radiogroup', { name: 'Size' })
      .getByRole('radio', { name: `${zoom}%` })
      .click();
    await main.keyboard.press('Escape');
    await expect.poll(() => main.evaluate(() => window.innerWidth)).toBe((1_180 * 100) / zoom);
    await expect.poll(() => bar(main)).toMatchObject({ areaHeight: 44, height: 44, underButtons: [] });
    await displayPicture(app, `15-title-bar-${key.toLowerCase()}`);
  }
});

test('in a system that reads from right to left, the bar leaves room at the left', async ({ start }) => {
  const { main, ...app } = await start('--lang=ar');
  await expect(main.getByRole('dialog').or(main.locator('.title-bar'))).toBeVisible();
  await expect.poll(() => bar(main)).toMatchObject({ isOver: true, buttons: 'left', underButtons: [] });
  await displayPicture(app as DesktopApp, '15-title-bar-ar');
});
