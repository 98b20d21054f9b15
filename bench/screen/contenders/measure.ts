import { once } from 'node:events';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { _electron, type Page } from '@playwright/test';
import { build } from 'vite';
import { makeEmptyApp } from '../empty-app.ts';
import { AS_ROOT } from '../empty-window.ts';
import { figureOf, type ScreenFigure } from '../figures.ts';
import { FRAMES_AT_ONCE } from '../measure.ts';
import { Presser, type Answer } from '../pressing.ts';
import { generateOutcomes } from './outcomes.ts';

/** Words that all of them can find: a slip is found by Afterword alone. */
export const EXACT_WORDS = ['outcome 12', 'group 7', 'area 3 grou', 'of group 4'];
/** A key that is not answered by then counts as this long. */
const LONGEST_MS = 20_000;
/** By the part of the page's address that names it. */
const CONTENDERS = {
  field: 'a text field alone',
  rows: 'a bare page: a field and rows, rewritten by script',
  select: '<select size=14>, filtered',
  listbox: 'reka-ui Listbox, virtual',
  tree: 'reka-ui Tree, virtual',
  scroller: 'vue-virtual-scroller',
  datalist: '<datalist>, its popup apart',
} as const;

/** Builds the page of the contenders into a folder. */
export async function buildContenders(folder: string, rows: number): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await build({
    configFile: false,
    logLevel: 'warn',
    define: { 'process.env.NODE_ENV': '"production"', __VUE_PROD_DEVTOOLS__: 'false' },
    build: {
      outDir: folder,
      emptyOutDir: false,
      target: 'chrome130',
      lib: {
        entry: join(import.meta.dirname, 'page.ts'),
        formats: ['iife'],
        name: 'contenders',
        fileName: () => 'page.js',
      },
    },
  });
  const styles = '../../../node_modules/vue-virtual-scroller/dist/vue-virtual-scroller.css';
  copyFileSync(join(import.meta.dirname, styles), join(folder, 'page.css'));
  writeFileSync(
    join(folder, 'index.html'),
    `<!doctype html><meta charset="utf-8"><title>Contenders</title><link rel="stylesheet" href="page.css">
<style>body { font: 14px system-ui; } input, .list { box-sizing: border-box; width: 480px; }
.list { display: block; overflow: auto; height: 480px; margin: 8px 0; padding: 0; } .row { box-sizing: border-box; width: 100%; height: 34px; padding: 8px; }</style>
<div id="app"></div><script>const OUTCOMES = ${JSON.stringify(generateOutcomes(rows))};</script><script src="page.js"></script>`,
  );
}

/** Measures each contender in an Electron of its own: from the key to the list, and until its list is shown. */
export async function measureContenders(
  electron: string,
  folder: string,
  rounds: number,
  report: (figure: ScreenFigure) => void,
): Promise<void> {
  const shell = join(folder, 'shell');
  makeEmptyApp(shell);
  const address = pathToFileURL(join(folder, 'index.html')).href;
  const turns = Object.entries(CONTENDERS).flatMap(([id, name]) => [
    { id, name, switches: FRAMES_AT_ONCE },
    // The limit of both aims.
    ...(id === 'rows' ? [{ id, name: `${name}, at 60 Hz`, switches: [] }] : []),
  ]);
  for (const { id, name, switches } of turns) {
    const app = await _electron.launch({
      executablePath: electron,
      args: [shell, ...AS_ROOT, ...switches],
      env: { ...(process.env as Record<string, string>), EMPTY_APP_DATA: folder },
    });
    const gone = once(app.process(), 'exit');
    const { opened, typed, hangs } = await measureOne(await app.firstWindow(), `${address}#${id}`, rounds);
    const note = hangs ? `stopped: no answer to a key in ${LONGEST_MS / 1_000} s` : '';
    report(figureOf(`key → filtered list painted: ${name}`, typed, [], null, note));
    report(figureOf(`open the list: ${name}`, opened, [], null));
    // One that hangs does not close by itself.
    app.process().kill('SIGKILL');
    await gone;
  }
}

async function measureOne(
  page: Page,
  address: string,
  rounds: number,
): Promise<{ opened: Answer[]; typed: Answer[]; hangs: boolean }> {
  await page.goto('about:blank');
  await page.goto(address);
  await page.getByText('closed').waitFor();
  const presser = await Presser.of(page);
  const opened: Answer[] = [];
  const typed: Answer[] = [];
  for (let round = 0; round < rounds; round += 1) {
    opened.push(await presser.press('Control+o', `document.querySelector('[data-row]') !== null`));
    const words = EXACT_WORDS[round % EXACT_WORDS.length] ?? '';
    for (const [at, letter] of words.split('').entries()) {
      const value = JSON.stringify(words.slice(0, at + 1));
      const shown = `document.querySelector('main').dataset.query === ${value}`;
      const ready = `${shown} && document.querySelector('[data-row]') !== null`;
      const answer = await Promise.race([
        presser.press(letter === ' ' ? 'Space' : letter, ready),
        setTimeout(LONGEST_MS, null, { ref: false }),
      ]);
      if (answer === null) {
        typed.push({ wall: LONGEST_MS, cpu: Number.NaN });
        return { opened, typed, hangs: true };
      }
      typed.push(answer);
    }
    await page.keyboard.press('Control+o');
    await page.getByText('closed').waitFor();
  }
  return { opened, typed, hangs: false };
}
