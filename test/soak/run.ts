/**
 * `npm run test:soak`: the tests whose worth grows with their length, one after the other, far longer than in
 * `npm test`. Their output is passed on; the last lines are their sum, with the seed. What is given on the command line
 * (`crash`, `model`, `power`, `day`) is run alone.
 *
 * AFTERWORD_KILLS (2,000), AFTERWORD_MODEL_RUNS (10,000), AFTERWORD_IMAGES (5,000) and AFTERWORD_DAYS (60) set the
 * lengths, AFTERWORD_SEED the seed.
 */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const output = join(root, 'test-output');

/** Each soak: a project of the tests, and what makes it long. */
const SOAKS = {
  crash: { AFTERWORD_KILLS: '2000', AFTERWORD_MOVING_STRIDE: '1' },
  model: { AFTERWORD_MODEL_RUNS: '10000' },
  power: { AFTERWORD_IMAGES: '5000' },
  day: { AFTERWORD_DAYS: '60' },
} as const satisfies Record<string, Record<string, string>>;
type SoakName = keyof typeof SOAKS;

const isSoak = (name: string): name is SoakName => Object.hasOwn(SOAKS, name);

interface Counts {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !isSoak(name));
if (unknown.length > 0) {
  console.error(`There is no soak ${unknown.join(', ')}; there are ${Object.keys(SOAKS).join(', ')}.`);
  process.exit(2);
}

const seed = process.env['AFTERWORD_SEED'] ?? String(randomInt(2 ** 31));
mkdirSync(output, { recursive: true });
const sums: string[] = [];
let failed = 0;
for (const name of asked.length === 0 ? (Object.keys(SOAKS) as SoakName[]) : asked.filter(isSoak)) soak(name);
console.log(`\n${sums.join('\n')}`);
process.exitCode = failed > 0 ? 1 : 0;

function soak(name: SoakName): void {
  const given: Record<string, string> = { AFTERWORD_SEED: seed, ...SOAKS[name] };
  const settings = Object.fromEntries(
    Object.entries(given).map(([variable, value]) => [variable, process.env[variable] ?? value]),
  );
  const told = Object.entries(settings)
    .map(([variable, value]) => `${variable}=${value}`)
    .join(' ');
  console.log(`\n── ${name}: ${told}`);
  const report = join(output, `soak-${name}.json`);
  rmSync(report, { force: true });
  const begin = performance.now();
  const { status } = spawnSync(
    join(root, 'node_modules/.bin/vitest'),
    [...['run', '--project', name, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]],
    {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, ...settings },
      shell: process.platform === 'win32',
    },
  );
  const minutes = ((performance.now() - begin) / 60_000).toFixed(1);
  const counts = read(report);
  if (status !== 0) failed += 1;
  const result =
    counts === null ? 'no result' : `${counts.numPassedTests} passed, ${counts.numFailedTests} failed`;
  sums.push(`${status === 0 ? 'passed' : 'FAILED'}: ${name}, ${told}: ${result}, ${minutes} min`);
}

function read(path: string): Counts | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Counts;
  } catch {
    return null;
  }
}
