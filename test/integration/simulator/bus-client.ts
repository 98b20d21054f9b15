import { once } from 'node:events';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';

/** A plain Socket.IO client that keeps every message. It knows nothing about LCM. */
export interface BusClient {
  readonly socket: Socket;
  readonly heard: unknown[];
  send(message: unknown): void;
  /** Takes out the first message, present or future, that matches. @throws Error after 5 s */
  next(fits?: (message: unknown) => boolean): Promise<unknown>;
  close(): void;
}

type Options = Partial<ManagerOptions & SocketOptions> & { event?: string };

export async function connectClient(url: string, options: Options = {}): Promise<BusClient> {
  const { event = 'message', ...socketOptions } = options;
  const socket = io(url, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    ...socketOptions,
  });
  const heard: unknown[] = [];
  const waiting = new Set<() => void>();
  socket.on(event, (message: unknown) => {
    heard.push(message);
    for (const look of waiting) look();
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  return {
    socket,
    heard,
    send(message) {
      socket.emit(event, message);
    },
    next(fits = () => true) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(look);
          reject(new Error(`nothing that fits was heard; heard: ${JSON.stringify(heard).slice(0, 2_000)}`));
        }, 5_000);
        const look = (): void => {
          const index = heard.findIndex(fits);
          if (index < 0) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve(heard.splice(index, 1)[0]);
        };
        waiting.add(look);
        look();
      });
    },
    close() {
      socket.close();
    },
  };
}

/** Resolves with the reason why the link ended. */
export async function disconnected(client: BusClient): Promise<string> {
  const [reason] = (await once(client.socket as unknown as NodeJS.EventEmitter, 'disconnect')) as [string];
  return reason;
}

/** Matches messages with exactly this subtopic, including blanks. */
export function bySubtopic(subtopic: string): (message: unknown) => boolean {
  return (message) =>
    typeof message === 'object' && message !== null && 'subtopic' in message && message.subtopic === subtopic;
}
