import { reason } from '#shared/reasons/reason-codes.ts';
import type { Clock } from '#main/base/clock.ts';
import type { Connection, ConnectionEvents } from '#main/lcm/link/connection.ts';
import type { DialLcm } from '#main/lcm/link/dial.ts';
import { DEFAULT_POLICY } from '#main/lcm/link/options.ts';
import type { RequestEnvelope } from '#shared/lcm/envelope.ts';
import { REPLY_SUBTOPICS } from '#shared/lcm/names.ts';
import { createLine } from './line.ts';

/**
 * `closed`: nothing listens, and a client learns that at once. `hung`: the kernel takes connections, nobody serves
 * them.
 */
export type DoorState = 'open' | 'closed' | 'hung';

export interface Capacity {
  readonly connectionsPerSecond: number;
  readonly setsPerSecond: number;
}

/** How many connections a kernel queues for a server that does not accept them: Node's default. */
const BACKLOG = 511;

/** How long it takes to learn that nothing listens, in milliseconds. */
const ROUND_TRIP = 5;

/**
 * An LCM on a virtual clock. It accepts a fixed number of connections per second and serves a fixed number of sets,
 * in the order in which they came. It learns too late that a client gave up waiting, and still serves it in vain. If
 * a connection ends before its set is served, the set is applied and its reply is lost.
 */
export interface VirtualLcm {
  /** How a session reaches it, as over the network: WebSocket, then polling, each with its time limit. */
  readonly dial: DialLcm;
  /** The instants of all connections that were tried since `forget`, over either transport. */
  readonly tries: readonly number[];
  /** The instants of all sets that came in since `forget`. */
  readonly sets: readonly number[];
  setDoor(state: DoorState): void;
  setCapacity(capacity: Capacity): void;
  cutAll(): void;
  forget(): void;
}

export function createVirtualLcm(clock: Clock): VirtualLcm {
  const inside = new Set<ConnectionEvents>();
  const door = createLine(clock, Infinity);
  const desk = createLine(clock, Infinity);
  let state: DoorState = 'open';
  let tries: number[] = [];
  let sets: number[] = [];

  /** @returns a function that gives up */
  function knock(timeLimitMs: number, opened: () => void, failed: () => void): () => void {
    tries.push(clock.monotonic());
    let waits = true;
    const end = (then: () => void) => (): void => {
      if (!waits) return;
      waits = false;
      cancel();
      then();
    };
    const cancel = clock.after(state === 'closed' ? ROUND_TRIP : timeLimitMs, end(failed));
    if (state === 'open' || (state === 'hung' && door.length < BACKLOG)) door.join(end(opened));
    return end(() => {});
  }

  function connect(events: ConnectionEvents): Connection {
    inside.add(events);
    return {
      send(request) {
        if (!inside.has(events)) return false;
        if (request.subtopic === 'ClearContact') return true;
        sets.push(clock.monotonic());
        desk.join(() => {
          if (inside.has(events)) events.event('message', [replyTo(request)]);
        });
        return true;
      },
      takes: () => true,
      isStale: () => false,
      close() {
        inside.delete(events);
      },
    };
  }

  return {
    get tries() {
      return tries;
    },
    get sets() {
      return sets;
    },
    dial(_address, events) {
      const { connectTimeoutMs } = DEFAULT_POLICY;
      let connection: Connection | null = null;
      let giveUp: () => void;
      const opened = (): void => {
        connection = connect(events);
        events.opened();
      };
      const overPolling = (): void => {
        giveUp = knock(connectTimeoutMs, opened, () => {
          events.failed({ kind: 'unreachable', reason: reason('unreachable') });
        });
      };
      giveUp = knock(connectTimeoutMs, opened, overPolling);
      return {
        connection: () => connection,
        close() {
          giveUp();
          connection?.close();
        },
      };
    },
    setDoor(next) {
      state = next;
      // A process that ends loses its backlog.
      if (next === 'closed') door.clear();
      door.open = next === 'open';
    },
    setCapacity({ connectionsPerSecond, setsPerSecond }) {
      door.perSecond = connectionsPerSecond;
      desk.perSecond = setsPerSecond;
    },
    cutAll() {
      const all = [...inside];
      inside.clear();
      for (const events of all) events.lost('transport close');
    },
    forget() {
      tries = [];
      sets = [];
    },
  };
}

function replyTo({ channel, topic, subtopic, data }: RequestEnvelope): unknown {
  const message = { callid: data?.['callid'], response: { success: true } };
  return { channel, topic, subtopic: REPLY_SUBTOPICS[subtopic], message };
}
