import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Firewall {
  readonly url: string;
  /** From now on nothing passes either way and nobody is told: a link that is half open. */
  freeze(): void;
}

/**
 * A real TCP hop before a server on the loopback.
 *
 * @param meet what becomes of a WebSocket's request; passed on where left out
 */
export async function startFirewall(port: number, meet?: (client: Socket) => void): Promise<Firewall> {
  const open = new Set<Socket>();
  let frozen = false;
  const keep = (socket: Socket, other: () => Socket | undefined): void => {
    open.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      if (!frozen) other()?.destroy();
    });
    socket.on('data', (bytes) => {
      if (!frozen) other()?.write(bytes);
    });
  };
  const server = createServer({ allowHalfOpen: true }, (client) => {
    let target: Socket | undefined;
    client.once('data', (head) => {
      if (meet && /^upgrade: websocket/im.test(head.toString('latin1'))) {
        meet(client);
        return;
      }
      target = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
      keep(target, () => client);
    });
    keep(client, () => target);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${String((server.address() as { port: number }).port)}`,
    freeze() {
      frozen = true;
    },
  };
}
