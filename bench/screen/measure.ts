import { randomUUID } from 'node:crypto';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { makeDataFolder, removeDataFolder, useQuick } from '#test/e2e/data-folder.ts';
import { launchDesktop, startDesktop, type DesktopApp } from '#test/e2e/desktop-app.ts';
import { AGENT, ring } from '#test/e2e/lcm.ts';
import { startSimulator, type Simulator } from '#simulator/server.ts';
import { bareListTime } from './bare-list.ts';
import { coldStart, type Start } from './cold-start.ts';
import { AS_ROOT } from './empty-window.ts';
import { figureOf, type ScreenFigure } from './figures.ts';
import { median, quantile } from '#bench/statistics.ts';
import { openQuick, Presser, type Answer } from './pressing.ts';
import { usageOf, type Usage } from './process-tree.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Searches for generated outcomes: words that many rows have, and one typing mistake. */
const WORDS = ['outcome 12', 'group 7', 'area 3 grou', 'outcmoe 55', 'of group 4'];
/** When a start is over: the hidden form and what belongs to a call are there. In milliseconds. */
const AT_REST_MS = 2_000;
/** A key that the app does not react to. */
const IDLE_KEY = 'F8';

interface Lcm {
  readonly now: Simulator;
  readonly token: string;
}

interface Bench {
  readonly app: DesktopApp;
  readonly lcm: Lcm;
}

/**
 * Draws each frame at once. Otherwise it waits for the next beat of the display's clock: at 60 Hz up to 16.7 ms,
 * whatever is drawn. Source: Chromium's switches.
 */
export const FRAMES_AT_ONCE = ['--disable-frame-rate-limit', '--disable-gpu-vsync'];

/** Starts an LCM with this many generated outcomes, or else the built-in campaign, and makes a data folder for it. */
async function withLcm<T>(rows: number | null, run: (lcm: Lcm, dataDir: string) => Promise<T>): Promise<T> {
  const token = randomUUID();
  const now = await startSimulator({
    token,
    campaignZone: 'Europe/Madrid',
    ...(rows !== null && { generateRows: rows }),
  });
  const dataDir = makeDataFolder({ url: now.url, token });
  try {
    return await run({ now, token }, dataDir);
  } finally {
    await now.close();
    removeDataFolder(dataDir);
  }
}

/**
 * Runs the built app on an LCM of its own, with this many generated outcomes or else the built-in campaign.
 *
 * @param switches further arguments of its command line
 */
export async function withApp(
  rows: number | null,
  run: (bench: Bench) => Promise<void>,
  switches: readonly string[] = [],
): Promise<void> {
  await withLcm(rows, (lcm, dataDir) => withAppOn(lcm, dataDir, run, switches));
}

async function withAppOn(
  lcm: Lcm,
  dataDir: string,
  run: (bench: Bench) => Promise<void>,
  switches: readonly string[] = [],
): Promise<void> {
  const app = await startDesktop(dataDir, ...switches);
  try {
    await app.main.locator('[data-status=connected]').waitFor({ state: 'attached' });
    await run({ app, lcm });
  } finally {
    await app.quit();
  }
}

/**
 * The first call of an unknown campaign, once a start is over: from its ring to its tree, without what LCM takes until its list is
 * on this machine. A bare client measures that before each start, on the same LCM: later, the app would hear its answers, too. Each round has a
 * start of its own.
 */
export async function measureFirstOpening(rows: number, rounds: number): Promise<ScreenFigure> {
  const opened: Answer[] = [];
  const lcmTook: number[] = [];
  const tasks: number[] = [];
  for (let round = 0; round < rounds; round += 1)
    await withLcm(rows, async (lcm, dataDir) => {
      const first = await bareListTime(lcm.now.url, lcm.token);
      const own = Math.min(first, await bareListTime(lcm.now.url, lcm.token));
      await withAppOn(lcm, dataDir, async ({ app: { main } }) => {
        await main.waitForTimeout(AT_REST_MS);
        const presser = await Presser.of(main);
        const { result, longest } = await watchingTasks(main, () =>
          presser.until('[role=treeitem]', () => ring(lcm, 'first')),
        );
        opened.push({ ...result, wall: result.wall - own });
        lcmTook.push(own);
        tasks.push(longest);
      });
    });
  return figureOf(
    `first call of an unknown campaign, ${rows.toLocaleString('en')} outcomes, without LCM’s own time`,
    opened,
    [],
    { p95: rows <= 10_000 ? 100 : 400 },
    `LCM’s own time ${median(lcmTook).toFixed(0)} ms; ${inWords(Math.max(...tasks))}`,
  );
}

