import type { JSHandle } from '@playwright/test';
import type { BrowserWindow } from 'electron';
import type { TestHooks } from '#main/desktop/test-hooks.ts';
import { quantile } from '#test/bench/statistics.ts';
import { expect, test } from './desktop-test.ts';
import { ring } from './lcm.ts';

const OPENINGS = 30;

/** In Electron's main process, under AFTERWORD_E2E. */
declare const __afterwordTest: TestHooks;

/**
 * Opens the quick wrap-up by its shortcut. Resolves with how many milliseconds later the window has the keyboard, and
 * how many later its page has painted that call with the keyboard in the search.
 */
async function open(
  quick: JSHandle<BrowserWindow>,
  callId: string,
): Promise<{ focused: number; painted: number }> {
  return await quick.evaluate(async (window, call) => {
    const now = (): number => performance.timeOrigin + performance.now();
    const painted = window.webContents.executeJavaScript(`new Promise((resolve) => {
      const look = () => {
        const chosen = document.querySelector('[role=radio][data-state=checked]')?.textContent ?? '';
        const isReady = document.activeElement?.role === 'combobox' && chosen.includes('${call}');
        if (!isReady || document.visibilityState !== 'visible') return requestAnimationFrame(look);
        // Its turn comes after the frame that is being made.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.timeOrigin + performance.now());
        port2.postMessage(null);
      };
      requestAnimationFrame(look);
    })`) as Promise<number>;
    const focused = new Promise<number>((resolve) => {
      window.once('focus', () => {
        resolve(now());
      });
    });
    // The page has begun to look.
    await window.webContents.executeJavaScript('null');
    const began = now();
    __afterwordTest.pressShortcut();
    return { focused: (await focused) - began, painted: (await painted) - began };
  }, callId);
}

test('the quick wrap-up opens with the current call, ready to type, within 100 ms', async ({ app, lcm }) => {
  test.setTimeout(120_000);
  const quick = await app.windowOf(app.quick);
  const focused: number[] = [];
  const painted: number[] = [];
  for (let opening = 0; opening < OPENINGS; opening += 1) {
    const call = `s-${opening}-`;
    ring(lcm, call);
    await expect(app.main.getByRole('button', { name: call })).toBeVisible();
    const times = await open(quick, call);
    focused.push(times.focused);
    painted.push(times.painted);
    await app.pressShortcut();
    await expect.poll(() => app.isShown(app.quick)).toBe(false);
  }
  const said = (values: number[]): string =>
    `p50 ${quantile(values, 0.5).toFixed(1)} ms, p95 ${quantile(values, 0.95).toFixed(1)} ms`;
  console.log(`quick wrap-up, ${OPENINGS} openings: keyboard ${said(focused)}; painted ${said(painted)}`);
  // The aim is 100 ms for 95 of 100. A machine that does something else besides keeps to it half the time at least.
  expect(quantile(focused, 0.5)).toBeLessThanOrEqual(100);
  expect(quantile(painted, 0.5)).toBeLessThanOrEqual(100);
});
