/**
 * `npm test` runs every check and every suite, one after the other, and prints the total on the last line. A suite
 * without its runtime is skipped; a line at the end says which one, why, and how to get the runtime.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { findChromium } from './e2e/find-chromium.ts';
import { prepareElectron } from './electron/prepare-electron.ts';
import { hasPromtool } from './integration/metrics/promtool.ts';
import { hasStrace } from './power/record.ts';

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/** What is read of Vitest's JSON report. */
interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  testResults: { name: string; assertionResults: { status: string; fullName: string }[] }[];
}

/** What is read of Playwright's JSON report. */
interface PlaywrightReport {
  stats: Record<'expected' | 'unexpected' | 'flaky' | 'skipped', number>;
  suites: PlaywrightSuite[];
}
interface PlaywrightSuite {
  file: string;
  specs: { title: string; ok: boolean }[];
  suites?: PlaywrightSuite[];
}

const root = join(import.meta.dirname, '..');
const output = join(root, 'test-output');
const total: Tally = { passed: 0, failed: 0, skipped: 0 };
const closing: string[] = [];

rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });

check('format', ['prettier', '--check', '.']);
check('types (node)', ['tsc', '-p', 'tsconfig.node.json']);
check('types (screen)', ['vue-tsc', '-p', 'tsconfig.web.json']);
check('lint', ['eslint', '.', '--max-warnings', '0']);
check('boundaries', [
  'depcruise',
  'src',
  '--config',
  'dependency-cruiser.config.ts',
  '--output-type',
  'err-long',
]);
check('unused', ['knip', '--no-config-hints']);
check('unused in what ships', ['knip', '--no-config-hints', '--production']);
vitest();
if (!hasStrace) skip('power cuts and damage', 'strace was not found', 'sudo apt-get install -y strace');
if (!hasPromtool)
  skip('the rules of docs/fleet', 'promtool was not found', 'sudo apt-get install -y prometheus');
if (check('build', ['electron-vite', 'build', '--logLevel', 'warn'])) await endToEnd();

for (const line of closing) console.log(line);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;

/** Runs one command that passes or fails as a whole. */
function check(name: string, command: string[]): boolean {
  heading(name);
  const passed = run(command) === 0;
  add({ passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 }, name);
  return passed;
}

function vitest(): void {
  heading('unit, integration and crash tests');
  const report = join(output, 'vitest.json');
  const status = run([
    'vitest',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  const counts = read(report) as VitestReport | null;
  const tally = {
    passed: counts?.numPassedTests ?? 0,
    failed: counts?.numFailedTests ?? 1,
    skipped: counts?.numPendingTests ?? 0,
  };
  for (const { name, assertionResults } of counts?.testResults ?? [])
    for (const { status: outcome, fullName } of assertionResults)
      if (outcome === 'failed') nameFailed(relative(root, name), fullName);
  // A suite that cannot be loaded has no failed test, but must still fail the run.
  if (status !== 0 && tally.failed === 0) tally.failed = 1;
  add(tally, 'unit, integration, crash');
}

async function endToEnd(): Promise<void> {
  const electron = await prepareElectron();
  if (electron.ok) playwright('electron', { AFTERWORD_ELECTRON: electron.path });
  else skip('end to end in Electron', electron.reason, 'AFTERWORD_TEST_ELECTRON=closed-network npm test');
  const chromium = findChromium();
  if (chromium !== null) playwright('browser', { AFTERWORD_CHROMIUM: chromium });
  else skip('end to end in the browser host', 'no Chromium was found', 'sudo apt-get install -y chromium');
}

function playwright(project: string, environment: Record<string, string>): void {
  heading(`end to end: ${project}`);
  const report = join(output, `${project}.json`);
  const status = run(['playwright', 'test', `--project=${project}`, '--reporter=list,json'], {
    ...environment,
    PLAYWRIGHT_JSON_OUTPUT_FILE: report,
  });
  const told = read(report) as PlaywrightReport | null;
  const counts = told?.stats;
  for (const suite of told?.suites ?? []) nameFailedIn(suite);
  const tally = {
    passed: counts?.expected ?? 0,
    failed: (counts?.unexpected ?? 1) + (counts?.flaky ?? 0),
    skipped: counts?.skipped ?? 0,
  };
  if (status !== 0 && tally.failed === 0) tally.failed = 1;
  add(tally, project);
}

function nameFailedIn({ file, specs, suites = [] }: PlaywrightSuite): void {
  for (const { title, ok } of specs) if (!ok) nameFailed(file, title);
  for (const suite of suites) nameFailedIn(suite);
}

/** The log of a whole run is long, so the end of it names what failed. */
function nameFailed(file: string, title: string): void {
  closing.push(`FAILED: ${file}: ${title}`);
}

/** Counts a suite that cannot run here as skipped, or as failed if `AFTERWORD_NO_SKIPS` is set. */
function skip(name: string, reason: string, remedy: string): void {
  if (process.env['AFTERWORD_NO_SKIPS']) total.failed += 1;
  else total.skipped += 1;
  closing.push(`SKIPPED: ${name}, because ${reason}. To run it: ${remedy}`);
}

function add(tally: Tally, name: string): void {
  total.passed += tally.passed;
  total.failed += tally.failed;
  total.skipped += tally.skipped;
  if (tally.failed > 0) closing.push(`FAILED: ${name}`);
}

/** Runs a command from the project's dependencies and returns its exit code. */
function run([name = '', ...words]: string[], environment: Record<string, string> = {}): number {
  const virtualDisplay = needsVirtualDisplay(name) ? ['xvfb-run', '-a'] : [];
  const [program = '', ...rest] = [...virtualDisplay, join(root, 'node_modules/.bin', name), ...words];
  const { status } = spawnSync(program, rest, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
    shell: process.platform === 'win32',
  });
  return status ?? 1;
}

function needsVirtualDisplay(name: string): boolean {
  return name === 'playwright' && process.platform === 'linux' && !process.env['DISPLAY'];
}

function read(path: string): unknown {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as unknown) : null;
}

function heading(text: string): void {
  console.log(`\n── ${text} ${'─'.repeat(Math.max(3, 76 - text.length))}`);
}
