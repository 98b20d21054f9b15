import { resolve } from 'node:path';
import { expect, test } from './desktop-test.ts';
import { dropOn, LINK, type Dragged } from './drop-on.ts';
import { ring } from './lcm.ts';
import { seeCall } from './screen.ts';

const FILE: Dragged = { files: [resolve(import.meta.dirname, '../../README.md')] };

interface Watching extends Window {
  /** For each drag over the page, whether the page refused it. */
  refused: boolean[];
}

test('something dropped on a window of the desktop app becomes text at most, and never replaces the page', async ({
  app,
  lcm,
}) => {
  ring(lcm, 'd-1');
  await seeCall(app.main, 'd-1');
  await app.pressShortcut();
  await expect.poll(() => app.hasKeyboard(app.quick)).toBe(true);
  for (const [page, name] of [
    [app.quick, 'quick.html'],
    [app.main, 'index.html'],
  ] as const) {
    await page.evaluate(() => {
      const watching = window as unknown as Watching;
      watching.refused = [];
      window.addEventListener('dragover', (event) => watching.refused.push(event.defaultPrevented));
    });
    const comment = page.getByLabel('Comment');
    await comment.fill('agreed');
    for (const dragged of [FILE, LINK]) {
      await dropOn(page.locator('header').first(), dragged);
      await dropOn(page.getByRole('tree'), dragged);
    }
    await dropOn(comment, FILE);
    const refused = await page.evaluate(() => (window as unknown as Watching).refused);
    expect(refused.length).toBeGreaterThanOrEqual(5);
    expect(refused, name).not.toContain(false);
    await expect(comment).toHaveValue('agreed');
    await dropOn(comment, { data: { 'text/plain': 'pays\u202e ' } }, { x: 4, y: 14 });
    await expect(comment).toHaveValue('pays agreed');
    expect(page.url()).toBe(`afterword-app://app/${name}`);
  }
});
