/**
 * `npm test` runs every check and every suite, three at a time, and prints the total on the last line. A suite without its
 * runtime is skipped; a line at the end says which one, why, and how to get the runtime.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { findChromium } from './e2e/find-chromium.ts';
import { prepareElectron } from './electron/prepare-electron.ts';
import { runInLanes, type Part } from './lanes.ts';
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
  testResults: {
    name: string;
    /** Why the file could not be loaded. */
    message: string;
    assertionResults: { status: string; fullName: string; failureMessages?: string[] }[];
  }[];
}

/** What is read of Playwright's JSON report. */
interface PlaywrightReport {
  stats: Record<'expected' | 'unexpected' | 'flaky' | 'skipped', number>;
  suites: PlaywrightSuite[];
}
interface PlaywrightSuite {
  file: string;
  specs: {
    title: string;
    ok: boolean;
    tests: { results: { error?: { message?: string } }[] }[];
  }[];
  suites?: PlaywrightSuite[];
}

/** What the end of a run says of one failure. */
const MOST_LINES = 30;
const MOST_CHARACTERS = 400;

const root = join(import.meta.dirname, '..');
const output = join(root, 'test-output');
const total: Tally = { passed: 0, failed: 0, skipped: 0 };
const closing: string[] = [];

rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });

/** One more than cores, because most tests wait now and then. Electron is one lane: its windows compete for the keyboard. */
const LANES = 3;

/** Where processes of Node keep what they have compiled: many begin with the same modules in TypeScript. */
const compiled = { NODE_COMPILE_CACHE: join(output, 'compiled') };

/** Projects of Vitest that kill processes, and that wait for sockets, disks and processes. Both leave room for others. */
const KILLING = ['crash', 'power'];
const WAITING = ['integration', 'faults', 'day', 'model'];
/** Those that draw parts of the screen. */
const SCREEN = ['renderer'];

const chromium = findChromium();
// What takes longest begins first.
await runInLanes(
  [
    check('build', ['electron-vite', 'build', '--logLevel', 'warn']),
    { name: 'electron', after: 'build', run: electron },
    check('types (node)', ['tsc', '-p', 'tsconfig.node.json']),
    check('types (screen)', ['vue-tsc', '-p', 'tsconfig.web.json']),
    ...(chromium === null ? [] : [playwright('browser', { AFTERWORD_CHROMIUM: chromium })]),
    check('lint', ['eslint', '.', '--max-warnings', '0']),
    vitest('crash tests', KILLING, '50%'),
    vitest('integration tests', WAITING, '100%'),
    vitest('screen tests', SCREEN, '50%'),
    vitest(
      'unit tests',
      [...KILLING, ...WAITING, ...SCREEN].map((project) => `!${project}`),
      '50%',
    ),
    check('format', ['prettier', '--check', '.']),
    check('boundaries', [
      'depcruise',
      'src',
      '--config',
      'dependency-cruiser.config.ts',
      '--output-type',
      'err-long',
    ]),
    check('unused', ['knip', '--no-config-hints']),
    check('unused in what ships', ['knip', '--no-config-hints', '--production']),
  ],
  LANES,
);
if (!hasStrace) skip('power cuts and damage', 'strace was not found', 'sudo apt-get install -y strace');
if (!hasPromtool)
  skip('the rules of docs/fleet', 'promtool was not found', 'sudo apt-get install -y prometheus');
if (chromium === null)
  skip(
    'end to end in the browser host',
    'no Chromium was found',
    'sudo apt-get install -y chromium-headless-shell',
  );

for (const line of closing) console.log(line);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;

/** One command that passes or fails as a whole. */
function check(name: string, command: string[]): Part {
  return {
    name,
    async run() {
      const passed = (await run(name, command)) === 0;
      add({ passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 }, name);
      return passed;
    },
  };
}

function vitest(name: string, projects: string[], maxWorkers: string): Part {
  const report = join(output, `${name}.json`);
  return {
    name,
    async run() {
      const status = await run(name, [
        ...['vitest', 'run', ...projects.map((project) => `--project=${project}`)],
        ...[`--maxWorkers=${maxWorkers}`, '--reporter=default', '--reporter=json'],
        `--outputFile.json=${report}`,
      ]);
      const counts = read(report) as VitestReport | null;
      const tally = {
        passed: counts?.numPassedTests ?? 0,
        failed: counts?.numFailedTests ?? 1,
        skipped: counts?.numPendingTests ?? 0,
      };
      for (const { name: file, message, assertionResults } of counts?.testResults ?? []) {
        if (message !== '') nameFailed(relative(root, file), 'could not be loaded', message);
        for (const { status: outcome, fullName, failureMessages = [] } of assertionResults)
          if (outcome === 'failed') nameFailed(relative(root, file), fullName, failureMessages.join('\n'));
      }
      // A suite that cannot be loaded has no failed test, but must still fail the run.
      if (status !== 0 && tally.failed === 0) tally.failed = 1;
      return add(tally, name);
    },
  };
}

