import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { createFrameReader } from './frame-reader.ts';

export type Direction = 'toServer' | 'toClient';

/** How much of a piece of traffic still passes if the link is cut at that piece. */
export type Cut = 'before' | 'within' | 'after';

/**
 * A real TCP hop before a server on the loopback, which can fail as networks do. Traffic passes in pieces: WebSocket
 * frames, or for HTTP whatever arrived at once.
 */
export interface TcpProxy {
  readonly url: string;
  /** How many connections clients have made, and how many are open. */
  made(): number;
  open(): number;
  /** How many bytes have passed so far. */
  passed(direction: Direction): number;
  /** Resets every connection now. */
  cut(): void;
  /** Cuts the link at the next piece whose text contains `pattern`. Resolves when it has. */
  cutAt(direction: Direction, pattern: string, where: Cut): Promise<void>;
  /** Cuts the link after this many more bytes. Resolves when it has. */
  cutAfterBytes(direction: Direction, bytes: number): Promise<void>;
  /** A half-open link: from now on nothing passes, and neither side is told, not even that the other closed. */
  freeze(direction?: Direction): void;
  /** Everything that was kept back passes, in order. */
  thaw(): void;
  /** The current connections go dead without notice, as behind a router that forgot them. New ones pass. */
  forget(): void;
  /** Every piece arrives `ms` milliseconds later; 0 ends that. */
  delay(direction: Direction, ms: number): void;
  close(): Promise<void>;
}

interface Trap {
  readonly direction: Direction;
  readonly pattern: string;
  readonly where: Cut;
  readonly sprung: () => void;
}

interface ByteLimit {
  left: number;
  readonly sprung: () => void;
}

/** One direction of one connection. */
interface Lane {
  flush(): void;
  forget(): void;
}

const DIRECTIONS: readonly Direction[] = ['toServer', 'toClient'];

/**
 * @param port the server's, on 127.0.0.1; it need not listen yet
 * @param options.onUpgrade handles a WebSocket request instead of passing it on
 */
export async function startTcpProxy(
  port: number,
  options: { readonly onUpgrade?: (client: Socket) => void } = {},
): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  const lanes = new Set<Lane>();
  const frozen = new Set<Direction>();
  const delays = { toServer: 0, toClient: 0 };
  const passed = { toServer: 0, toClient: 0 };
  const limits: { toServer: ByteLimit | null; toClient: ByteLimit | null } = {
    toServer: null,
    toClient: null,
  };
  let traps: Trap[] = [];
  let made = 0;
  let open = 0;

  function keep(socket: Socket): Socket {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    return socket;
  }

  function takeTrap(direction: Direction, text: string): Trap | null {
    const found = traps.find((trap) => trap.direction === direction && text.includes(trap.pattern));
    traps = traps.filter((trap) => trap !== found);
    return found ?? null;
  }

  /** Ends a connection. The side that sent last gets a reset; the other gets what had passed, then the end. */
  function sever(from: Socket, to: Socket): void {
    from.resetAndDestroy();
    to.destroySoon();
  }

  function createLane(direction: Direction, from: Socket, to: Socket): Lane {
    let queue: { readonly due: number; readonly what: Buffer | 'end' | 'close' }[] = [];
    let timer: NodeJS.Timeout | undefined;
    let severed = false;
    const reader = createFrameReader();

    function cutHere(bytes: Buffer, sprung: () => void): void {
      severed = true;
      write(bytes);
      sever(from, to);
      sprung();
    }

    function write(bytes: Buffer): void {
      if (bytes.length === 0 || to.destroyed) return;
      passed[direction] += bytes.length;
      to.write(bytes);
    }

    function pass(bytes: Buffer): void {
      const limit = limits[direction];
      if (limit === null || bytes.length < limit.left) {
        if (limit !== null) limit.left -= bytes.length;
        write(bytes);
        return;
      }
      limits[direction] = null;
      cutHere(bytes.subarray(0, limit.left), limit.sprung);
    }

    function meet(bytes: Buffer, text: string): void {
      const trap = takeTrap(direction, text);
      if (trap === null) {
        pass(bytes);
        return;
      }
      const share = { before: 0, within: Math.floor(bytes.length / 2), after: bytes.length }[trap.where];
      cutHere(bytes.subarray(0, share), trap.sprung);
    }

    function flush(): void {
      clearTimeout(timer);
      while (!severed && !frozen.has(direction)) {
        const next = queue[0];
        if (next === undefined) return;
        const wait = next.due - performance.now();
        if (wait > 0) {
          timer = setTimeout(flush, wait);
          return;
        }
        queue = queue.slice(1);
        if (next.what === 'end') to.end();
        else if (next.what === 'close') to.destroySoon();
        else for (const piece of reader.read(next.what)) if (!isSevered()) meet(piece.bytes, piece.text);
      }
    }

    // Checked after each piece, since a piece may end the connection.
    const isSevered = (): boolean => severed;

    function enqueue(what: Buffer | 'end' | 'close'): void {
      queue.push({ due: performance.now() + delays[direction], what });
      flush();
    }

    from.on('data', enqueue);
    from.on('end', () => enqueue('end'));
    from.on('close', () => enqueue('close'));
    const lane = {
      flush,
      forget() {
        severed = true;
      },
    };
    lanes.add(lane);
    to.on('close', () => {
      clearTimeout(timer);
      lanes.delete(lane);
    });
    return lane;
  }

  // No delay, as at both ends. Otherwise each small write waits 40 ms for the acknowledgement of the one before.
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    made += 1;
    open += 1;
    keep(client);
    client.on('close', () => {
      open -= 1;
    });
    client.once('data', (head) => {
      client.pause();
      client.unshift(head);
      if (options.onUpgrade !== undefined && /^upgrade: websocket/im.test(head.toString('latin1'))) {
        client.resume();
        options.onUpgrade(client);
        return;
      }
      const target = keep(connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true }));
      createLane('toServer', client, target);
      createLane('toClient', target, client);
      client.resume();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: own } = server.address() as { port: number };

  return {
    url: `http://127.0.0.1:${String(own)}`,
    made: () => made,
    open: () => open,
    passed: (direction) => passed[direction],
    cut() {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    cutAt: (direction, pattern, where) =>
      new Promise((sprung) => {
        traps.push({ direction, pattern, where, sprung });
      }),
    cutAfterBytes: (direction, bytes) =>
      new Promise((sprung) => {
        limits[direction] = { left: bytes, sprung };
      }),
    freeze(direction) {
      for (const each of direction === undefined ? DIRECTIONS : [direction]) frozen.add(each);
    },
    thaw() {
      frozen.clear();
      for (const lane of lanes) lane.flush();
    },
    forget() {
      for (const lane of lanes) lane.forget();
    },
    delay(direction, ms) {
      delays[direction] = ms;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
