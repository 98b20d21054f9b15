import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { median } from './statistics.ts';

/** A fixed piece of work of one kind. How long it takes tells how fast this machine is at that kind of work. */
export interface Calibration {
  readonly kind: CalibrationKind;
  /** Median, in milliseconds. */
  readonly ms: number;
}
export type CalibrationKind = keyof typeof REFERENCE;

/**
 * What the same work took on the machine of docs/benchmarks.md, in milliseconds, with nothing else on it. Aims in milliseconds
 * are for that machine.
 */
export const REFERENCE = { loop: 41, fsync: 0.13, layout: 14.4 } as const;

const ROUNDS = 15;
const STEPS = 20_000_000;
const PAGE = Buffer.alloc(4_096, 'a');

/** @param folder on the disk that is measured */
export function calibrate(folder: string): Calibration[] {
  return [
    { kind: 'loop', ms: medianOf(ROUNDS, turnLoop) },
    { kind: 'fsync', ms: appending(folder) },
  ];
}

/**
 * How much slower this machine is than that of docs/benchmarks.md: what an aim in milliseconds is multiplied by. 1 if this
 * kind of work was not measured.
 */
export function pace(measured: readonly Calibration[], kind: CalibrationKind): number {
  const found = measured.find((each) => each.kind === kind);
  return found === undefined ? 1 : found.ms / REFERENCE[kind];
}

/** Xorshift (G. Marsaglia, 2003): whole numbers in registers, without memory. */
function turnLoop(): number {
  let word = 1;
  for (let step = 0; step < STEPS; step += 1) {
    word ^= word << 13;
    word ^= word >>> 17;
    word ^= word << 5;
  }
  return word;
}

/** A page appended and synced, as a commit to the log of a database is. */
function appending(folder: string): number {
  const path = join(folder, 'calibration');
  const file = openSync(path, 'w');
  try {
    return medianOf(ROUNDS * 4, () => {
      writeSync(file, PAGE);
      fsyncSync(file);
    });
  } finally {
    closeSync(file);
    rmSync(path);
  }
}

/** The first round is not counted: the loop is not compiled and the file not yet there. */
function medianOf(rounds: number, work: () => unknown): number {
  const times = Array.from({ length: rounds + 1 }, () => {
    const began = performance.now();
    work();
    return performance.now() - began;
  });
  return median(times.slice(1));
}
