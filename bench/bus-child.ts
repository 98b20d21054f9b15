/** Hears the bus of `bus-server-child.ts`: as Afterword's core, or as a bare client that only receives and parses. */
import { createInterface } from 'node:readline';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { io } from 'socket.io-client';
import { createCore } from '#main/core/core.ts';
import { fileKeyProtector } from '#main/database/key-file.ts';
import { silentLog as log } from '#main/base/log.ts';
import { readOrders, say } from './child.ts';
import { watchEventLoop, type LoopDelay } from './event-loop.ts';

export type BusOrders = { readonly url: string; readonly folder: string | null };

/** A line of stdin: begin or end to measure, or tell the heap after a garbage collection. */
export type BusChildCommand = 'begin' | 'end' | 'heap';

export type BusReport =
  | { readonly kind: 'connected' | 'begun' }
  /** Processor time and the time that passed, in milliseconds; how often the screen was told something. */
  | {
      readonly kind: 'measured';
      readonly cpuMs: number;
      readonly ms: number;
      readonly told: number;
      readonly loop: LoopDelay;
    }
  | { readonly kind: 'heap'; readonly bytes: number };

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const { url, folder } = readOrders() as BusOrders;
let told = 0;
if (folder === null) {
  const socket = io(url, { transports: ['websocket'], forceNew: true });
  socket.on('message', () => {});
  socket.on('connect', () => say({ kind: 'connected' }));
} else {
  const core = await createCore({ dataDir: folder, keyProtector: fileKeyProtector, log });
  core.events.on(() => (told += 1));
  const tell = setInterval(() => {
    if (core.state().link.status !== 'connected') return;
    clearInterval(tell);
    say({ kind: 'connected' });
  }, 20);
}

let begun: { cpu: NodeJS.CpuUsage; at: number; stop: () => Promise<LoopDelay> } | null = null;
createInterface(process.stdin)
  .on('line', (line) => void follow(JSON.parse(line) as BusChildCommand))
  .on('close', () => process.exit());

async function follow(command: BusChildCommand): Promise<void> {
  if (command === 'heap') {
    collect();
    collect();
    say({ kind: 'heap', bytes: process.memoryUsage().heapUsed } satisfies BusReport);
  } else if (command === 'begin') {
    told = 0;
    const stop = await watchEventLoop();
    begun = { cpu: process.cpuUsage(), at: performance.now(), stop };
    say({ kind: 'begun' });
  } else if (begun !== null) {
    const { user, system } = process.cpuUsage(begun.cpu);
    const ms = performance.now() - begun.at;
    say({
      kind: 'measured',
      cpuMs: (user + system) / 1_000,
      ms,
      told,
      loop: await begun.stop(),
    } satisfies BusReport);
  }
}