async function electron(): Promise<boolean> {
  const found = await prepareElectron();
  if (found.ok) return await playwright('electron', { AFTERWORD_ELECTRON: found.path }).run();
  skip('end to end in Electron', found.reason, 'AFTERWORD_TEST_ELECTRON=closed-network npm test');
  return false;
}

function playwright(project: string, environment: Record<string, string>): Part {
  const report = join(output, `${project}.json`);
  return {
    name: project,
    after: 'build',
    async run() {
      const status = await run(
        `end to end: ${project}`,
        ['playwright', 'test', `--project=${project}`, '--reporter=list,json'],
        { ...environment, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
      );
      const told = read(report) as PlaywrightReport | null;
      const counts = told?.stats;
      for (const suite of told?.suites ?? []) nameFailedIn(suite);
      const tally = {
        passed: counts?.expected ?? 0,
        failed: (counts?.unexpected ?? 1) + (counts?.flaky ?? 0),
        skipped: counts?.skipped ?? 0,
      };
      if (status !== 0 && tally.failed === 0) tally.failed = 1;
      return add(tally, project);
    },
  };
}

function nameFailedIn({ file, specs, suites = [] }: PlaywrightSuite): void {
  for (const { title, ok, tests } of specs) {
    const results = tests.flatMap((test) => test.results);
    const messages = results.map(({ error }) => error?.message ?? '').filter((message) => message !== '');
    if (!ok) nameFailed(file, title, messages.join('\n'));
  }
  for (const suite of suites) nameFailedIn(suite);
}

/** The log of a whole run is long, so the end of it names what failed, and says how. */
function nameFailed(file: string, title: string, message: string): void {
  const lines = stripVTControlCharacters(message).split('\n').slice(0, MOST_LINES);
  closing.push(`FAILED: ${file}: ${title}`, ...lines.map((line) => `    ${line.slice(0, MOST_CHARACTERS)}`));
}

/** Counts a suite that cannot run here as skipped, or as failed if `AFTERWORD_NO_SKIPS` is set. */
function skip(name: string, reason: string, remedy: string): void {
  if (process.env['AFTERWORD_NO_SKIPS']) total.failed += 1;
  else total.skipped += 1;
  closing.push(`SKIPPED: ${name}, because ${reason}. To run it: ${remedy}`);
}

/** @returns whether nothing failed */
function add(tally: Tally, name: string): boolean {
  total.passed += tally.passed;
  total.failed += tally.failed;
  total.skipped += tally.skipped;
  if (tally.failed > 0) closing.push(`FAILED: ${name}`);
  return tally.failed === 0;
}

/** Runs a command from the project's dependencies and returns its exit code. What it prints stands below its name at the end. */
async function run(
  heading: string,
  [name = '', ...words]: string[],
  environment: Record<string, string> = {},
): Promise<number> {
  const virtualDisplay = needsVirtualDisplay(name) ? ['xvfb-run', '-a'] : [];
  const [program = '', ...rest] = [...virtualDisplay, join(root, 'node_modules/.bin', name), ...words];
  const begun = performance.now();
  console.log(`${heading} begins`);
  const child = spawn(program, rest, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...compiled, ...environment },
    shell: process.platform === 'win32',
  });
  const printed: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (some: Buffer) => {
      printed.push(some);
    });
  const status = await new Promise<number>((resolve) => {
    child.on('error', (error) => {
      printed.push(Buffer.from(error.message));
      resolve(1);
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
  say(`${heading} (${Math.round((performance.now() - begun) / 1_000)} s)`);
  process.stdout.write(Buffer.concat(printed));
  return status;
}

function needsVirtualDisplay(name: string): boolean {
  return name === 'playwright' && process.platform === 'linux' && !process.env['DISPLAY'];
}

function read(path: string): unknown {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as unknown) : null;
}

function say(text: string): void {
  console.log(`\n── ${text} ${'─'.repeat(Math.max(3, 76 - text.length))}`);
}