function inWords(longestTask: number): string {
  return `longest task ${longestTask === 0 ? 'under 50 ms' : `${longestTask.toFixed(0)} ms`}`;
}

/** Runs `work`, and gives the page's longest task meanwhile, in milliseconds; 0 if none took 50. */
async function watchingTasks<T>(
  page: Page,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly longest: number }> {
  const watched = await page.evaluateHandle(() => {
    const found: number[] = [];
    const observer = new PerformanceObserver((list) => {
      found.push(...list.getEntries().map(({ duration }) => duration));
    });
    observer.observe({ type: 'longtask' });
    return { found, observer };
  });
  const result = await work();
  const tasks = await watched.evaluate(
    ({ found, observer }) =>
      new Promise<number[]>((resolve) => {
        // The last observation is delivered in a task of its own.
        setTimeout(() => {
          observer.disconnect();
          resolve(found);
        });
      }),
  );
  return { result, longest: Math.max(0, ...tasks) };
}

/**
 * A call is chosen by its key, until its tree is painted. Its campaign's list is known; the call before has another
 * list.
 */
export async function measureOpening(
  { app: { main }, lcm }: Bench,
  rows: number,
  rounds: number,
): Promise<ScreenFigure> {
  ring(lcm, 'open');
  lcm.now.ring({ id: 'other', user: AGENT, type: 'MANUAL', contactName: 'other', ringMs: 1, talkMs: 1 });
  const button = (id: string) =>
    main.getByRole('complementary', { name: 'Calls' }).getByRole('button', { name: id });
  await button('other').waitFor();
  const key = await button('open').getAttribute('aria-keyshortcuts');
  const presser = await Presser.of(main);
  const opened: Answer[] = [];
  const bare: Answer[] = [];
  const { longest } = await watchingTasks(main, async () => {
    for (let round = 0; round < rounds; round += 1) {
      await button('other').click();
      await main.getByRole('treeitem', { name: 'Group 7' }).waitFor();
      bare.push(await presser.press(IDLE_KEY, 'true'));
      const shown = `document.querySelector('[role=treeitem]')?.textContent.includes('Area 1')`;
      opened.push(
        await presser.press(
          key ?? '',
          `document.querySelector('h1')?.textContent.includes('open') && ${shown}`,
        ),
      );
    }
  });
  return figureOf(
    `open a known call, ${rows.toLocaleString('en')} outcomes`,
    opened,
    bare,
    { p95: rows <= 10_000 ? 33 : 100 },
    inWords(longest),
  );
}

/**
 * Letter by letter, from the key to the filtered list.
 *
 * @param clock when frames are drawn, as a note on the figure
 * @param sought what is typed, in turns
 */
export async function measureTyping(
  { app: { main, quick }, lcm }: Bench,
  rows: number,
  rounds: number,
  clock: 'at 60 Hz' | 'frames at once',
  sought: readonly string[] = WORDS,
): Promise<ScreenFigure> {
  ring(lcm, 'typing');
  const search = main.getByRole('combobox', { name: 'Find an outcome' });
  const presser = await Presser.of(main);
  const typed: Answer[] = [];
  const bare: Answer[] = [];
  await main.getByRole('treeitem').first().waitFor();
  await takeCaretFrom(quick);
  for (let round = 0; round < rounds; round += 1) {
    await search.focus();
    const words = sought[round % sought.length] ?? '';
    for (const [at, letter] of words.split('').entries()) {
      bare.push(await presser.press(IDLE_KEY, 'true'));
      const value = JSON.stringify(words.slice(0, at + 1));
      const list = `document.querySelector('[role=listbox]')?.parentElement.checkVisibility()`;
      const ready = `document.activeElement.value === ${value} && ${list}`;
      typed.push(await presser.press(letter === ' ' ? 'Space' : letter, ready));
    }
    await search.press('Escape');
    await main.getByRole('tree').waitFor();
  }
  const what = `key → filtered list painted, ${rows.toLocaleString('en')} outcomes, ${clock}`;
  const bareTail = quantile(
    bare.map(({ wall }) => wall),
    0.95,
  );
  const note = `a key that does nothing: p95 ${bareTail.toFixed(1)} ms`;
  const aims = clock === 'at 60 Hz' ? [16, 50] : [12, 16];
  return figureOf(what, typed, bare, { p95: (rows <= 10_000 ? aims[0] : aims[1]) ?? 0 }, note);
}

