import type { Page } from '@playwright/test';
import type { DesktopApp } from './desktop-app.ts';
import { expect, test } from './desktop-test.ts';
import { ring } from './lcm.ts';
import { seeCall } from './screen.ts';

/**
 * How many nodes and listeners 13 further calls may leave: each has a line among the done calls, of some 30 nodes. Their forms would
 * have some 900 each.
 */
const LEFT = { nodes: 450, listeners: 60 };
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
  return [await held(main), await held(quick)];
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
