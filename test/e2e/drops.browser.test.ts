import { resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './browser-test.ts';
import { dropOn, LINK, type Dragged } from './drop-on.ts';
import { ring } from './lcm.ts';
import { seeCall } from './screen.ts';

const FILE: Dragged = { files: [resolve(import.meta.dirname, '../../README.md')] };
/** An invisible character that reverses the letters after it. */
const OVERRIDE = '\u202e';

/** From now on, collects every address that would replace the page. */
function watchLeaving(app: Page): string[] {
  const left: string[] = [];
  app.on('request', (request) => {
    if (request.isNavigationRequest()) left.push(request.url());
  });
  app.on('framenavigated', (frame) => left.push(frame.url()));
  app.context().on('page', (page) => left.push(page.url()));
  return left;
}

test('text dropped on the comment goes in under the pointer, cleaned like pasted text', async ({
  app,
  lcm,
}) => {
  ring(lcm, 'd-1');
  await seeCall(app, 'd-1');
  // What LCM tells of the call is there, so nothing moves under the pointer.
  await expect(app.getByText('@customer.example', { exact: false }).first()).toBeVisible();
  const comment = app.getByLabel('Comment');
  await comment.fill('agreed');
  // The caret is at the end. The text is dropped before the first letter.
  await dropOn(comment, { data: { 'text/plain': `pays${OVERRIDE} ` } }, { x: 4, y: 14 });
  await expect(comment).toHaveValue('pays agreed');
  await expect(app.getByText('One invisible character was left out', { exact: false })).toBeVisible();
  await expect(comment).toBeFocused();
  await app.keyboard.press('Control+z');
  await expect(comment).toHaveValue('agreed');
  await dropOn(comment, { data: { 'text/plain': 'all ' } }, { x: 4, y: 14 });
  await expect(comment).toHaveValue('all agreed');
});

for (const page of ['index.html', 'quick.html']) {
  test(`a file or a link dropped on ${page} does not replace the page`, async ({ app, lcm }) => {
    ring(lcm, 'd-2');
    await seeCall(app, 'd-2');
    if (page === 'quick.html') await app.goto(new URL(`/${page}`, app.url()).href);
    const comment = app.getByLabel('Comment');
    await comment.fill('kept');
    const left = watchLeaving(app);
    for (const dragged of [FILE, LINK]) {
      await dropOn(app.locator('header').first(), dragged);
      await dropOn(app.getByRole('tree'), dragged);
    }
    await dropOn(comment, FILE);
    await expect(comment).toHaveValue('kept');
    // In a text field, a link is inserted as text.
    await dropOn(comment, LINK);
    await expect(comment).toHaveValue(/https:\/\/example\.org\//);
    expect(left).toEqual([]);
  });
}