/**
 * Playwright tells each page that it has the keyboard. So a caret blinks in the hidden window, which an agent's has not, and with frames at
 * once the process that draws is asked for it without end.
 */
async function takeCaretFrom(page: Page): Promise<void> {
  await page.getByRole('combobox', { name: 'Find an outcome' }).blur();
}

/** Scrolls the whole open tree, one screen per frame, and watches for tasks of more than 50 ms. */
export async function measureScrolling({ app: { main } }: Bench, rows: number): Promise<ScreenFigure> {
  await main.getByRole('button', { name: 'Expand all' }).click();
  const { frames, long } = await main.evaluate(
    () =>
      new Promise<{ frames: number[]; long: number[] }>((resolve) => {
        const tree = document.querySelector('[role=tree]');
        const found: number[] = [];
        const observer = new PerformanceObserver((list) => {
          found.push(...list.getEntries().map(({ duration }) => duration));
        });
        observer.observe({ type: 'longtask' });
        const taken: number[] = [];
        let before = performance.now();
        const step = (now: number): void => {
          taken.push(now - before);
          before = now;
          if (tree === null || tree.scrollTop + tree.clientHeight >= tree.scrollHeight - 1) {
            // The last observation is delivered in a task of its own.
            setTimeout(() => {
              observer.disconnect();
              resolve({ frames: taken.slice(1), long: found });
            });
            return;
          }
          tree.scrollTop += tree.clientHeight;
          requestAnimationFrame(step);
        };
        requestAnimationFrame(step);
      }),
  );
  const answers = frames.map((wall) => ({ wall, cpu: Number.NaN }));
  const note = `${frames.length} frames, ${long.length} long tasks${long.length > 0 ? `, longest ${Math.round(Math.max(...long))} ms` : ''}`;
  return {
    ...figureOf(`frame while scrolling ${rows.toLocaleString('en')} outcomes`, answers, [], null, note),
    cpu: null,
  };
}

/** The hidden quick wrap-up: until it has the keyboard and has painted the current call. */
export async function measureQuick({ app, lcm }: Bench, rounds: number): Promise<ScreenFigure[]> {
  const quick = await app.windowOf(app.quick);
  const hidden = async (): Promise<void> => {
    while (await app.isShown(app.quick)) await app.quick.waitForTimeout(10);
  };
  const focused: Answer[] = [];
  const painted: Answer[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const call = `quick-${round}-`;
    ring(lcm, call);
    await app.main.getByRole('button', { name: call }).waitFor();
    const before = usageOf(app.electron.process().pid ?? 0).cpu;
    const times = await openQuick(quick, call);
    const cpu = usageOf(app.electron.process().pid ?? 0).cpu - before;
    focused.push({ wall: times.focused, cpu });
    painted.push({ wall: times.painted, cpu });
    await app.pressShortcut();
    await hidden();
  }
  return [
    figureOf('quick wrap-up, hidden → has the keyboard', focused, [], { p95: 100 }),
    figureOf('quick wrap-up, hidden → painted and ready', painted, [], { p95: 100 }),
  ];
}

/**
 * From nothing to a usable window, compared with an empty Vue app, in turns. The data folder is the usual one: to find one that a
 * variable names, the settings are read first, before there is a window.
 */
