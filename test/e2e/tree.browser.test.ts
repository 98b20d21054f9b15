import { expect, test } from './browser-test.ts';
import { ring } from './lcm.ts';

/** The keys of the WAI-ARIA tree view pattern (APG), as a browser sends them, for each reading direction. */
for (const [language, open, close] of [
  ['en', 'ArrowRight', 'ArrowLeft'],
  ['ar', 'ArrowLeft', 'ArrowRight'],
] as const) {
  test.describe(language, () => {
    test.use({ preferences: { language } });

    test(`every key of the tree view pattern works, ${language}`, async ({ app, lcm }) => {
      ring(lcm, 'tree-1', '5|3|1|0|0|44|1');
      const tree = app.locator('[role=tree]');
      const lines = tree.locator('[role=treeitem]');
      await expect(lines.first()).toBeVisible();
      await tree.focus();
      const active = async (): Promise<string> => (await tree.getAttribute('aria-activedescendant')) ?? '';
      const line = async (place: 'first' | 'last') => (await lines[place]().getAttribute('id')) ?? '';
      const expanded = async () => app.locator(`[id="${await active()}"]`).getAttribute('aria-expanded');

      await app.keyboard.press('End');
      await expect.poll(active).toBe(await line('last'));
      await app.keyboard.press('Home');
      await expect.poll(active).toBe(await line('first'));
      const first = await active();

      await app.keyboard.press('ArrowDown');
      await expect.poll(active).not.toBe(first);
      await app.keyboard.press('ArrowUp');
      await expect.poll(active).toBe(first);
      await app.keyboard.press('PageDown');
      await expect.poll(active).not.toBe(first);
      await app.keyboard.press('PageUp');
      await expect.poll(active).toBe(first);

      // Only what is in view is drawn, a moment after it has scrolled.
      await expect(lines.first()).toHaveAttribute('id', first);
      // Close the group and open it again; move into it and out of it.
      const places = await lines.evaluateAll((all) =>
        all.findIndex((each) => each.hasAttribute('aria-expanded')),
      );
      for (let place = 0; place < places; place += 1) await app.keyboard.press('ArrowDown');
      await expect.poll(expanded).not.toBe(null);
      const parent = await active();
      if ((await expanded()) === 'true') await app.keyboard.press(close);
      await expect.poll(expanded).toBe('false');
      await app.keyboard.press(open);
      await expect.poll(expanded).toBe('true');
      expect(await active()).toBe(parent);
      await app.keyboard.press(open);
      await expect.poll(active).not.toBe(parent);
      await app.keyboard.press(close);
      await expect.poll(expanded).not.toBe(null);

      // The asterisk opens all siblings of the first group.
      await app.keyboard.press('*');
      await expect(tree.locator('[aria-level="1"][aria-expanded=false]')).toHaveCount(0);
      await expect(tree.locator('[aria-level="1"][aria-expanded=true]')).not.toHaveCount(0);
    });
  });
}
