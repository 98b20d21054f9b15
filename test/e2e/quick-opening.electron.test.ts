import { openQuick } from '#test/bench/screen/pressing.ts';
import { expect, test } from './desktop-test.ts';
import { ring } from './lcm.ts';

const OPENINGS = 3;

// How long it takes is for `npm run bench -- --only screen` to say.
test('the quick wrap-up opens with the current call, the keyboard in its search', async ({ app, lcm }) => {
  const quick = await app.windowOf(app.quick);
  for (let opening = 0; opening < OPENINGS; opening += 1) {
    const call = `s-${opening}-`;
    ring(lcm, call);
    await expect(app.main.getByRole('button', { name: call })).toBeVisible();
    const times = await openQuick(quick, call);
    expect(times.painted).toBeGreaterThan(0);
    expect(await app.hasKeyboard(app.quick)).toBe(true);
    await expect(app.quick.getByRole('radio', { name: call })).toBeChecked();
    await app.pressShortcut();
    await expect.poll(() => app.isShown(app.quick)).toBe(false);
  }
});
