import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';

const BUILT = resolve(import.meta.dirname, '../../out/renderer');
const PRELOAD = resolve(import.meta.dirname, '../../out/preload');
/** How many bytes (gzip) a window may load before it shows anything. */
const MOST = 175_000;
/** How many files of code and style that may be: each is asked of the main process, which is busy with its own start. */
const MOST_FILES = { 'index.html': 2, 'quick.html': 2 };
/** Screens that are loaded only when they are opened. */
const LATER = [
  'AddCallDialog',
  'CallbackReminder',
  'CallbacksView',
  'CallSwitcher',
  'ConnectView',
  'ContactPanel',
  'HistoryView',
  'OutboxView',
  'PreferencesDialog',
  'ShortcutsDialog',
];

/** The bundler's list of the packages whose code is in a bundle. */
function packagesIn(bundle: string): string[] {
  const list = JSON.parse(readFileSync(join(bundle, 'licenses.json'), 'utf8')) as { name: string }[];
  return list.map(({ name }) => name);
}

/** The scripts of a page, and all scripts that they import before they run. */
function scriptsAtStart(page: string): string[] {
  const html = readFileSync(join(BUILT, page), 'utf8');
  const found = new Set(
    [...html.matchAll(/(?:src|href)="\.\/assets\/([^"]+\.js)"/g)].map(([, name]) => name!),
  );
  // Iterating over a Set includes elements that are added during the loop.
  for (const name of found) {
    const code = readFileSync(join(BUILT, 'assets', name), 'utf8');
    for (const [, imported] of code.matchAll(/\b(?:import|from)\s*["']\.\/([^"']+\.js)["']/g)) {
      found.add(imported!);
    }
  }
  return [...found];
}

test('the pages contain no schema code; the core checks the schemas', () => {
  const packages = packagesIn(BUILT);
  expect(packages).toContain('vue-i18n');
  expect(packages).not.toContain('zod');
});

test('the preload is at most 6 KB and has no code of any package', () => {
  expect(packagesIn(PRELOAD)).toEqual([]);
  expect(statSync(join(PRELOAD, 'index.cjs')).size).toBeLessThanOrEqual(6_000);
});

for (const [page, most] of Object.entries(MOST_FILES)) {
  test(`${page} begins with at most ${most} files of code and style`, () => {
    const html = readFileSync(join(BUILT, page), 'utf8');
    const styles = [...html.matchAll(/href="\.\/assets\/[^"]+\.css"/g)];
    expect(styles.length).toBeGreaterThan(0);
    expect(scriptsAtStart(page).length + styles.length).toBeLessThanOrEqual(most);
  });

  test(`${page} loads at most 175 KB of code at its start, and other screens only when opened`, () => {
    const scripts = scriptsAtStart(page);
    const sizes = scripts.map((name) => gzipSync(readFileSync(join(BUILT, 'assets', name))).length);
    const size = sizes.reduce((sum, each) => sum + each, 0);
    console.log(`${page}: ${(size / 1_000).toFixed(1)} KB of code at start, gzip`);
    expect(scripts.length).toBeGreaterThan(0);
    expect(size).toBeGreaterThan(50_000);
    expect(size).toBeLessThanOrEqual(MOST);

    const built = readdirSync(join(BUILT, 'assets')).filter((name) => name.endsWith('.js'));
    for (const screen of LATER) {
      expect(built.filter((name) => name.startsWith(`${screen}-`))).toHaveLength(1);
      expect(scripts.filter((name) => name.startsWith(`${screen}-`))).toEqual([]);
    }
  });
}

test('the main window asks for the font of its first picture with its code, and has the mark in it', () => {
  const html = readFileSync(join(BUILT, 'index.html'), 'utf8');
  const [, font] = /rel="preload"\s+href="\.\/assets\/([^"]+)"\s+as="font"/.exec(html) ?? [];
  const style = /href="\.\/assets\/([^"]+\.css)"/.exec(html)?.[1];
  expect(font).toMatch(/^inter-latin-wght/);
  expect(readFileSync(join(BUILT, 'assets', style!), 'utf8')).toContain(font);
  const code = scriptsAtStart('index.html').map((name) => readFileSync(join(BUILT, 'assets', name), 'utf8'));
  expect(code.join()).toContain('data:image/svg+xml');
  expect(code.join()).not.toContain('mark-');
});
