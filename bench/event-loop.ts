import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { LoopFigures } from './figures.ts';
import { median } from './statistics.ts';

/** How long the event loop was not free, in milliseconds; a timer's own granularity of 1 ms is part of it. */
export interface LoopDelay {
  readonly p99: number;
  readonly max: number;
}

/**
 * Watches this process's event loop until the returned function is called. The histogram counts from one tick of its
 * timer to the next, so the first tick is waited for before anything is measured, and one more at the end: else the
 * work right after the one and right before the other, at a start the longest of all, would not be seen.
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

/** The loop of the process that was measured, and of one that only waited for it on the same machine. */
export interface LoopDelays {
  readonly ours: LoopDelay;
  readonly idle: LoopDelay;
}

/** Waits for a child that watches its loop, and watches this process's own meanwhile. */
export async function besideIdle<Report extends { readonly loop: LoopDelay }>(
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
