import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import type { DesktopApp } from './desktop-app.ts';
import { expect, test } from './desktop-test.ts';
import { ring } from './lcm.ts';
import { seeCall } from './screen.ts';

/**
 * How many nodes and listeners 13 further calls may leave: each has a line among the done calls, of some 30 nodes, and the browser may
 * hold the last form or two. All 13 forms would have over 6,000 nodes and 1,300 listeners.
 */
const LEFT = { nodes: 2_000, listeners: 400 };
/** How many nodes may wait to be freed between two calls, with those on screen: some ten forms, where the page is never idle. Left alone, 14 wait by the last of 26 calls. */
const MOST_NODES = 10_000;
/** Within it, in milliseconds, a page has freed what it does not need. */
const PAUSE = 25_000;
/** Bytes of the main process's young generation, both halves. Left alone, it has 16.8 MB by then. */
const YOUNG = 6_000_000;

async function wrapUp(main: Page, callId: string): Promise<void> {
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

/** What the page holds once it has freed what it does not need. */
async function held(page: Page): Promise<Held> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters');
  await session.detach();
  return { nodes, listeners: jsEventListeners };
}

/** What each window holds while it shows the form of a call. The hidden quick wrap-up follows within a second. */
async function heldWithForm({ main, quick }: DesktopApp, callId: string): Promise<Held[]> {
  await seeCall(main, callId);
  await expect(quick.getByText(`Contact ${callId}`).first()).toBeAttached();
  for (const page of [main, quick])
    await expect(page.getByRole('treeitem', { includeHidden: true }).first()).toBeAttached();
  return [await held(main), await held(quick)];
}

/** How many images the process that paints holds for the pages, on Linux. */
async function paintedImages({ electron }: DesktopApp): Promise<number> {
  const pid = await electron.evaluate(
    ({ app }) => app.getAppMetrics().find(({ type }) => type === 'GPU')?.pid ?? 0,
  );
  return readFileSync(`/proc/${pid}/maps`, 'utf8').split('/.org.chromium.Chromium.').length - 1;
}

// `npm run bench -- --only screen` measures the memory of a shift.
test('calls that are wrapped up leave nothing in either window, and the main process stays young and small', async ({
  app,
  lcm,
}) => {
  const wrapUpNext = async (callId: string, next: string): Promise<void> => {
    await wrapUp(app.main, callId);
    ring(lcm, next);
  };
  ring(lcm, 'early-0-');
  for (let call = 0; call < 6; call += 1) await wrapUpNext(`early-${call}-`, `early-${call + 1}-`);
  const early = await heldWithForm(app, 'early-6-');
  await wrapUpNext('early-6-', 'late-0-');
  for (let call = 0; call < 12; call += 1) await wrapUpNext(`late-${call}-`, `late-${call + 1}-`);
  const late = await heldWithForm(app, 'late-12-');
  for (const [window, { nodes, listeners }] of late.entries()) {
    console.log(`window ${window}: ${early[window]!.nodes} nodes after 6 calls, ${nodes} after 19`);
    expect(nodes - early[window]!.nodes).toBeLessThanOrEqual(LEFT.nodes);
    expect(listeners - early[window]!.listeners).toBeLessThanOrEqual(LEFT.listeners);
  }
  const young = await app.electron.evaluate(() => {
    const v8 = process.getBuiltinModule('node:v8');
    return v8.getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size;
  });
  expect(young).toBeLessThanOrEqual(YOUNG);
  expect(young).toBeGreaterThan(0);
});

test('the forms of calls that leave no pause are freed before there are many', async ({ app, lcm }) => {
  const session = await app.main.context().newCDPSession(app.main);
  const nodes: number[] = [];
  for (let call = 0; call < 26; call += 1) {
    ring(lcm, `quick-${call}-`);
    await wrapUp(app.main, `quick-${call}-`);
    nodes.push((await session.send('Memory.getDOMCounters')).nodes);
  }
  console.log(`nodes after each call, with those that nobody has yet freed: ${nodes.join(' ')}`);
  expect(Math.max(...nodes)).toBeLessThanOrEqual(MOST_NODES);
});

test('in a pause, the process that paints lets go the images that the calls left behind', async ({
  app,
  lcm,
}) => {
  test.skip(process.platform !== 'linux', 'elsewhere nobody tells how many there are');
  for (let call = 0; call < 6; call += 1) {
    ring(lcm, `call-${call}-`);
    await wrapUp(app.main, `call-${call}-`);
  }
  const images = await paintedImages(app);
  expect(images).toBeGreaterThan(10);
  // Left alone, it keeps all of them until something is painted.
  await expect.poll(() => paintedImages(app), { timeout: PAUSE }).toBeLessThanOrEqual(images * 0.85);
});
