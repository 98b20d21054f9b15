import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path/posix';
import type { ICruiseResult } from 'dependency-cruiser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import config, { PARTS, type Rooms } from '../../../dependency-cruiser.config.ts';

const root = join(import.meta.dirname, '../../..');
const vue = (script: string): string =>
  `<script setup lang="ts">\n${script}\n</script>\n<template><p /></template>\n`;

/** One import that each rule refuses: the rule, the file, its code. */
const REFUSED: [rule: string, file: string, code: string][] = [
  ['src/shared/callback', 'src/shared/callback/plans.ts', "import '#shared/wrapup/plan.ts';"],
  ['src/shared/outcomes', 'src/shared/outcomes/asks-beside.ts', "import '#shared/callback/window.ts';"],
  ['src/shared/lcm', 'src/shared/lcm/names-type.ts', "import type { View } from '#shared/contract/view.ts';"],
  ['src/main/outbox', 'src/main/outbox/asks.ts', "import type { Session } from '#main/lcm/session.ts';"],
  ['src/main/core', 'src/main/core/shows.ts', "import '#main/hosts/desktop/tray.ts';"],
  ['src/main/hosts/browser', 'src/main/hosts/browser/rings.ts', "import '../desktop/tray.ts';"],
  ['src/main: a room without a row', 'src/main/new-room/new.ts', "import '#main/base/clock.ts';"],
  ['only the desktop host knows Electron', 'src/main/core/wakes.ts', "import { app } from 'electron';"],
  ['shared code is pure', 'src/shared/text/reads.ts', "import { readFileSync } from 'node:fs';"],
  ['shared code is pure', 'src/shared/text/draws.ts', "import { ref } from 'vue';"],
  [
    'pages reach the core through the contract',
    'src/renderer/calls/Reach.vue',
    vue("import type { Core } from '#main/core/target.ts';"),
  ],
  ['pages know no Node', 'src/renderer/calls/Disk.vue', vue("import { join } from 'node:path';")],
  ['pages load no schema', 'src/renderer/calls/Checks.vue', vue("import { z } from 'zod';")],
  [
    'pages load no schema',
    'src/renderer/calls/checks.ts',
    "import { draftSchema, type Draft } from '#shared/draft/draft-schema.ts';",
  ],
  ['pages load no schema', 'src/shared/draft/for-pages.ts', "import './draft-schema.ts';"],
  ['the preload knows names only', 'src/preload/knows.ts', "import '#shared/draft/draft.ts';"],
  ['the core knows no screen', 'src/main/core/draws.ts', "import '../../renderer/calls/selection.ts';"],
  ['the simulator states the wire by itself', 'src/simulator/shares.ts', "import '#shared/lcm/encode.ts';"],
  ['only the demo starts the simulator', 'src/main/lcm/plays.ts', "import '#simulator/server.ts';"],
  ['what ships imports no test', 'src/main/base/tests.ts', "import '#test/support/clock.ts';"],
  ['no circles', 'src/main/base/one.ts', "import type { Two } from './two.ts';\nexport type One = 1;"],
  ['every import is found', 'src/main/base/lost.ts', "import './nowhere.ts';"],
];

/** What comes near a rule and is right. */
const ALLOWED: [file: string, code: string][] = [
  ['src/renderer/calls/Types.vue', vue("import type { Draft } from '#shared/draft/draft-schema.ts';")],
  ['src/shared/draft/types.ts', "import type { z } from 'zod';\nexport { type Draft } from './draft.ts';"],
  ['src/main/lcm/demo.ts', "import '#simulator/server.ts';"],
  ['src/main/hosts/desktop/windows/opens.ts', "import { app } from 'electron';"],
  ['src/main/hosts/desktop/carries.ts', "import '../../../preload/channels.ts';"],
  ['src/main/lcm/delivers.ts', "import type { Delivery } from '#main/outbox/delivery.ts';"],
];

