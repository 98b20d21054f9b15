/** Sends a number of sets to LCM and reports how long it took: through the outbox, or by the bare socket library. */
import { setImmediate as turn } from 'node:timers/promises';
import { Manager } from 'socket.io-client';
import { createCore } from '#main/core/core.ts';
import { fileKeyProtector } from '#main/database/key-file.ts';
import { silentLog as log } from '#main/base/log.ts';
import { makeRequest } from '#shared/lcm/envelope.ts';
import { REPLY_SUBTOPICS } from '#shared/lcm/names.ts';
import { wrapUpOf } from '#test/support/wrap-ups.ts';
import { readOrders, say } from './child.ts';
import { watchEventLoop, type LoopDelay } from './event-loop.ts';
import { connected, openOutbox } from './outbox-process.ts';

export interface DrainOrders {
  /** `core`: the outbox within the whole core, which also sends each change to the screen. */
  readonly by: 'outbox' | 'core' | 'bare';
  readonly url: string;
  /** The data folder, filled with what is to be sent; `bare` has none. */
  readonly folder: string;
  readonly count: number;
  readonly inFlight: number;
}

export interface DrainReport {
  readonly ms: number;
  readonly loop: LoopDelay;
}

const orders = readOrders() as DrainOrders;
const cpu0 = process.cpuUsage(); const rep = await { outbox: byOutbox, core: byCore, bare: bySocket }[orders.by](); const cpu1 = process.cpuUsage(cpu0); say({ ...rep, cpu: (cpu1.user + cpu1.system) / 1000 });

async function byOutbox(): Promise<DrainReport> {
  const parts = openOutbox(orders.folder, { url: orders.url }, { maxInFlight: orders.inFlight });
  const { outbox } = parts;
  await connected(parts);
  const stopWatching = await watchEventLoop();
  const began = performance.now();
  // Not the outbox's summary: it counts what waits, which is not part of the outbox's own work.
  const open = parts.database.prepare(
    `SELECT 1 FROM submissions WHERE state IN ('queued', 'sending') LIMIT 1`,
  );
  const done = new Promise<void>((resolve) => {
    outbox.changed.on(() => {
      if (open.get() === undefined) resolve();
    });
  });
  parts.link();
  await done;
  const ms = performance.now() - began;
  const loop = await stopWatching();
  await parts.close();
  return { ms, loop };
}

async function byCore(): Promise<DrainReport> {
  // The first try comes at once. Its random spread over seconds is not a cost of the outbox.
  Math.random = () => 0;
  const stopWatching = await watchEventLoop();
  const core = await createCore({ dataDir: orders.folder, keyProtector: fileKeyProtector, log });
  let began = 0;
  const ms = await new Promise<number>((resolve) => {
    core.events.on(({ name }) => {
      if (name !== 'state') return;
      const { link, outbox } = core.state();
      if (began === 0 && link.status === 'connected') began = performance.now();
      if (began > 0 && outbox.waiting + outbox.sending === 0) resolve(performance.now() - began);
    });
  });
  const loop = await stopWatching();
  await core.close();
  return { ms, loop };
}

/** The minimum: this many requests in flight, and the next one with each reply. */
async function bySocket(): Promise<DrainReport> {
  const manager = new Manager(orders.url, { transports: ['websocket'], reconnection: false });
  const socket = manager.socket('/');
  await new Promise<void>((resolve) => {
    socket.on('connect', resolve);
  });
  await turn();
  const stopWatching = await watchEventLoop();
  const began = performance.now();
  let next = 0;
  const pending = new Set<string>();
  const emitNext = (): void => {
    if (next === orders.count) return;
    const { call, data, callId } = wrapUpOf(next, `call-${next}`);
    next += 1;
    pending.add(`${REPLY_SUBTOPICS[call]} ${callId}`);
    socket.emit('message', makeRequest(call, 'bench', data));
  };
  await new Promise<void>((resolve) => {
    socket.on('message', ({ subtopic, message }: { subtopic: string; message: { callid: string } }) => {
      if (!pending.delete(`${subtopic} ${message.callid}`)) return;
      emitNext();
      if (pending.size === 0) resolve();
    });
    for (let count = 0; count < orders.inFlight; count += 1) emitNext();
  });
  const ms = performance.now() - began;
  const loop = await stopWatching();
  socket.disconnect();
  return { ms, loop };
}
