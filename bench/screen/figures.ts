import { median, quantile } from '#bench/statistics.ts';
import type { Calibration } from '#bench/calibration.ts';
import type { Answer } from './pressing.ts';

/** What the built app's windows took, compared with a bare part measured in turns in the same run. */
export interface ScreenFigure {
  readonly what: string;
  readonly unit: 'ms' | 'MB';
  readonly p50: number;
  readonly p95: number;
  /** Median processor milliseconds spent meanwhile; null if unknown. */
  readonly cpu: number | null;
  /** Median of the bare part; null if there is none. */
  readonly bare: number | null;
  /** The aim: at most this much at p95, or at most this many times the bare part. */
  readonly aim: { readonly p95: number } | { readonly times: number } | null;
  readonly note: string;
}

/** What the script that measures the windows says, a line each. */
export type ScreenReport = ScreenFigure | Calibration;

export function figureOf(
  what: string,
  answers: readonly Answer[],
  bare: readonly Answer[],
  aim: ScreenFigure['aim'],
  note = '',
): ScreenFigure {
  const walls = answers.map(({ wall }) => wall);
  return {
    what,
    unit: 'ms',
    p50: median(walls),
    p95: quantile(walls, 0.95),
    aim,
    note,
    cpu: median(answers.map(({ cpu }) => cpu)),
    bare: bare.length === 0 ? null : median(bare.map(({ wall }) => wall)),
  };
}

/**
 * Null if there is no aim.
 *
 * @param pace how much slower this machine is than the one that the aims are for
 */
export function isReached({ aim, p50, p95, bare }: ScreenFigure, pace: number): boolean | null {
  if (aim === null) return null;
  return 'p95' in aim ? p95 <= aim.p95 * pace : bare !== null && p50 / bare <= aim.times;
}
