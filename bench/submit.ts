import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { runChild } from './child.ts';
import { withIdleBaseline, loopFigures } from './event-loop.ts';
import { compare } from './figures.ts';
import { fillStore } from './seeded-store.ts';
import type { SubmitOrders, SubmitReport } from './submit-child.ts';

/** How long a submit takes until it is on disk, compared with a bare transaction that writes the same. */
export const submitBench: Bench = async ({ folder, quick, figures, progress }) => {
  const rounds = quick ? 1 : 9;
  const perRound = quick ? 30 : 300;
  const drafts = (rounds + 1) * perRound + 100;
  const history = quick ? { delivered: 300, extraHistory: 100 } : { delivered: 30_000, extraHistory: 10_000 };
  const rows = history.delivered * 3 + history.extraHistory;
  const full = `${rows.toLocaleString('en')} rows of history`;

  progress('filling the stores');
  fillStore(join(folder, 'empty'), { delivered: 0, extraHistory: 0, waiting: 0, drafts });
  fillStore(join(folder, 'full'), { ...history, waiting: 0, drafts });

  const cases = [
    { store: 'empty', what: 'empty store', linkUp: false, aim: { atMost: 1.3 } },
    { store: 'full', what: full, linkUp: false, aim: { atMost: 1.3 } },
    { store: 'empty', what: 'empty store, while delivering', linkUp: true, aim: null },
  ];
  for (const [index, { store, what, linkUp, aim }] of cases.entries()) {
    progress(what);
    const [ours, bare] = ['ours', 'bare'].map((side) => {
      const copy = join(folder, `${side}-${index}`);
      cpSync(join(folder, store), copy, { recursive: true });
      return copy;
    }) as [string, string];
    const orders: SubmitOrders = { ours, bare, rounds, perRound, linkUp };
    const { p50, p95, delays } = await withIdleBaseline(() =>
      runChild<SubmitReport>('submit-child.ts', orders),
    );
    figures.comparisons.push(
      compare('submit', `p50, ${what}`, 'ms', p50, aim),
      compare('submit', `p95, ${what}`, 'ms', p95, aim),
    );
    figures.loops.push(loopFigures(`submit, ${what}`, [delays]));
  }
};
