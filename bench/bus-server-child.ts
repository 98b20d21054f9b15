/** The bus: sends foreign envelopes to whoever is connected, so many a second, or as fast as it is read. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import { Server, type Socket } from 'socket.io';
import { foreignEnvelopes } from './bus-traffic.ts';
import { say } from './child.ts';

/** A line of stdin. `perSecond` null: as fast as the client reads. The answer comes when all are sent and taken. */
export interface BusCommand {
  readonly envelopes: number;
  readonly perSecond: number | null;
}

export type BusServerReport =
  { readonly kind: 'started'; readonly url: string } | { readonly kind: 'sent'; readonly ms: number };

/** How much may wait in the server, in bytes, and how often the pace is kept, in milliseconds. */
const MOST_WAITING = 1_000_000;
const BEAT = 5;

const texts = foreignEnvelopes().map((text) => `2["message",${text}]`);
const http = createServer();
const io = new Server(http, { serveClient: false, perMessageDeflate: false, pingInterval: 5_000 });
const clients: Socket[] = [];
io.on('connection', (socket) => clients.push(socket));
http.listen(0, '127.0.0.1');
await once(http, 'listening');
say({
  kind: 'started',
  url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
} satisfies BusServerReport);

createInterface(process.stdin)
  .on('line', (line) => void send(JSON.parse(line) as BusCommand))
  .on('close', () => process.exit());

async function send({ envelopes, perSecond }: BusCommand): Promise<void> {
  const began = performance.now();
  let sent = 0;
  while (sent < envelopes) {
    const due =
      perSecond === null
        ? envelopes
        : Math.min(envelopes, Math.ceil(((performance.now() - began) / 1_000) * perSecond));
    for (let count = 0; sent < due && count < 500; count += 1) {
      for (const { conn } of clients) conn.write(texts[sent % texts.length] ?? '');
      sent += 1;
    }
    if (perSecond === null) await drained();
    else await pause(BEAT);
  }
  await drained(0);
  say({ kind: 'sent', ms: performance.now() - began } satisfies BusServerReport);
}

async function drained(most = MOST_WAITING): Promise<void> {
  do await turn();
  while (clients.some(({ conn }) => waitingIn(conn) > most));
}

/** The engine's own queue, and the WebSocket's. Their types leave both out. */
function waitingIn(conn: Socket['conn']): number {
  const { writeBuffer, transport } = conn as unknown as {
    writeBuffer: { data: string }[];
    transport: { socket?: { bufferedAmount: number } };
  };
  return writeBuffer.length * 500 + (transport.socket?.bufferedAmount ?? 0);
}