const folder = mkdtempSync(join(tmpdir(), 'afterword-boundaries-'));
let refusals: { rule: string; from: string; to: string }[] = [];

function write(file: string, code: string): void {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, code);
}

/** A file that imports nothing, where there is none. */
function writeTarget(file: string): void {
  if (!existsSync(join(folder, file))) write(file, 'export {};');
}

const withUnlisted = (rooms: Rooms): string[] => [...Object.keys(rooms), 'unlisted'];
const isFile = (room: string): boolean => room.endsWith('.ts');
const fileIn = (part: string, room: string, name: string): string =>
  isFile(room) ? `${part}/${room}` : `${part}/${room}/${name}.ts`;

/** Each room, and one that has no row, gets a file that imports a file of every other. */
function writeRooms(): void {
  for (const [part, rooms] of Object.entries(PARTS)) {
    const targets = withUnlisted(rooms);
    for (const room of targets) if (!isFile(room)) write(fileIn(part, room, 'target'), 'export {};');
    for (const room of targets) {
      const file = fileIn(part, room, 'reaches');
      const imports = targets
        .filter((other) => other !== room)
        .map((other) => `import './${relative(dirname(file), fileIn(part, other, 'target'))}';`);
      write(file, imports.join('\n'));
    }
  }
}

function cruise(): ICruiseResult {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'),
      'src',
      '--config',
      join(root, 'dependency-cruiser.config.ts'),
      '--output-type',
      'json',
    ],
    { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  expect(stderr).toBe('');
  return JSON.parse(stdout) as ICruiseResult;
}

beforeAll(() => {
  const { type, imports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  write('package.json', JSON.stringify({ type, imports }));
  for (const name of ['electron', 'vue', 'zod']) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' }));
    write(`node_modules/${name}/index.js`, '');
  }
  writeRooms();
  for (const [, file, code] of REFUSED) write(file, code);
  for (const [file, code] of ALLOWED) write(file, code);
  for (const code of [...REFUSED.map(([, , code]) => code), ...ALLOWED.map(([, code]) => code)])
    for (const [, path] of code.matchAll(/'#([^']+)'/g))
      writeTarget(path?.startsWith('test/') ? path : `src/${path ?? ''}`);
  write('src/main/base/two.ts', "import type { One } from './one.ts';\nexport type Two = 2;");
  writeTarget('src/shared/draft/draft.ts');
  writeTarget('src/renderer/calls/selection.ts');
  writeTarget('src/preload/channels.ts');
  refusals = cruise().summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }));
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('the import boundaries', () => {
  it.each(REFUSED)('%s: refuses %s', (rule, file) => {
    expect(refusals.filter(({ from }) => from === file).map((each) => each.rule)).toContain(rule);
  });

  it.each(ALLOWED)('let %s be', (file) => expect(refusals.filter(({ from }) => from === file)).toEqual([]));

  describe.each(Object.entries(PARTS))('in %s', (part, rooms) => {
    it.each(Object.entries(rooms))('%s reaches no other room than its row says', (room, { may }) => {
      const refused = refusals.filter(({ rule }) => rule === `${part}/${room}`).map(({ to }) => to);
      const denied = withUnlisted(rooms).filter((other) => other !== room && !may.includes(other));
      expect(refused).toEqual(
        expect.arrayContaining(denied.map((other) => fileIn(part, other, isFile(other) ? '' : 'target'))),
      );
    });

    it('lists only rooms that stand below, so that rooms make no circle', () => {
      const names = Object.keys(rooms);
      for (const [at, { may }] of Object.values(rooms).entries())
        expect(names.slice(at + 1)).toEqual(expect.arrayContaining([...may]));
    });
  });

  it('have each rule broken here once', () => {
    const broken = new Set(refusals.map(({ rule }) => rule));
    const names = config.forbidden?.map(({ name }) => name ?? '') ?? [];
    expect(names.filter((name) => !broken.has(name))).toEqual([]);
  });
});
