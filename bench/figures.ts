import type { Calibration } from './calibration.ts';
import type { ScreenFigure } from './screen/figures.ts';
import { median } from './statistics.ts';

export type Unit = 'ms' | '1/s' | 'KB' | 'MB';

/** The aim for a figure; null if it is only reported. */
export type Aim = { readonly atMost: number } | { readonly atLeast: number } | { readonly below: number };

/** Ours and a reference, measured in turns in the same run. Values are medians over the rounds. */
export interface Comparison {
  readonly bench: string;
  readonly what: string;
  readonly unit: Unit;
  readonly ours: number;
  readonly reference: number;
  /** Median of each round's own ours ÷ reference. */
  readonly ratio: number;
  /** The lowest and highest ratio of the rounds: how reliable one run is. */
  readonly range: readonly [number, number];
  readonly aim: Aim | null;
}

/** How long the event loop was blocked in a process of ours, in milliseconds, and in one that only waited. */
export interface LoopFigures {
  readonly what: string;
  readonly p99: number;
  readonly longest: number;
  readonly idleP99: number;
  readonly idleLongest: number;
}

/** One frame of a 60 Hz screen: nobody notices less. */
export const LOOP_AIM = { below: 16 } as const;

/** The result of one way of delivering on the fault script. Counts wrap-ups, and calls if it says so. */
export interface FaultFigures {
  readonly contender: string;
  /** The agent was told that it is saved. */
  readonly saved: number;
  /** Saved, not corrected since, and never applied. */
  readonly lost: number;
  /** Applied again before anything else was applied to its call: changes nothing. */
  readonly repeated: number;
  /** Applied again after something else of its call: changes the state back. */
  readonly doubled: number;
  /** Applied for the first time after a later one of its call. */
  readonly outOfOrder: number;
  /** Calls whose final state is not the agent's last word. */
  readonly wrongCalls: number;
  /** Still waiting, though the faults have been over for a while. */
  readonly stuck: number;
}

export interface Figures {
  readonly calibration: Calibration[];
  readonly comparisons: Comparison[];
  readonly loops: LoopFigures[];
  readonly faults: FaultFigures[];
  readonly screens: ScreenFigure[];
}

/** One round: both sides, measured close to each other. */
export interface Round {
  readonly ours: number;
  readonly reference: number;
}

export function compare(
  bench: string,
  what: string,
  unit: Unit,
  rounds: readonly Round[],
  aim: Aim | null,
): Comparison {
  const ratios = rounds.map(({ ours, reference }) => ours / reference);
  return {
    bench,
    what,
    unit,
    ours: median(rounds.map(({ ours }) => ours)),
    reference: median(rounds.map(({ reference }) => reference)),
    ratio: median(ratios),
    range: [Math.min(...ratios), Math.max(...ratios)],
    aim,
  };
}

export function reaches(value: number, aim: Aim): boolean {
  if ('atMost' in aim) return value <= aim.atMost;
  if ('atLeast' in aim) return value >= aim.atLeast;
  return value < aim.below;
}
