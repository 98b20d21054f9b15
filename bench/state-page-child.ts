/**
 * Changes one of many calls to wrap up, over and over, while the built main window shows them in Chromium. Reports what
 * a change costs the page's main thread: taking it, drawing it, and whatever else runs because of it.
 */
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { chromium, type CDPSession } from '@playwright/test';
import { createCore } from '#main/core/core.ts';
import { fileKeyProtector } from '#main/database/key-file.ts';
import { silentLog as log } from '#main/base/log.ts';
import { startBrowserHost } from '#main/hosts/browser/server.ts';
import { EMPTY_DRAFT } from '#shared/draft/draft.ts';
import { findChromium } from '#test/e2e/find-chromium.ts';
import { readOrders, say } from './child.ts';
import type { StateOrders } from './state-child.ts';

/**
 * Milliseconds of the page's main thread for one change, what of it runs script and layout (the rest draws the frame), and
 * for each second in which nothing changes.
 */
export interface PageReport {
  readonly changeMs: number;
  readonly scriptMs: number;
  readonly idleMs: number;
}

/** Longer than the core rests between two states, in milliseconds. */
const APART = 100;

const { folder, callId, changes } = readOrders() as StateOrders;
const core = await createCore({ dataDir: folder, keyProtector: fileKeyProtector, log });
const host = await startBrowserHost({
  pages: join(import.meta.dirname, '../out/renderer'),
  port: 0,
  answer: core.answer,
  events: core.events,
  onTokenSpent: () => {},
});
const executablePath = findChromium();
if (executablePath === null) throw new Error('There is no Chromium to show the window in.');
const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
const browser = await chromium.launch({ executablePath, args });
const page = await browser.newPage();
await page.goto(host.address());
await page.getByRole('complementary').getByRole('listitem').first().waitFor({ timeout: 120_000 });
const session = await page.context().newCDPSession(page);
// In processor time, which depends less on the machine's load.
await session.send('Performance.enable', { timeDomain: 'threadTicks' });

await change(-10);
const idle = await busyDuring(() => setTimeout(changes * APART));
const busy = await busyDuring(() => change(changes));
const changeMs = (of: 'task' | 'script'): number =>
  (busy[of] - (idle[of] / idle.lasted) * busy.lasted) / changes;
const idleMs = (idle.task / idle.lasted) * 1_000;
say({ changeMs: changeMs('task'), scriptMs: changeMs('script'), idleMs } satisfies PageReport);
await browser.close();
await host.close();
await core.close();

async function change(times: number): Promise<void> {
  for (let round = 0; round < Math.abs(times); round += 1) {
    await core.answer('saveDraft', {
      callId,
      draft: { ...EMPTY_DRAFT, comment: `change ${times} ${round}` },
    });
    await setTimeout(APART);
  }
}

/** How long the main thread was busy during the work, in milliseconds of processor time; `lasted` by a clock. */
async function busyDuring(
  work: () => Promise<unknown>,
): Promise<{ lasted: number; task: number; script: number }> {
  const before = await spent(session);
  const began = performance.now();
  await work();
  const lasted = performance.now() - began;
  const after = await spent(session);
  return { lasted, task: after.task - before.task, script: after.script - before.script };
}

async function spent(by: CDPSession): Promise<{ task: number; script: number }> {
  const { metrics } = await by.send('Performance.getMetrics');
  const ms = (name: string): number => (metrics.find((each) => each.name === name)?.value ?? 0) * 1_000;
  return {
    task: ms('TaskDuration'),
    script: ms('ScriptDuration') + ms('LayoutDuration') + ms('RecalcStyleDuration'),
  };
}
