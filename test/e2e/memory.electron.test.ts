import type { Page } from '@playwright/test';
import { expect, test } from './desktop-test.ts';
import { ring, type TestLcm } from './lcm.ts';
import { seeCall } from './screen.ts';

/**
 * How many nodes and listeners 12 further calls may leave: each has a line among the done calls, of some 30 nodes. A form would
 * have some 900.
 */
const LEFT = { nodes: 450, listeners: 40 };
/** Within it, in milliseconds, a page has freed what it does not need. */
const PAUSE = 20_000;
/** Bytes of the main process's young generation, both halves. Left alone, it has 16.8 MB by then. */
const YOUNG = 6_000_000;

async function wrapUp(main: Page, lcm: TestLcm, callId: string): Promise<void> {
  ring(lcm, callId);
  await seeCall(main, callId);
  const search = main.getByRole('combobox', { name: 'Find an outcome' });
  await search.fill('pro card');
  await main.getByRole('option').first().waitFor();
  await search.press('Control+Enter');
  await expect(main.getByText(`Saved. Contact ${callId}`).first()).toBeVisible();
}

interface Held {
  readonly nodes: number;
  readonly listeners: number;
}

/** What the page holds, with what it has not freed yet. */
async function held(page: Page): Promise<Held> {
  const session = await page.context().newCDPSession(page);
  const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters');
  await session.detach();
  return { nodes, listeners: jsEventListeners };
}

/** What the page holds once it has freed what it does not need. */
async function needed(page: Page): Promise<Held> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  await session.detach();
  return await held(page);
}

// `npm run bench -- --only screen` measures the memory of a shift.
test('in a pause, calls that are wrapped up leave nothing in either window, and the main process stays young and small', async ({
  app,
  lcm,
}) => {
  const pages = [app.main, app.quick];
  for (let call = 0; call < 6; call += 1) await wrapUp(app.main, lcm, `early-${call}-`);
  const early = await Promise.all(pages.map(needed));
  for (let call = 0; call < 12; call += 1) await wrapUp(app.main, lcm, `late-${call}-`);
  const worked = await Promise.all(pages.map(held));
  for (const [window, page] of pages.entries()) {
    const { nodes, listeners } = early[window]!;
    expect(worked[window]!.nodes - nodes).toBeGreaterThan(LEFT.nodes);
    // Nobody tells it to.
    await expect
      .poll(async () => (await held(page)).nodes - nodes, { timeout: PAUSE })
      .toBeLessThanOrEqual(LEFT.nodes);
    const late = await held(page);
    console.log(
      `window ${window}: ${nodes} nodes after 6 calls, ${worked[window]!.nodes} after 18, ${late.nodes} in a pause`,
    );
    expect(late.listeners - listeners).toBeLessThanOrEqual(LEFT.listeners);
  }
  const young = await app.electron.evaluate(() => {
    const v8 = process.getBuiltinModule('node:v8');
    return v8.getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size;
  });
  expect(young).toBeLessThanOrEqual(YOUNG);
  expect(young).toBeGreaterThan(0);
});
