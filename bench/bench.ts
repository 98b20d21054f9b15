import type { Figures } from './figures.ts';

/** What a bench is given; it adds what it measured to `figures`. */
export interface BenchContext {
  /** A folder of its own on a real disk, deleted afterwards. */
  readonly folder: string;
  /** Fewer rounds and smaller stores: to see that it runs, not to quote figures from. */
  readonly quick: boolean;
  readonly figures: Figures;
  progress(doing: string): void;
}

export type Bench = (context: BenchContext) => Promise<void>;
