/**
 * Measures the list of outcomes beside the lists that others would take, in one run. Needs a display. Reports one
 * figure per line, as JSON.
 */
import { join } from 'node:path';
import { prepareElectron } from '#test/electron/prepare-electron.ts';
import * as contenders from './screen/contenders/measure.ts';
import type { ScreenFigure } from './screen/figures.ts';
import * as measure from './screen/measure.ts';

const { folder, quick } = JSON.parse(process.argv[2] ?? '') as { folder: string; quick: boolean };
const ROWS = 10_000;
const rounds = quick ? 1 : 12;
const report = (figure: ScreenFigure): void => console.log(JSON.stringify(figure));

const electron = await prepareElectron();
if (!electron.ok) throw new Error(electron.reason);
process.env['AFTERWORD_ELECTRON'] = electron.path;

await measure.withApp(
  ROWS,
  async (bench) => {
    report({
      ...(await measure.measureTyping(bench, ROWS, rounds, 'frames at once', contenders.EXACT_WORDS)),
      what: 'key → filtered list painted: Afterword, with its whole form',
    });
    report({
      ...(await measure.measureOpening(bench, ROWS, rounds)),
      what: 'open a call: Afterword, with its whole form',
    });
  },
  measure.FRAMES_AT_ONCE,
);
await measure.withApp(ROWS, async (bench) => {
  report({
    ...(await measure.measureTyping(bench, ROWS, rounds, 'at 60 Hz', contenders.EXACT_WORDS)),
    what: 'key → filtered list painted: Afterword, with its whole form, at 60 Hz',
  });
});
await contenders.buildContenders(join(folder, 'contenders'), ROWS);
await contenders.measureContenders(electron.path, join(folder, 'contenders'), rounds, report);
