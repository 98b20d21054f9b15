/**
 * `npm run bench`: what the delivery guarantee costs compared with the bare parts, and how well it holds under
 * faults. Prints tables and writes them as JSON. Both sides are measured in turns, and ratios are reported, since
 * absolute times hold only for this machine.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Bench } from './bench.ts';
import { calibrate } from './calibration.ts';
import { busBench } from './bus.ts';
import { keepCompiledCodeIn } from './child.ts';
import { drainBench } from './drain.ts';
import { faultBench } from './faults.ts';
import type { Figures } from './figures.ts';
import { describeMachine } from './machine.ts';
import { contendersBench, firstCallBench, packageBench, screenBench } from './screen.ts';
import { searchBench } from './search.ts';
import { startBench } from './start.ts';
import { stateBench } from './state.ts';
import { submitBench } from './submit.ts';
import { calibrationTable, comparisonTable, faultTable, loopTable, screenTable } from './table.ts';

const BENCHES: Readonly<Record<string, Bench>> = {
  submit: submitBench,
  drain: drainBench,
  search: searchBench,
  start: startBench,
  state: stateBench,
  bus: busBench,
  faults: faultBench,
  screen: screenBench,
  'first-call': firstCallBench,
  contenders: contendersBench,
  package: packageBench,
};

const HELP = `npm run bench -- [--only NAME]… [--quick] [--json FILE]
--only screen, first-call (a part of screen), contenders, package and state want the app built. NAME is one of ${Object.keys(BENCHES).join(', ')}. --quick sees that all of it runs; its figures mean nothing.
FILE is where the figures go: test-output/bench.json if not named.`;

const output = join(import.meta.dirname, '../test-output');
const { only, quick, json, help } = parseArgs({
  options: {
    only: {
      type: 'string',
      multiple: true,
      default: Object.keys(BENCHES).filter((name) => name !== 'first-call'),
    },
    quick: { type: 'boolean', default: false },
    json: { type: 'string', default: join(output, 'bench.json') },
    help: { type: 'boolean', default: false },
  },
}).values;

const unknown = only.find((name) => !Object.hasOwn(BENCHES, name));
if (help || unknown !== undefined) {
  if (unknown !== undefined) console.error(`There is no bench ${unknown}.`);
  console.log(HELP);
  process.exitCode = help ? 0 : 1;
} else {
  await run();
}

async function run(): Promise<void> {
  mkdirSync(output, { recursive: true });
  const folder = mkdtempSync(join(output, 'bench-'));
  const figures: Figures = { calibration: [], comparisons: [], loops: [], faults: [], screens: [] };
  const began = performance.now();
  try {
    const machine = describeMachine(folder);
    console.log(
      Object.entries(machine)
        .map(([name, value]) => `${name}: ${value}`)
        .join(' · '),
    );
    figures.calibration.push(...calibrate(folder));
    keepCompiledCodeIn(join(folder, 'compiled'));
    for (const name of only) await runBench(name, folder, figures);

    const seconds = Math.round((performance.now() - began) / 1_000);
    const date = new Date().toISOString();
    const loadAtEnd = Math.round((loadavg()[0] ?? 0) * 10) / 10;
    const result = { date, quick, seconds, machine, loadAtEnd, ...figures };
    writeFileSync(resolve(json), `${JSON.stringify(result, null, 2)}\n`);
    console.log(`\n${calibrationTable(figures.calibration)}`);
    if (figures.comparisons.length > 0) console.log(`\n${comparisonTable(figures.comparisons)}`);
    if (figures.loops.length > 0) console.log(`\n${loopTable(figures.loops, figures.calibration)}`);
    if (figures.faults.length > 0) console.log(`\n${faultTable(figures.faults)}`);
    if (figures.screens.length > 0) console.log(`\n${screenTable(figures.screens, figures.calibration)}`);
    console.log(`\n${seconds} s, load ${loadAtEnd} at the end; the figures are in ${json}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runBench(name: string, parent: string, figures: Figures): Promise<void> {
  const folder = join(parent, name);
  mkdirSync(folder);
  const progress = (doing: string): void => console.error(`${name}: ${doing}`);
  await BENCHES[name]?.({ folder, quick, figures, progress });
  rmSync(folder, { recursive: true, force: true });
}
