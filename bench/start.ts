import { closeSync, cpSync, fsyncSync, openSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { runChild } from './child.ts';
import { createCore } from '#main/core/core.ts';
import { cleanEndOf } from '#main/database/clean-end.ts';
import { fileKeyProtector } from '#main/database/key-file.ts';
import { openStore } from '#main/database/store.ts';
import { systemClock as clock } from '#main/base/clock.ts';
import { silentLog as log } from '#main/base/log.ts';
import { withIdleBaseline, loopFigures, type LoopDelay, type LoopDelays } from './event-loop.ts';
import { compare, type Round } from './figures.ts';
import { startLcm } from './lcm.ts';
import { fillStore } from './seeded-store.ts';
import type { StartOrders, StartReport } from './start-child.ts';

/** `killed`: the last end was not clean, so the store is checked first. */
type Store = 'full' | 'empty' | 'killed';

/** `firstSendMs`: from the call of `createCore` until LCM has the first set, including the time to connect. */
type Start = StartReport & { readonly delays: LoopDelays; readonly firstSendMs: number };

/** How long the core takes from its start to the first set, and how much memory, compared with an empty store. */
export const startBench: Bench = async ({ folder, quick, figures, progress }) => {
  const rounds = quick ? 1 : 9;
  const waiting = quick ? 100 : 10_000;
  const delivered = quick ? 300 : 30_000;
  progress('filling the stores');
  fillStore(join(folder, 'full'), { delivered, waiting, extraHistory: 0, drafts: 0 });
  fillStore(join(folder, 'empty'), { delivered: 0, waiting: 1, extraHistory: 0, drafts: 0 });
  for (const store of ['full', 'empty']) await useOnce(join(folder, store));

  const lcm = await startLcm();
  const start = async (store: Store): Promise<Start> => {
    await lcm.reset();
    const data = join(folder, 'data');
    cpSync(join(folder, store === 'killed' ? 'full' : store), data, { recursive: true });
    endCleanly(data);
    if (store === 'killed') rmSync(cleanEndOf(join(data, 'afterword.db')));
    writeFileSync(join(data, 'settings.json'), JSON.stringify({ lcm: { url: lcm.url, proxy: 'none' } }));
    forceToDisk(data);
    const orders: StartOrders = { folder: data };
    const report = await withIdleBaseline(() => runChild<StartReport>('start-child.ts', orders));
    rmSync(data, { recursive: true });
    const [first] = await lcm.ledger();
    if (first === undefined) throw new Error('LCM got no wrap-up');
    return { ...report, firstSendMs: first.at - report.beganAt };
  };
  progress('starting');
  // One start for the compiled code and the disk's cache.
  await start('empty');
  const full: Start[] = [];
  const empty: typeof full = [];
  const killed: typeof full = [];
  for (let round = 0; round < rounds; round += 1) {
    const order = ['full', 'empty', 'killed'] as const;
    for (const store of round % 2 === 0 ? order : order.toReversed())
      ({ full, empty, killed })[store].push(await start(store));
  }
  await lcm.stop();

  const pair = (measure: (report: Start) => number, of = full): Round[] =>
    of.map((report, round) => ({ ours: measure(report), reference: measure(empty[round]!) }));
  const history = delivered * 3 + waiting;
  const what = `${waiting.toLocaleString('en')} waiting, ${history.toLocaleString('en')} in the history`;
  figures.comparisons.push(
    compare(
      'start',
      `until the core stands: ${what}`,
      'ms',
      pair(({ readyMs }) => readyMs),
      null,
    ),
    compare(
      'start',
      `until the first send: ${what}`,
      'ms',
      pair(({ firstSendMs }) => firstSendMs),
      { atMost: 1.2 },
    ),
    compare(
      'start',
      `until the first send, checked first: ${what}`,
      'ms',
      pair(({ firstSendMs }) => firstSendMs, killed),
      null,
    ),
    compare(
      'start',
      `memory at the first send: ${what}`,
      'MB',
      pair(({ memoryMB }) => memoryMB),
      null,
    ),
    compare(
      'start',
      `most memory until then: ${what}`,
      'MB',
      pair(({ peakMB }) => peakMB),
      null,
    ),
  );
  const delaysOf = (reports: typeof full, part: (report: StartReport) => LoopDelay): LoopDelays[] =>
    reports.map((report) => ({ ours: part(report), idle: report.delays.idle }));
  for (const [store, reports] of [
    ['empty store', empty],
    [what, full],
    [`checked first: ${what}`, killed],
  ] as const) {
    figures.loops.push(
      loopFigures(
        `start, the opening included: ${store}`,
        delaysOf(reports, ({ loop }) => loop),
      ),
      loopFigures(
        `start, once the core stands: ${store}`,
        delaysOf(reports, ({ standingLoop }) => standingLoop),
      ),
      loopFigures(
        `start, with the check and what follows it: ${store}`,
        delaysOf(reports, ({ longLoop }) => longLoop),
      ),
    );
  }
};

/** Lets the core use a store once, without a link, so that the measured start is not its first. */
async function useOnce(dataDir: string): Promise<void> {
  const settings = join(dataDir, 'settings.json');
  // Without an address it would use the store of the demo.
  writeFileSync(settings, JSON.stringify({ lcm: { url: 'http://127.0.0.1:9', proxy: 'none' } }));
  const core = await createCore({ dataDir, keyProtector: fileKeyProtector, log });
  await core.close();
  rmSync(settings);
}

/** Else the first start that moves its log into the file waits until all of the copy is on disk. */
function forceToDisk(dataDir: string): void {
  for (const name of readdirSync(dataDir)) {
    const handle = openSync(join(dataDir, name), 'r');
    fsyncSync(handle);
    closeSync(handle);
  }
}

/** A copy is not the file that ended cleanly. This makes it one. */
function endCleanly(dataDir: string): void {
  openStore(dataDir, fileKeyProtector, { clock, log }).database.close();
}
