/**
 * Measures the packed app beside the same build started from its folder, and beside an empty app packed in the same way.
 * Needs a display. Reports one figure per line, as JSON. Nobody can ask a packed app anything, so all are watched from
 * outside: by LCM, by `/proc`, and by the picture of a virtual display.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startSimulator } from '#simulator/server.ts';
import { makeDataFolder, removeDataFolder } from '#test/e2e/data-folder.ts';
import { prepareElectron } from '#test/electron/prepare-electron.ts';
import { pack } from '#test/package/pack.ts';
import { openDisplay } from './screen/display.ts';
import { packEmptyApp } from './screen/empty-app.ts';
import { AS_ROOT } from './screen/empty-window.ts';
import { figureOf, type ScreenFigure } from './screen/figures.ts';
import { seeFirst, seeStart, type PackedApp, type SeenStart } from './screen/packed-start.ts';
import type { Answer } from './screen/pressing.ts';
import { usageOf, type Usage } from './screen/process-tree.ts';

const ROOT = join(import.meta.dirname, '..');
/** Until both windows are there and have freed what only their start needed. */
const SETTLED_MS = 5_000;

const { folder, quick } = JSON.parse(process.argv[2] ?? '') as { folder: string; quick: boolean };
const electron = await prepareElectron();
if (!electron.ok) throw new Error(electron.reason);
const { executable, electron: version } = await pack(electron.path, folder, 'dir');
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

/** In turns with an empty app. Its data folder is the usual one, as on a desktop that nobody has told another. */
async function measureBesideEmpty(): Promise<{ ours: SeenStart[]; empty: SeenStart[] }> {
  const room = join(folder, 'beside-empty');
  const screen = join(room, 'display');
  mkdirSync(screen, { recursive: true });
  cpSync(dataDir, join(room, 'afterword'), { recursive: true });
  const display = await openDisplay(screen);
  const env = { ...process.env, HOME: room, XDG_CONFIG_HOME: room, EMPTY_APP_DATA: join(room, 'empty-data') };
  const emptyProgram = packEmptyApp(join(room, 'empty'), join(folder, 'electron'), version);
  const [ours, empty] = [executable, emptyProgram].map((program): PackedApp => ({
    program,
    words: AS_ROOT,
    env,
  })) as [PackedApp, PackedApp];
  const seen: { ours: SeenStart[]; empty: SeenStart[] } = { ours: [], empty: [] };
  try {
    const pictures = { ours: await seeFirst(ours, display), empty: await seeFirst(empty, display) };
    const turns = [
      async () => seen.ours.push(await seeStart(ours, display, pictures.ours)),
      async () => seen.empty.push(await seeStart(empty, display, pictures.empty)),
    ];
    for (let round = 0; round < (quick ? 1 : 10); round += 1) {
      for (const turn of round % 2 === 0 ? turns : turns.toReversed()) await turn();
    }
  } finally {
    await display.close();
  }
  return seen;
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
  const { ours, empty } = await measureBesideEmpty();
  const beside = (
    what: string,
    unit: ScreenFigure['unit'],
    times: number,
    of: (start: SeenStart) => number,
  ): void => {
    const [one, other] = [ours, empty].map((starts) =>
      starts.map((start) => ({ wall: of(start), cpu: start.cpu })),
    ) as [Answer[], Answer[]];
    console.log(JSON.stringify({ ...figureOf(what, one, other, { times }), unit }));
  };
  beside('packed app, start → usable, beside an empty one', 'ms', 1.15, ({ usable }) => usable);
  beside('the same in processor time', 'ms', 1.15, ({ cpu }) => cpu);
  beside('packed app, memory at rest, beside an empty one', 'MB', 1.25, ({ settled }) => settled.memory);
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
