import type { Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import { isOwnOrigin } from './origin.ts';

/** The link to one client. */
export interface Connection {
  readonly id: string;
  /** Sends a message to this client alone. */
  tell(message: unknown): void;
  /** Calls `listener` once the link has ended. */
  onEnd(listener: () => void): void;
  /** Ends the link: `cut` ends the transport as a lost link does; `goodbye` is Socket.IO's own disconnect. */
  end(by: 'cut' | 'goodbye'): void;
}

export interface BusOptions {
  readonly path: string;
  readonly namespace: string;
  /** The one event that carries messages in both directions. */
  readonly event: string;
  /** The `auth.token` that clients must send; null lets everyone in. */
  readonly token: string | null;
  /** True: every client hears everything. False: each client hears only its own replies. */
  readonly shared: boolean;
  readonly onConnect: (connection: Connection) => void;
  readonly onMessage: (message: unknown, connection: Connection) => void;
}

/** The publish/subscribe bus: what one client sends goes to the others; what LCM sends goes to all. */
export interface Bus {
  readonly broadcast: (message: unknown) => void;
  /** Sends a reply: to everyone on a shared bus, else only to the client that sent the request. */
  readonly reply: (message: unknown, connection: Connection) => void;
  readonly connections: () => number;
  readonly cutAll: () => void;
  /** After `deny(true)`, every handshake is refused with the reason, until `deny(false)`. */
  readonly deny: (denied: boolean) => void;
  readonly close: () => void;
}

export function createBus(server: HttpServer, options: BusOptions): Bus {
  let denied = false;
  const io = new Server(server, {
    path: options.path,
    serveClient: false,
    allowRequest(request, decide) {
      if (denied) decide('LCM is not available', false);
      else decide(null, isOwnOrigin(request));
    },
  });
  const clients = io.of(options.namespace);

  clients.use((socket, next) => {
    const token: unknown = (socket.handshake.auth as Record<string, unknown>)['token'];
    if (options.token === null || token === options.token) next();
    else next(new Error(`Not authorised: ${token === undefined ? 'auth.token is missing' : 'wrong token'}`));
  });

  clients.on('connection', (socket) => {
    const connection: Connection = {
      id: socket.id,
      tell: (message) => send(socket, message),
      onEnd: (listener) => socket.once('disconnect', listener),
      end: (by) => end(socket, by),
    };
    socket.on(options.event, (message: unknown) => {
      if (options.shared) send(socket.broadcast, message);
      options.onMessage(message, connection);
    });
    options.onConnect(connection);
  });

  function send(to: { emit(event: string, message: unknown): unknown }, message: unknown): void {
    try {
      to.emit(options.event, message);
    } catch (error) {
      // Socket.IO walks a message recursively. If it is nested too deeply for the stack, nobody gets it.
      if (!(error instanceof RangeError)) throw error;
    }
  }

  function cutAll(): void {
    for (const socket of clients.sockets.values()) end(socket, 'cut');
  }

  return {
    broadcast: (message) => send(clients, message),
    reply: (message, connection) => send(options.shared ? clients : clients.to(connection.id), message),
    connections: () => clients.sockets.size,
    cutAll,
    deny: (value) => {
      denied = value;
    },
    close: () => {
      cutAll();
      io.engine.close();
    },
  };
}

function end(socket: Socket, by: 'cut' | 'goodbye'): void {
  if (by === 'goodbye') socket.disconnect(true);
  // `true` discards what was not written yet, as on a link that breaks.
  else socket.conn.close(true);
}
