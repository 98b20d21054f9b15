import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findDataFolder } from '#main/moving/find.ts';
import { settleDataFolder } from '#main/moving/settle.ts';
import { silentLog } from '#main/base/log.ts';
import { FILES, fillFolder, placesIn, readFolder } from '#test/support/moving/profile.ts';
import { MOVING_CHILD } from '#test/support/moving/run-moving.ts';
import type { MovingOrders } from '#test/support/moving/orders.ts';
import { seeded } from '#test/support/wrap-ups.ts';
import { Disk, type Cut } from './disk.ts';
import { memory } from '#test/support/memory.ts';
import { hasStrace } from './record.ts';
import { readTrace, strace, type DiskEvent } from './trace.ts';

const images = Number(process.env['AFTERWORD_IMAGES'] ?? 200);
const seed = Number(process.env['AFTERWORD_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const ALL = { waiting: ['wrap-up-0', 'wrap-up-1', 'wrap-up-2'], drafts: ['comment 3'] };

it.skipIf(!hasStrace)(
  `after ${images} power cuts in a move of the data folder, one folder has everything, also at the next start (needs strace)`,
  { timeout: 60_000 + images * 1_000 },
  async () => {
    console.log(`AFTERWORD_SEED=${seed} AFTERWORD_IMAGES=${images}`);
    const folder = mkdtempSync(join(memory, 'afterword-moving-'));
    try {
      const base = join(folder, 'disk');
      const places = placesIn(base);
      await fillFolder(places.roaming);
      const before = filesIn(base);
      const events = record(base, { places, killAt: null, stays: false }, join(folder, 'trace'));
      expect(events.filter(({ kind }) => kind === 'rename').length).toBeGreaterThan(1);
      const random = seeded(seed);
      const faults: string[] = [];
      const seen = { old: 0, new: 0 };
      for (let image = 0; image < images; image += 1) {
        const disk = new Disk(base);
        for (const { path, bytes } of before) disk.load(path, bytes);
        const at = Math.floor(random() * (events.length + 1));
        for (const [when, event] of events.slice(0, at).entries()) disk.apply(event, when);
        const kept = [0, 0.3, 0.7, 0.9, 1][Math.floor(random() * 5)] ?? 1;
        const cut: Cut = { block: random() < 0.5 ? 512 : 4096, kept, random };
        const target = join(folder, 'image');
        rmSync(target, { recursive: true, force: true });
        mkdirSync(target);
        disk.image(target, cut);
        const found = judge(target);
        seen[found.inUse] += 1;
        faults.push(...found.faults.map((fault) => `cut before event ${at}, ${kept} kept: ${fault}`));
      }
      console.log(seen);
      expect(faults).toEqual([]);
      expect(Math.min(seen.old, seen.new)).toBeGreaterThan(images / 50);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

/** What a start that moves does to the files below `base`. */
function record(base: string, orders: MovingOrders, trace: string): DiskEvent[] {
  const [program = '', ...words] = strace(trace);
  const line = [...words, process.execPath, MOVING_CHILD, JSON.stringify(orders)];
  const { status, stderr } = spawnSync(program, line, { encoding: 'utf8', input: '' });
  if (status !== 0) throw new Error(`The start ended with ${String(status)}:\n${stderr}`);
  return readTrace(readFileSync(trace, 'latin1'), base);
}

/** Starts on an image, and then again. */
function judge(target: string): { readonly inUse: 'old' | 'new'; readonly faults: string[] } {
  const places = placesIn(target);
  const inUse = findDataFolder(places).path === places.local ? 'new' : 'old';
  const faults: string[] = [];
  for (const start of ['the first start', 'the second start']) {
    try {
      const settled = settleDataFolder(places, 0);
      const found = readFolder(settled.path);
      settled.opened(silentLog);
      for (const [name, content] of Object.entries(FILES))
        if (readFileSync(join(settled.path, name), 'utf8') !== content) faults.push(`${start}: ${name}`);
      if (JSON.stringify(found) !== JSON.stringify(ALL)) faults.push(`${start}: ${JSON.stringify(found)}`);
      if (settled.path !== places.local || settled.news !== null)
        faults.push(`${start} uses ${settled.path}: ${JSON.stringify(settled.news)}`);
    } catch (error) {
      faults.push(`${start}: ${String(error)}`);
    }
  }
  if (existsSync(join(places.roaming, 'afterword.db'))) faults.push('the old folder has a database');
  return { inUse, faults };
}

function filesIn(folder: string): { readonly path: string; readonly bytes: Buffer }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, bytes: readFileSync(path) }));
}
