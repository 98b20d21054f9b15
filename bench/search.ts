import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { runChild } from './child.ts';
import { withIdleBaseline, loopFigures } from './event-loop.ts';
import { figureOf } from './screen/figures.ts';
import type { SearchOrders, SearchReport } from './search-child.ts';
import { fillStore } from './seeded-store.ts';

/**
 * How long the first page of a search of the history takes while its view is open, beside a scan of the same texts, opened
 * beforehand, one `includes` a word.
 */
export const searchBench: Bench = async ({ folder, quick, figures, progress }) => {
  const entries = quick ? 500 : 100_000;
  const data = join(folder, 'data');
  progress('filling the store');
  fillStore(data, { delivered: entries, extraHistory: 0, waiting: 0, drafts: 0 });
  progress('searching');
  const orders: SearchOrders = { folder: data, rounds: quick ? 2 : 15 };
  const report = await withIdleBaseline(() => runChild<SearchReport>('search-child.ts', orders));
  const count = entries.toLocaleString('en');
  for (const { what, ours, bare } of report.searches)
    figures.screens.push(figureOf(`first page of ${count}, ${what}`, ours, bare, { p95: 50 }));
  const bytes = Math.round((report.heapMB * 2 ** 20) / entries);
  progress(`the index takes ${bytes} bytes an entry, and ${Math.round(report.fillMs)} ms of processor time`);
  figures.loops.push(loopFigures(`search in ${count}, its index being filled`, [report.delays]));
};
