import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

export interface ListenerOptions {
  readonly host: string;
  /** 0 takes any free port and then keeps it. */
  readonly port: number;
  /** PEM texts; if given, the server speaks only TLS. */
  readonly tls: { readonly key: string; readonly cert: string } | null;
}

/** An HTTP server that can stop listening and start again on the same port, like a restarted service. */
export interface Listener {
  readonly server: Server;
  port(): number;
  open(): Promise<void>;
  /** Stops listening and ends all connections. */
  shut(): Promise<void>;
}

export function createListener({ host, port, tls }: ListenerOptions): Listener {
  const server = tls === null ? createServer() : createTlsServer({ key: tls.key, cert: tls.cert });
  const sockets = new Set<Socket>();
  let bound = port;

  // The HTTP server does not end upgraded (WebSocket) connections itself, so all sockets are kept here.
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });

  return {
    server,
    port: () => bound,
    async open() {
      server.listen(bound, host);
      await once(server, 'listening');
      bound = (server.address() as AddressInfo).port;
    },
    shut() {
      return new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      });
    },
  };
}
