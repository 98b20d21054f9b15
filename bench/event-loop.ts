import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { LoopFigures } from './figures.ts';
import { median } from './statistics.ts';

/** How long the event loop was blocked, in milliseconds. Includes the timer's granularity of 1 ms. */
export interface LoopDelay {
  readonly p99: number;
  readonly max: number;
}

/**
 * Watches this process's event loop until the returned function is called. The histogram counts from one tick of its
 * timer to the next. So it waits for the first tick before the measurement and for one more after it. Otherwise the
 * work next to either end would not be counted, and at a start that is the longest.
 */
export async function watchEventLoop(): Promise<() => Promise<LoopDelay>> {
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  histogram.enable();
  while (histogram.count === 0) await pause(1);
  return async () => {
    const seen = histogram.count;
    while (histogram.count === seen) await pause(1);
    histogram.disable();
    return { p99: histogram.percentile(99) / 1e6, max: histogram.max / 1e6 };
  };
}

/** The loop of the measured process, and of one on the same machine that only waited for it. */
export interface LoopDelays {
  readonly ours: LoopDelay;
  readonly idle: LoopDelay;
}

/** Waits for a child that watches its loop. Meanwhile watches this process's own loop. */
export async function withIdleBaseline<Report extends { readonly loop: LoopDelay }>(
  run: () => Promise<Report>,
): Promise<Report & { readonly delays: LoopDelays }> {
  const stopWatching = await watchEventLoop();
  const report = await run();
  return { ...report, delays: { ours: report.loop, idle: await stopWatching() } };
}

export function loopFigures(what: string, delays: readonly LoopDelays[]): LoopFigures {
  return {
    what,
    p99: median(delays.map(({ ours }) => ours.p99)),
    longest: Math.max(...delays.map(({ ours }) => ours.max)),
    idleP99: median(delays.map(({ idle }) => idle.p99)),
    idleLongest: Math.max(...delays.map(({ idle }) => idle.max)),
  };
}
