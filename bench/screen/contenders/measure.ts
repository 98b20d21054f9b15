import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { _electron, type Page } from '@playwright/test';
import { build } from 'vite';
import { figureOf, type ScreenFigure } from '../figures.ts';
import { FRAMES_AT_ONCE } from '../measure.ts';
import { Presser, type Answer } from '../pressing.ts';
import { generateOutcomes } from './outcomes.ts';

const EMPTY_APP = join(import.meta.dirname, '../empty-app');
const AS_ROOT = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
/** Words that all of them can find: a slip is found by Afterword alone. */
export const EXACT_WORDS = ['outcome 12', 'group 7', 'area 3 grou', 'of group 4'];
/** By the part of the page's address that names it. */
const CONTENDERS = {
  field: 'a text field alone',
  datalist: '<datalist>, its popup apart',
  select: '<select size=14>, filtered',
  listbox: 'reka-ui Listbox, virtual',
  tree: 'reka-ui Tree, virtual',
  scroller: 'vue-virtual-scroller',
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
      cssMinify: false,
      lib: {
        entry: join(import.meta.dirname, 'page.ts'),
        formats: ['iife'],
        name: 'contenders',
        fileName: () => 'page.js',
        cssFileName: 'page',
      },
    },
  });
  writeFileSync(
    join(folder, 'index.html'),
    `<!doctype html><meta charset="utf-8"><title>Contenders</title><link rel="stylesheet" href="page.css">
<style>body { font: 14px system-ui; } input, .list { box-sizing: border-box; width: 480px; }
.list { display: block; overflow: auto; height: 480px; margin: 8px 0; padding: 0; } .row { box-sizing: border-box; width: 100%; height: 34px; padding: 8px; }</style>
<div id="app"></div><script>const OUTCOMES = ${JSON.stringify(generateOutcomes(rows))};</script><script src="page.js"></script>`,
  );
}

/** Measures each contender, from the key to the list, and until its list is shown. */
export async function measureContenders(
  electron: string,
  folder: string,
  rounds: number,
  report: (figure: ScreenFigure) => void,
): Promise<void> {
  const app = await _electron.launch({
    executablePath: electron,
    args: [EMPTY_APP, ...AS_ROOT, ...FRAMES_AT_ONCE],
    env: { ...(process.env as Record<string, string>), EMPTY_APP_DATA: folder },
  });
  try {
    const page = await app.firstWindow();
    for (const [id, name] of Object.entries(CONTENDERS)) {
      await page.goto('about:blank');
      await page.goto(`${pathToFileURL(join(folder, 'index.html')).href}#${id}`);
      await page.getByText('closed').waitFor();
      const presser = await Presser.of(page);
      const { opened, typed } = await measureOne(page, presser, rounds);
      report(figureOf(`key → filtered list painted: ${name}`, typed, [], null));
      report(figureOf(`open the list: ${name}`, opened, [], null));
    }
  } finally {
    await app.close();
  }
}

async function measureOne(
  page: Page,
  presser: Presser,
  rounds: number,
): Promise<{ opened: Answer[]; typed: Answer[] }> {
  const opened: Answer[] = [];
  const typed: Answer[] = [];
  for (let round = 0; round < rounds; round += 1) {
    opened.push(await presser.press('Control+o', `document.querySelector('[data-row]') !== null`));
    const words = EXACT_WORDS[round % EXACT_WORDS.length] ?? '';
    for (const [at, letter] of words.split('').entries()) {
      const value = JSON.stringify(words.slice(0, at + 1));
      const shown = `document.querySelector('main').dataset.query === ${value}`;
      const ready = `${shown} && document.querySelector('[data-row]') !== null`;
      typed.push(await presser.press(letter === ' ' ? 'Space' : letter, ready));
    }
    await page.keyboard.press('Control+o');
    await page.getByText('closed').waitFor();
  }
  return { opened, typed };
}
