/** Starts the whole core on a filled data folder. Reports how long it takes until the first set is sent. */
import { setTimeout } from 'node:timers/promises';
import { createCore } from '#main/core/core.ts';
// One file in the built app, and sixty here.
import '#main/lcm/link/dial.ts';
import { fileKeyProtector } from '#main/database/key-file.ts';
import { silentLog as log } from '#main/base/log.ts';
import type { AppState } from '#shared/contract/app-state.ts';
import { readOrders, say } from './child.ts';
import { watchEventLoop, type LoopDelay } from './event-loop.ts';

export interface StartOrders {
  readonly folder: string;
}

export interface StartReport {
  /** From the call of `createCore` until the core is ready. */
  readonly readyMs: number;
  /** When that was, in milliseconds since the epoch. */
  readonly beganAt: number;
  /** Resident memory when the screen first sees a submission in flight, and the peak, in megabytes. */
  readonly memoryMB: number;
  readonly peakMB: number;
  /** From the call of `createCore` on. */
  readonly loop: LoopDelay;
  /** From when the core is ready. */
  readonly standingLoop: LoopDelay;
  /** From the call of `createCore` until the check of the database and what follows it are long over. */
  readonly longLoop: LoopDelay;
}

/** In milliseconds, from the first send on. */
const LONG = 1_500;

const { folder } = readOrders() as StartOrders;
// The first try comes at once, in a turn of its own. Its random spread over seconds is not a cost of the start.
Math.random = () => 0.0002;

const stopWatching = await watchEventLoop();
const stopWatchingLong = await watchEventLoop();
const began = performance.now();
const core = await createCore({ dataDir: folder, keyProtector: fileKeyProtector, log });
const ready = performance.now();
const firstSend = new Promise<void>((resolve) => {
  core.events.on(({ name }) => {
    if (name === 'state' && hasSent(core.state())) resolve();
  });
});
const stopWatchingStanding = await watchEventLoop();
// The screen is told of it up to 50 ms after it was sent.
await firstSend;
const memory = process.memoryUsage.rss();
const [loop, standingLoop] = await Promise.all([stopWatching(), stopWatchingStanding()]);
const peak = process.resourceUsage().maxRSS;
await setTimeout(LONG);
say({
  readyMs: ready - began,
  beganAt: performance.timeOrigin + began,
  memoryMB: memory / 2 ** 20,
  peakMB: peak / 2 ** 10,
  loop,
  standingLoop,
  longLoop: await stopWatchingLong(),
} satisfies StartReport);
await core.close();

/** In flight, or already answered between two states that were shown. */
function hasSent({ link, outbox, calls }: AppState): boolean {
  const delivered = calls.some(({ submission }) => submission?.state === 'delivered');
  return outbox.sending > 0 || (link.status === 'connected' && (outbox.waiting === 0 || delivered));
}
