/**
 * Measures the packed app beside the same build started from its folder. Needs a display. Reports one figure per line, as
 * JSON. Nobody can ask the packed app anything, so both are watched from outside: by LCM, and by `/proc`.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startSimulator } from '#simulator/server.ts';
import { makeDataFolder, removeDataFolder } from '#test/e2e/data-folder.ts';
import { prepareElectron } from '#test/electron/prepare-electron.ts';
import { pack } from '#test/package/pack.ts';
import { figureOf, type ScreenFigure } from './screen/figures.ts';
import { usageOf, type Usage } from './screen/process-tree.ts';

const ROOT = join(import.meta.dirname, '..');
const AS_ROOT = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
/** Until both windows are there and have freed what only their start needed. */
const SETTLED_MS = 5_000;

const { folder, quick } = JSON.parse(process.argv[2] ?? '') as { folder: string; quick: boolean };
const electron = await prepareElectron();
if (!electron.ok) throw new Error(electron.reason);
const { executable } = await pack(electron.path, folder, 'dir');
// The packed app enters itself at the system for links and for the start at login.
const home = join(folder, 'home');
mkdirSync(home);
const token = randomUUID();
const simulator = await startSimulator({ token });
const dataDir = makeDataFolder({ url: simulator.url, token });

interface Run extends Usage {
  /** Milliseconds from its start to its link with LCM. */
  readonly linked: number;
}

async function measure(program: string, words: readonly string[]): Promise<Run> {
  const began = performance.now();
  const env = { ...process.env, HOME: home, XDG_CONFIG_HOME: home, AFTERWORD_DATA_DIR: dataDir };
  const app = spawn(program, [...words, ...AS_ROOT], { env, stdio: 'ignore' });
  const ended = once(app, 'exit');
  while (simulator.connections() === 0) {
    if (app.exitCode !== null) throw new Error(`${program} ended with ${app.exitCode}`);
    await wait(2);
  }
  const linked = performance.now() - began;
  await wait(SETTLED_MS);
  const usage = usageOf(app.pid ?? 0);
  app.kill('SIGTERM');
  await ended;
  while (simulator.connections() > 0) await wait(20);
  return { linked, ...usage };
}

const packed: Run[] = [];
const unpacked: Run[] = [];
try {
  const measurePacked = async () => packed.push(await measure(executable, []));
  const measureUnpacked = async () => unpacked.push(await measure(electron.path, [ROOT]));
  for (let round = 0; round < (quick ? 1 : 10); round += 1) {
    const turns = [measurePacked, measureUnpacked];
    for (const turn of round % 2 === 0 ? turns : turns.reverse()) await turn();
  }
} finally {
  await simulator.close();
  removeDataFolder(dataDir);
}

const figure = (what: string, unit: ScreenFigure['unit'], of: (run: Run) => number): ScreenFigure => ({
  ...figureOf(
    what,
    packed.map((run) => ({ wall: of(run), cpu: run.cpu })),
    unpacked.map((run) => ({ wall: of(run), cpu: run.cpu })),
    null,
  ),
  unit,
});
console.log(JSON.stringify(figure('packed app, start → linked with LCM', 'ms', ({ linked }) => linked)));
console.log(JSON.stringify(figure('packed app, memory once it is idle', 'MB', ({ memory }) => memory)));
