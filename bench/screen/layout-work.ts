import { _electron } from '@playwright/test';
import type { Calibration } from '#bench/calibration.ts';
import { AS_ROOT } from './empty-window.ts';

const LINES = 2_000;
const ROUNDS = 15;

/**
 * Lays out a fixed page of wrapping text in a window of its own, anew for each width, without a frame: how fast this machine is
 * at what windows do most.
 *
 * @param electron the Electron to start
 * @param folder the empty app's, as `makeEmptyApp` leaves it; its data go there too
 */
export async function calibrateLayout(electron: string, folder: string): Promise<Calibration> {
  const app = await _electron.launch({
    executablePath: electron,
    args: [folder, ...AS_ROOT],
    env: { ...(process.env as Record<string, string>), EMPTY_APP_DATA: folder },
  });
  try {
    const page = await app.firstWindow();
    await page.locator('main').waitFor();
    const ms = await page.evaluate(
      ({ lines, rounds }) => {
        const box = document.createElement('div');
        for (let line = 0; line < lines; line += 1) {
          const row = document.createElement('p');
          row.textContent = `Outcome ${line}: promise to pay in full, by card, after a second reminder`;
          box.append(row);
        }
        document.body.append(box);
        const times: number[] = [];
        for (let round = 0; round <= rounds; round += 1) {
          const began = performance.now();
          box.style.width = `${300 + round}px`;
          box.getBoundingClientRect();
          times.push(performance.now() - began);
        }
        box.remove();
        const sorted = times.slice(1).sort((a, b) => a - b);
        return sorted[Math.floor(sorted.length / 2)] ?? 0;
      },
      { lines: LINES, rounds: ROUNDS },
    );
    return { kind: 'layout', ms };
  } finally {
    await app.close();
  }
}
