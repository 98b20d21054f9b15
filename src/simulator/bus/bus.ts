import type { Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import { isOwnOrigin } from './origin.ts';
import type { Connection } from '../service/service.ts';

export interface BusOptions {
  readonly path: string;
  readonly namespace: string;
  /** The one event that carries messages both ways. */
  readonly event: string;
  readonly token: string | null;
  /** Whether everybody hears everything, or each client its own replies only. */
  readonly shared: boolean;
  readonly onConnect: () => void;
  readonly onMessage: (message: unknown, connection: Connection) => void;
}

/** The publish/subscribe bus: whatever a client sends, the others hear; whatever LCM says, all hear. */
export interface Bus {
  readonly broadcast: (message: unknown) => void;
  /** Sends a reply to whom it concerns: everybody on a shared bus. */
  readonly reply: (message: unknown, connection: Connection) => void;
  readonly connections: () => number;
  readonly cutAll: () => void;
  /** While it says true, no client is let in, with the reason. */
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
    else
      next(
        new Error(
          token === undefined ? 'Not authorised: auth.token is missing' : 'Not authorised: wrong token',
        ),
      );
  });

  clients.on('connection', (socket) => {
    const connection: Connection = {
      id: socket.id,
      end: (by) => {
        end(socket, by);
      },
    };
    socket.on(options.event, (message: unknown) => {
      if (options.shared) say(socket.broadcast, message);
      options.onMessage(message, connection);
    });
    options.onConnect();
  });

  function say(to: { emit(event: string, message: unknown): unknown }, message: unknown): void {
    try {
      to.emit(options.event, message);
    } catch (error) {
      // Socket.IO walks a message recursively: one nested too deeply for the stack reaches nobody.
      if (!(error instanceof RangeError)) throw error;
    }
  }

  function cutAll(): void {
    for (const socket of clients.sockets.values()) end(socket, 'cut');
  }

  return {
    broadcast: (message) => {
      say(clients, message);
    },
    reply: (message, connection) => {
      say(options.shared ? clients : clients.to(connection.id), message);
    },
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
  // `discard`: what was not written yet is lost, as on a link that breaks.
  else socket.conn.close(true);
}
