/** Measures the windows of the built app. Needs a display. Reports one figure per line, as JSON. */
import { join } from 'node:path';
import { ring } from '#test/e2e/lcm.ts';
import { prepareElectron } from '#test/electron/prepare-electron.ts';
import { makeEmptyApp } from './screen/empty-app.ts';
import type { ScreenReport } from './screen/figures.ts';
import { calibrateLayout } from './screen/layout-work.ts';
import * as measure from './screen/measure.ts';

const { folder, quick, firstCallOnly } = JSON.parse(process.argv[2] ?? '') as {
  folder: string;
  quick: boolean;
  firstCallOnly?: boolean;
};
const report = (...reports: ScreenReport[]): void => {
  for (const each of reports) console.log(JSON.stringify(each));
};

const electron = await prepareElectron();
if (!electron.ok) throw new Error(electron.reason);
process.env['AFTERWORD_ELECTRON'] = electron.path;

const empty = join(folder, 'empty');
makeEmptyApp(empty);

report(await calibrateLayout(electron.path, empty));
for (const rows of quick ? [10_000] : [10_000, 100_000]) {
  report(await measure.measureFirstOpening(rows, quick ? 1 : 5));
  if (firstCallOnly) continue;
  await measure.withApp(rows, async (bench) => {
    ring(bench.lcm, 'first');
    await bench.app.main.getByRole('treeitem').first().waitFor();
    report(await measure.measureOpening(bench, rows, quick ? 2 : 40));
    report(await measure.measureTyping(bench, rows, quick ? 1 : 10, 'at 60 Hz'));
    if (rows === 10_000) report(await measure.measureScrolling(bench, rows));
  });
  await measure.withApp(
    rows,
    async (bench) => {
      report(await measure.measureTyping(bench, rows, quick ? 1 : 10, 'frames at once'));
    },
    measure.FRAMES_AT_ONCE,
  );
}
if (!firstCallOnly) {
  await measure.withApp(null, async (bench) => {
    report(...(await measure.measureQuick(bench, quick ? 2 : 30)));
  });
  report(await measure.measureStart(electron.path, empty, quick ? 1 : 10));
  const pauseMs = quick ? 0 : measure.PAUSE_MS;
  report(...(await measure.measureMemory(electron.path, empty, quick ? 3 : 120, pauseMs)));
}
