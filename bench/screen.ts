import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Bench, BenchContext } from './bench.ts';
import type { ScreenReport } from './screen/figures.ts';

/** Measures the windows of the built app in Electron. */
export const screenBench: Bench = (context) => measureOnDisplay('screen-child.ts', context);

/** Of these, only the first call of an unknown campaign. */
export const firstCallBench: Bench = (context) =>
  measureOnDisplay('screen-child.ts', context, { firstCallOnly: true });

/** Measures the list of outcomes beside the lists that others would take. */
export const contendersBench: Bench = (context) => measureOnDisplay('contenders-child.ts', context);

/** Measures the packed app beside the built one. */
export const packageBench: Bench = (context) => measureOnDisplay('package-child.ts', context);

/** Runs one of the scripts beside this file; on Linux without a display, on a virtual one. */
async function measureOnDisplay(
  name: string,
  { folder, quick, figures, progress }: BenchContext,
  more: object = {},
): Promise<void> {
  const script = join(import.meta.dirname, name);
  const command = [process.execPath, script, JSON.stringify({ folder, quick, ...more })];
  const isBlind = process.platform === 'linux' && !process.env['DISPLAY'];
  const [program = '', ...words] = isBlind ? ['xvfb-run', '-a', ...command] : command;
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  for await (const line of createInterface({ input: child.stdout })) {
    const report = JSON.parse(line) as ScreenReport;
    if ('kind' in report) figures.calibration.push(report);
    else {
      progress(report.what);
      figures.screens.push(report);
    }
  }
  const [code] = (await ended) as [number | null];
  if (code !== 0) throw new Error(`The windows could not be measured: ended with ${code}. Is the app built?`);
}
