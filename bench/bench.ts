import type { Figures } from './figures.ts';

/** What a bench gets. It adds its results to `figures`. */
export interface BenchContext {
  /** A folder of its own on a real disk, deleted afterwards. */
  readonly folder: string;
  /** Fewer rounds and smaller stores: to check that the bench runs, not for figures to quote. */
  readonly quick: boolean;
  readonly figures: Figures;
  progress(doing: string): void;
}

export type Bench = (context: BenchContext) => Promise<void>;