export async function measureStart(electron: string, folder: string, rounds: number): Promise<ScreenFigure> {
  const ours: Start[] = [];
  const empty: Start[] = [];
  const token = randomUUID();
  const simulator = await startSimulator({ token });
  const dataDir = makeDataFolder({ url: simulator.url, token });
  const { env } = process;
  const home = join(folder, 'home');
  cpSync(dataDir, join(home, 'afterword'), { recursive: true });
  const startOurs = () =>
    coldStart(
      electron,
      [ROOT, ...AS_ROOT],
      { ...env, HOME: home, XDG_CONFIG_HOME: home },
      'index.html',
      'main h1, main h2',
    );
  const startEmpty = () =>
    coldStart(
      electron,
      [folder, ...AS_ROOT],
      { ...env, EMPTY_APP_DATA: join(folder, 'data') },
      'index.html',
      'main',
    );
  try {
    // The first start of each makes its folders and fills the system's cache.
    await startOurs();
    await startEmpty();
    for (let round = 0; round < rounds; round += 1) {
      const turns = [async () => ours.push(await startOurs()), async () => empty.push(await startEmpty())];
      for (const turn of round % 2 === 0 ? turns : turns.reverse()) await turn();
    }
  } finally {
    await simulator.close();
    removeDataFolder(dataDir);
  }
  return figureOf('cold start → usable, beside an empty Vue app', ours, empty, { times: 1.15 });
}

/** Longer than the pause in which our pages free what they do not need (`src/preload/free-in-pause.ts`), in milliseconds. */
export const PAUSE_MS = 20_000;

/** What an app uses in a pause of this many milliseconds. Nobody tells it to free anything. */
async function usageInPause(app: ElectronApplication, pauseMs: number): Promise<Usage> {
  await pause(pauseMs);
  return usageOf(app.process().pid ?? 0);
}

/**
 * What is in memory in a pause after `calls` calls, wrapped up without one, compared with an empty Vue app: for an agent who
 * never opens the quick wrap-up, and for one who uses it.
 */
export async function measureMemory(
  electron: string,
  folder: string,
  calls: number,
  pauseMs: number,
): Promise<ScreenFigure[]> {
  const empty = await _electron.launch({
    executablePath: electron,
    args: [folder, ...AS_ROOT],
    env: { ...(process.env as Record<string, string>), EMPTY_APP_DATA: join(folder, 'data') },
  });
  await (await empty.firstWindow()).locator('main').waitFor();
  const bare = await usageInPause(empty, pauseMs);
  await empty.close();

  const figures: ScreenFigure[] = [];
  for (const windows of [1, 2]) {
    const { atFirst, atEnd } = await usageOfShift(calls, windows, pauseMs);
    const note = `${atEnd.processes} processes beside ${bare.processes}; ${atFirst.memory.toFixed(0)} MB at the first call; shared pages counted once`;
    figures.push({
      what: `resident memory after ${calls} calls${windows === 1 ? '' : ', with the quick wrap-up'}, beside an empty Vue app`,
      unit: 'MB',
      note,
      p50: atEnd.memory,
      p95: atEnd.memory,
      cpu: null,
      bare: bare.memory,
      aim: { times: 1.25 },
    });
  }
  return figures;
}

/** @param windows 2 for an agent who uses the quick wrap-up */
async function usageOfShift(
  calls: number,
  windows: number,
  pauseMs: number,
): Promise<{ readonly atFirst: Usage; readonly atEnd: Usage }> {
  return await withLcm(null, async (lcm, dataDir) => {
    if (windows === 2) useQuick(dataDir);
    const app = await launchDesktop(dataDir);
    let atFirst: Usage | null = null;
    try {
      const main = await app.firstWindow();
      while (app.windows().length < windows) await main.waitForTimeout(50);
      await main.locator('[data-status=connected]').waitFor({ state: 'attached' });
      const search = main.getByRole('combobox', { name: 'Find an outcome' });
      for (let call = 0; call < calls; call += 1) {
        ring(lcm, `shift-${call}-`);
        await main.getByRole('heading', { name: `shift-${call}-` }).waitFor();
        atFirst ??= await usageInPause(app, pauseMs);
        await search.fill(call % 3 === 0 ? 'no ans' : 'pro card');
        await main.getByRole('option').first().waitFor();
        await search.press('Control+Enter');
        await main.getByText(`Saved. Contact shift-${call}-`).first().waitFor();
      }
      await lcm.now.ledger.waitUntil((ledger) => ledger.applied().length >= calls, 60_000);
      const atEnd = await usageInPause(app, pauseMs);
      return { atFirst: atFirst ?? atEnd, atEnd };
    } finally {
      await app.close();
    }
  });
}
