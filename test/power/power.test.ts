import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { overwrite, PAGE } from '#test/faults/disk/spoil.ts';
import { heard, keepRecording, type ImageKind, type Recording, type Saved } from './images.ts';
import { memory } from '#test/support/memory.ts';
import { hasStrace, record } from './record.ts';
import { runImages, summarize, type ImageResult } from './run-images.ts';
import type { DiskEvent } from './trace.ts';

const images = Number(process.env['AFTERWORD_IMAGES'] ?? 200);
const seed = Number(process.env['AFTERWORD_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const timeout = 120_000 + images * 2_000;

describe.skipIf(!hasStrace)('what a disk may hold (needs strace)', () => {
  let folder: string;
  let work: Recording;
  let replacement: Recording;
  beforeAll(() => {
    folder = mkdtempSync(join(memory, 'afterword-power-'));
    work = recordWork(join(folder, 'data'));
    replacement = recordReplacement(join(folder, 'damaged'));
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function tryAll(kind: ImageKind, recording: Recording, count: number): Promise<ImageResult[]> {
    const path = join(folder, `${kind}.recording`);
    keepRecording(path, recording);
    const results = await runImages({ recording: path, kind, seed, count });
    console.log(
      `AFTERWORD_SEED=${seed} AFTERWORD_IMAGES=${images} ${kind}: ${JSON.stringify(summarize(results))}`,
    );
    // The app's timing differs in each run, so an image can be made again only from its recording.
    const faults = faultsIn(results);
    if (faults.length > 0) {
      mkdirSync('test-output', { recursive: true });
      copyFileSync(path, join('test-output', `${kind}-${seed}.recording`));
    }
    // The message has the faults, so that a summary of the run tells of them.
    expect(faults, faults.join('\n')).toEqual([]);
    return results;
  }

  it('is recorded with all the hard cases', () => {
    const count = (is: (event: DiskEvent) => boolean): number => work.events.filter(is).length;
    // A log that starts again over an older one, and so leaves some of its frames behind.
    const generations = count(
      (event) => event.kind === 'write' && /-wal$/.test(event.path) && event.at === 0,
    );
    expect(generations).toBeGreaterThan(4);
    expect(count(({ kind }) => kind === 'rename')).toBeGreaterThan(4);
    expect(count(({ kind }) => kind === 'unlink')).toBeGreaterThan(1);
    expect(count((event) => event.kind === 'sync' && event.path === work.folder)).toBeGreaterThan(2);
    expect(count(({ kind }) => kind === 'say')).toBeGreaterThan(150);
  });

  it(
    `after ${images} power cuts loses nothing that was shown as saved, and never more than SQLite alone`,
    { timeout },
    async () => {
      const results = await tryAll('powerCut', work, images);
      const { saved, lostBySqliteAlone, salvaged, trusted } = summarize(results);
      expect(trusted).toBeGreaterThan(0);
      expect(saved).toBeGreaterThan(images * 20);
      // Only a disk that lies may lose anything.
      expect(lostBySqliteAlone).toBeGreaterThan(0);
      expect(salvaged).toBeLessThan(images / 5);
    },
  );

  it(`after ${images} damages starts, and rescues no less than can be read`, { timeout }, async () => {
    const results = await tryAll('damage', work, images);
    const { lost, lostBySqliteAlone, salvaged, trustedAndSalvaged } = summarize(results);
    // Damage that nobody had seen is found behind the start.
    expect(trustedAndSalvaged).toBeGreaterThan(images / 20);
    expect(salvaged).toBeGreaterThan(images / 3);
    expect(lost).toBeLessThan(lostBySqliteAlone / 2);
  });

  it(
    'after a power cut while a damaged database is replaced has all that could be rescued',
    { timeout },
    async () => {
      const results = await tryAll('replacement', replacement, Math.ceil(images / 4));
      expect(results[0]?.saved).toBeGreaterThan(25);
    },
  );
});

/** The app at work: a first start and a clean end, a key store that appears, two kills. */
function recordWork(folder: string): Recording {
  const events = record(folder, [
    { from: 0, count: 60, seed, protector: 'file', end: 'close' },
    { from: 60, count: 70, seed: seed + 1, protector: 'os', end: 'kill' },
    { from: 130, count: 70, seed: seed + 2, protector: 'os', end: 'kill' },
  ]);
  return { folder, before: [], events, saved: [] };
}

/** A start on a database that lost its first page and nothing else. */
function recordReplacement(folder: string): Recording {
  const made = record(folder, [{ from: 0, count: 40, seed, protector: 'os', end: 'close' }]);
  const saved = made.reduce<readonly Saved[]>(
    (all, event) => (event.kind === 'say' ? heard(all, event.text) : all),
    [],
  );
  overwrite(join(folder, 'afterword.db'), 0, Buffer.alloc(PAGE));
  const before = readdirSync(folder).map((name) => {
    const path = join(folder, name);
    return { path, bytes: readFileSync(path) };
  });
  const events = record(folder, [{ from: 0, count: 0, seed, protector: 'os', end: 'close' }]);
  return { folder, before, events, saved };
}

/** Each image with a fault, and its number: `makeImage` makes the image again from the kept recording. */
function faultsIn(results: readonly ImageResult[]): string[] {
  return results.flatMap(({ end, told, faults }) =>
    faults.length === 0 ? [] : [`${end}, ${told}: ${faults.join('; ')}`],
  );
}
