import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';

const MAIN = resolve(import.meta.dirname, '../../out/main');
/** How many bytes and files the desktop may read before its first window loads its page. */
const FIRST = { bytes: 42_500, files: 4 };
/** The same for the whole core, which the page waits for. */
const CORE = { bytes: 1_095_000, files: 10 };
/** The parts of the core, and how many bytes one may have: to compile and run it is one piece of work each. */
const PARTS = { names: ['schemas', 'settings', 'features', 'core'], bytes: 450_000 };

interface Files {
  readonly names: readonly string[];
  readonly bytes: number;
}

/** A file of the build, and all files that it imports before it runs. */
function atStart(entry: string): Files {
  const found = new Set([entry]);
  let bytes = 0;
  // Iterating over a Set includes elements that are added during the loop.
  for (const file of found) {
    const code = readFileSync(join(MAIN, file), 'utf8');
    bytes += Buffer.byteLength(code);
    for (const [, next] of code.matchAll(/\b(?:import|from)\s*["'`](\.[^"'`]+\.js)["'`]/g))
      found.add(join(dirname(file), next!));
  }
  return { names: [...found].map((name) => basename(name)), bytes };
}

const sizeOf = (name: string): number => statSync(join(MAIN, 'chunks', name)).size;

/** The file that the entry imports behind the first window. */
function startFile(): string {
  const behind = /import\([`"'](\.\/chunks\/start-[^`"']+)[`"']\)/.exec(
    readFileSync(join(MAIN, 'index.js'), 'utf8'),
  );
  expect(behind).not.toBeNull();
  return behind![1]!;
}

test('the first window loads its page before anything of the core is read', () => {
  const { names, bytes } = atStart('index.js');
  console.log(`before the first window: ${(bytes / 1_000).toFixed(1)} KB in ${names.length} files`);
  expect(names.filter((name) => /^(core|start|connection)-/.test(name))).toEqual([]);
  expect(names.length).toBeLessThanOrEqual(FIRST.files);
  expect(bytes).toBeGreaterThan(5_000);
  expect(bytes).toBeLessThanOrEqual(FIRST.bytes);
});

test('the core comes in parts, none of which holds up the page for long, and the socket to LCM comes behind it', () => {
  const { names, bytes } = atStart(startFile());
  console.log(`the core: ${(bytes / 1_000).toFixed(1)} KB in ${names.length} files`);
  for (const part of PARTS.names) {
    const files = names.filter((name) => name.startsWith(`${part}-`) && sizeOf(name) > 1_000);
    expect(files).toHaveLength(1);
    expect(files.map(sizeOf).every((size) => size <= PARTS.bytes)).toBe(true);
  }
  expect(
    names.filter((name) =>
      /^(dial|websocket|otlp|update-source|demo|command|connect|at-provider)/.test(name),
    ),
  ).toEqual([]);
  // To load them takes as long as a part of the core. The link needs them.
  const code = names.map((name) => readFileSync(join(MAIN, 'chunks', name), 'utf8'));
  expect(code.filter((each) => /(from\s*|require\()["'`](node:)?(https?|tls|net)["'`]/.test(each))).toEqual(
    [],
  );
  expect(names.length).toBeLessThanOrEqual(CORE.files);
  expect(bytes).toBeLessThanOrEqual(CORE.bytes);
});

test('no language and no table of zones is read before it is used', () => {
  const code = atStart(startFile()).names.map((name) => readFileSync(join(MAIN, 'chunks', name), 'utf8'));
  const texts = code.flatMap((each) =>
    [...each.matchAll(/(.{3})JSON\.parse\(["'`]\{/g)].map(([, before]) => before),
  );
  expect(texts.length).toBeGreaterThan(10);
  expect(new Set(texts)).toEqual(new Set(['??=']));
});

test('no code is kept with two bytes a character', () => {
  const files = ['main', 'preload', 'renderer'].flatMap((part) =>
    readdirSync(join(MAIN, '..', part), { recursive: true, withFileTypes: true })
      .filter(({ name }) => /\.c?js$/.test(name))
      .map(({ parentPath, name }) => join(parentPath, name)),
  );
  expect(files.length).toBeGreaterThan(100);
  // A character beyond these in one place costs the whole file a byte for each of its characters.
  expect(files.filter((file) => /[^\0-\xff]/.test(readFileSync(file, 'utf8')))).toEqual([]);
});

test('a browser host loads nothing of Electron', () => {
  for (const name of atStart('browser-host.js').names) {
    const folder = name === 'browser-host.js' ? MAIN : join(MAIN, 'chunks');
    expect(readFileSync(join(folder, name), 'utf8')).not.toMatch(/from\s*["'`]electron["'`]/);
  }
});
