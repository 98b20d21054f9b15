/** Sends a number of sets to LCM and reports how long it took: through the outbox, or by the bare socket library. */
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { Manager } from 'socket.io-client';
import { createCore } from '#main/core/core.ts';
import { openConnection } from '#main/database/connection.ts';
import { fileKeyProtector } from '#main/database/key-file.ts';
import { loadSqlite } from '#main/database/sqlite-runtime.ts';
import { silentLog as log } from '#main/base/log.ts';
import { makeRequest } from '#shared/lcm/envelope.ts';
import { REPLY_SUBTOPICS } from '#shared/lcm/names.ts';
import { wrapUpOf } from '#test/support/wrap-ups.ts';
import { readOrders, say } from './child.ts';
import { watchEventLoop, type LoopDelay } from './event-loop.ts';
import { connected, openOutbox } from './outbox-process.ts';

export interface DrainOrders {
  /**
   * `core`: the outbox within the whole core, which also sends each change to the screen. `recorded`: the bare socket, and
   * a bare transaction before each send with what came since the last.
   */
  readonly by: 'outbox' | 'core' | 'bare' | 'recorded';
  readonly url: string;
  /** The data folder, filled with what is to be sent; `bare` has none. */
  readonly folder: string;
  readonly count: number;
  readonly inFlight: number;
}

export interface DrainReport {
  readonly ms: number;
  /** Processor time, of what `ms` covers. */
  readonly cpuMs: number;
  readonly loop: LoopDelay;
}

const orders = readOrders() as DrainOrders;
say(await { outbox: byOutbox, core: byCore, bare: bySocket, recorded: bySocket }[orders.by]());

async function byOutbox(): Promise<DrainReport> {
  const parts = openOutbox(orders.folder, { url: orders.url }, { maxInFlight: orders.inFlight });
  const { outbox } = parts;
  await connected(parts);
  const stopWatching = await watchEventLoop();
  const began = start();
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
  const took = began();
  const loop = await stopWatching();
  await parts.close();
  return { ...took, loop };
}

type Took = Pick<DrainReport, 'ms' | 'cpuMs'>;

/** @returns what it has taken since */
function start(): () => Took {
  const [began, used] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(used);
    return { ms: performance.now() - began, cpuMs: (user + system) / 1_000 };
  };
}

async function byCore(): Promise<DrainReport> {
  // The first try comes at once. Its random spread over seconds is not a cost of the outbox.
  Math.random = () => 0;
  const stopWatching = await watchEventLoop();
  const core = await createCore({ dataDir: orders.folder, keyProtector: fileKeyProtector, log });
  let began: (() => Took) | null = null;
  const took = await new Promise<Took>((resolve) => {
    core.events.on(({ name }) => {
      if (name !== 'state') return;
      const { link, outbox } = core.state();
      if (link.status === 'connected') began ??= start();
      if (began !== null && outbox.waiting + outbox.sending === 0) resolve(began());
    });
  });
  const loop = await stopWatching();
  await core.close();
  return { ...took, loop };
}

/**
 * The minimum: this many requests in flight, and the next ones with each reply. `recorded`: once what came is on disk,
 * and that they are sent.
 */
async function bySocket(): Promise<DrainReport> {
  const record = orders.by === 'recorded' ? bareTransactions() : null;
  const manager = new Manager(orders.url, { transports: ['websocket'], reconnection: false });
  const socket = manager.socket('/');
  await new Promise<void>((resolve) => {
    socket.on('connect', resolve);
  });
  await turn();
  const stopWatching = await watchEventLoop();
  const began = start();
  let next = 0;
  const pending = new Map<string, number>();
  let answered: number[] = [];

  /** Sends as many as were answered. */
  function sendNext(count: number): void {
    const sent = Array.from({ length: Math.min(count, orders.count - next) }, (_, at) => next + at);
    next += sent.length;
    record?.(answered, sent);
    answered = [];
    for (const n of sent) {
      const { call, data, callId } = wrapUpOf(n, `call-${n}`);
      pending.set(`${REPLY_SUBTOPICS[call]} ${callId}`, n);
      socket.emit('message', makeRequest(call, 'bench', data));
    }
  }
  await new Promise<void>((resolve) => {
    socket.on('message', ({ subtopic, message }: { subtopic: string; message: { callid: string } }) => {
      const name = `${subtopic} ${message.callid}`;
      const n = pending.get(name);
      if (n === undefined) return;
      pending.delete(name);
      answered.push(n);
      if (answered.length > 1) return;
      process.nextTick(() => {
        sendNext(answered.length);
        if (pending.size === 0) resolve();
      });
    });
    sendNext(orders.inFlight);
  });
  const took = began();
  const loop = await stopWatching();
  socket.disconnect();
  return { ...took, loop };
}

/** Writes what the outbox writes of a delivery, and nothing else: both moves and their lines of history. */
function bareTransactions(): (answered: readonly number[], sent: readonly number[]) => void {
  const connection = openConnection(loadSqlite(), join(orders.folder, 'afterword.db'));
  const begin = connection.prepare('BEGIN IMMEDIATE');
  const commit = connection.prepare('COMMIT');
  const move = connection.prepare(
    'UPDATE submissions SET state = ?, updated_at = ?, attempts = 1 WHERE seq = ?',
  );
  const note = connection.prepare(
    `INSERT INTO history (at, submission_seq, from_state, to_state, detail_code, detail_sealed)
     VALUES (?, ?, ?, ?, ?, NULL)`,
  );
  return (answered, sent) => {
    const now = Date.now();
    begin.run();
    for (const n of answered) {
      move.run('delivered', now, n + 1);
      note.run(now, n + 1, 'sending', 'delivered', 'acknowledged');
    }
    for (const n of sent) {
      move.run('sending', now, n + 1);
      note.run(now, n + 1, 'queued', 'sending', 'sent');
    }
    commit.run();
  };
}
