import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';

export interface Gateway {
  readonly port: number;
  close(): void;
}

interface Bus {
  readonly subtopic: string;
  readonly data?: { readonly callid?: string };
  readonly message?: { readonly callid?: string };
}

/**
 * The library's `retries` need acknowledgements on the level of Socket.IO, which LCM does not send. This gateway
 * stands before LCM and acknowledges each request with LCM's own reply. Without a reply there is no acknowledgement.
 * It is up when LCM is.
 */
export async function startGateway(lcmUrl: string): Promise<Gateway> {
  const http = createServer();
  const lcm = io(lcmUrl, { transports: ['websocket'], reconnectionDelay: 20, reconnectionDelayMax: 50 });
  const server = new Server(http, {
    serveClient: false,
    allowRequest: (_request, decide) => decide(null, lcm.connected),
  });
  const waiting = new Map<string, ((reply: Bus) => void)[]>();

  server.on('connection', (client) => {
    client.on('message', (request: Bus, acknowledge: (reply: Bus) => void) => {
      if (!lcm.connected) return;
      const key = `${request.subtopic}Result ${request.data?.callid ?? ''}`;
      waiting.set(key, [...(waiting.get(key) ?? []), acknowledge]);
      lcm.emit('message', request);
    });
  });
  lcm.on('message', (reply: Bus) => {
    const key = `${reply.subtopic} ${reply.message?.callid ?? ''}`;
    for (const acknowledge of waiting.get(key) ?? []) acknowledge(reply);
    waiting.delete(key);
  });
  lcm.on('disconnect', () => {
    waiting.clear();
    server.disconnectSockets(true);
  });

  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    port: (http.address() as AddressInfo).port,
    close() {
      lcm.disconnect();
      void server.close();
    },
  };
}
