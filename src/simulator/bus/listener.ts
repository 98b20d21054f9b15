import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

export interface ListenerOptions {
  readonly host: string;
  /** 0 takes any free port, and keeps it from then on. */
  readonly port: number;
  /** PEM; where given, only TLS is spoken. */
  readonly tls: { readonly key: string; readonly cert: string } | null;
}

/** An HTTP server that can stop listening and begin again on its port, as a service that is restarted does. */
export interface Listener {
  readonly server: Server;
  port(): number;
  open(): Promise<void>;
  /** Takes no connection any more and ends those there are. */
  shut(): Promise<void>;
}

export function createListener({ host, port, tls }: ListenerOptions): Listener {
  const server = tls === null ? createServer() : createTlsServer({ key: tls.key, cert: tls.cert });
  const sockets = new Set<Socket>();
  let bound = port;

  // Upgraded sockets are none of the HTTP server's own connections: kept here so that they can be ended.
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });

  return {
    server,
    port: () => bound,
    open() {
      return new Promise((resolve, reject) => {
        const failed = (error: Error): void => {
          server.off('listening', listening);
          reject(error);
        };
        const listening = (): void => {
          server.off('error', failed);
          bound = (server.address() as AddressInfo).port;
          resolve();
        };
        server.once('error', failed);
        server.once('listening', listening);
        server.listen(bound, host);
      });
    },
    shut() {
      return new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const socket of sockets) socket.destroy();
      });
    },
  };
}
