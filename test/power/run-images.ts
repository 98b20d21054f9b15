import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ImageKind } from './images.ts';
import { memory } from '#test/support/memory.ts';

/** What the parent tells `images-child.ts` to do. */
export interface ImagesOrders {
  readonly recording: string;
  readonly scratch: string;
  readonly kind: ImageKind;
  readonly seed: number;
  readonly indexes: readonly number[];
}

export interface ImageResult {
  readonly end: number;
  readonly told: string;
  readonly faults: readonly string[];
  readonly salvaged: boolean;
  /** Whether the last end was taken for a clean one. */
  readonly isTrusted: boolean;
  /** How long the start took, in milliseconds. */
  readonly took: number;
  /** How many wrap-ups had been shown as saved, and how many of them SQLite alone lacks and we lack. */
  readonly saved: number;
  readonly lost: { readonly alone: number; readonly ours: number };
}
export type ImagesReport = { readonly begin: number; readonly told: string } | ImageResult;

/** The longest that a start may take on a busy machine, in milliseconds. */
const LONGEST_START = 20_000;
const LANES = 2;

/** Makes `count` images of a recording, each from the seed and its number, and starts the app on each. */
export async function runImages(
  orders: Pick<ImagesOrders, 'recording' | 'kind' | 'seed'> & {
    readonly count: number;
    readonly first?: number;
  },
): Promise<ImageResult[]> {
  const { first = 0 } = orders;
  const all = Array.from({ length: orders.count }, (_, index) => first + index);
  const lanes = Array.from({ length: LANES }, (_, lane) => all.filter((index) => index % LANES === lane));
  const results = await Promise.all(lanes.map((indexes) => runLane(orders, indexes)));
  return results.flat().sort((a, b) => a.end - b.end);
}

async function runLane(
  { recording, kind, seed }: Pick<ImagesOrders, 'recording' | 'kind' | 'seed'>,
  indexes: readonly number[],
): Promise<ImageResult[]> {
  const results: ImageResult[] = [];
  for (let left = indexes; left.length > 0;) {
    const scratch = mkdtempSync(join(memory, 'afterword-images-'));
    try {
      const { done, stuck } = await runChild({ recording, scratch, kind, seed, indexes: left });
      results.push(...done);
      if (stuck !== null) results.push(stuck);
      left = left.slice(done.length + (stuck === null ? 0 : 1));
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  }
  return results;
}

/** @throws if the child ended too early for another reason than a start that took too long */
async function runChild(
  orders: ImagesOrders,
): Promise<{ readonly done: readonly ImageResult[]; readonly stuck: ImageResult | null }> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'images-child.ts'), JSON.stringify(orders)],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const gone = once(child, 'close');
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  const done: ImageResult[] = [];
  let begun: { begin: number; told: string } | null = null;
  const bark = (): void => {
    child.kill('SIGKILL');
  };
  let dog = setTimeout(bark, LONGEST_START * 2);
  for await (const line of createInterface(child.stdout)) {
    clearTimeout(dog);
    dog = setTimeout(bark, LONGEST_START);
    const report = JSON.parse(line) as ImagesReport;
    if ('begin' in report) begun = report;
    else done.push(report);
  }
  clearTimeout(dog);
  await gone;
  if (child.signalCode === 'SIGKILL' && begun !== null) {
    const faults = ['the start does not end'];
    const nothing = {
      salvaged: false,
      isTrusted: false,
      took: Infinity,
      saved: 0,
      lost: { alone: 0, ours: 0 },
    };
    return { done, stuck: { end: begun.begin, told: begun.told, faults, ...nothing } };
  }
  if (done.length < orders.indexes.length)
    throw new Error(`The child ended at ${done.length}:\n${complaints}`);
  return { done, stuck: null };
}

/** What a test prints: how many images were tried, and the results. */
export function summarize(results: readonly ImageResult[]) {
  const sum = (of: (result: ImageResult) => number): number =>
    results.reduce((total, each) => total + of(each), 0);
  const times = results.map(({ took }) => Math.round(took)).sort((a, b) => a - b);
  return {
    images: results.length,
    faulty: results.filter(({ faults }) => faults.length > 0).length,
    unending: results.filter(({ took }) => took === Infinity).length,
    salvaged: results.filter(({ salvaged }) => salvaged).length,
    trusted: results.filter(({ isTrusted }) => isTrusted).length,
    trustedAndSalvaged: results.filter(({ isTrusted, salvaged }) => isTrusted && salvaged).length,
    saved: sum(({ saved }) => saved),
    lostBySqliteAlone: sum(({ lost }) => lost.alone),
    lost: sum(({ lost }) => lost.ours),
    lessThanSqliteAlone: results.filter(({ lost }) => lost.ours > lost.alone).length,
    medianMs: times[times.length >> 1] ?? 0,
    longestMs: times.at(-1) ?? 0,
  };
}
