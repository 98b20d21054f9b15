import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { io } from 'socket.io-client';
import { openConnection } from '#main/database/connection.ts';
import { loadSqlite } from '#main/database/sqlite-runtime.ts';
import type { NewSubmission } from '#main/outbox/outbox.ts';
import { makeRequest } from '#shared/lcm/envelope.ts';
import { REPLY_SUBTOPICS } from '#shared/lcm/names.ts';
import {
  RECONNECT_BASE,
  RECONNECT_CAP,
  REPLY_TIMEOUT,
  type Contender,
  type ContenderPlace,
} from './contender.ts';

type Message = Pick<NewSubmission, 'call' | 'callId' | 'data'>;

/**
 * The queue of Workbox Background Sync, on disk. The first entry is taken out and sent. If that fails, it is put back
 * in front, and the rest waits for the next sync
 * (https://developer.chrome.com/docs/workbox/modules/workbox-background-sync). In its favour, an entry is on disk
 * before it is first sent; Workbox's own plugin queues only what has failed once.
 */
export function startTakeOutPutBack({ folder, url }: ContenderPlace): Contender {
  const queue = openQueue(folder);
  const socket = io(url, {
    transports: ['websocket'],
    reconnectionDelay: RECONNECT_BASE,
    reconnectionDelayMax: RECONNECT_CAP,
  });
  const waiting = new Map<string, () => void>();
  let replaying = false;
  let inHand = 0;

  socket.on('message', ({ subtopic, message }: { subtopic: string; message?: { callid?: string } }) => {
    waiting.get(`${subtopic} ${message?.callid ?? ''}`)?.();
  });
  socket.on('connect', replay);

  /** Resolves with LCM's reply. @throws if there is no link, or no reply in time */
  function send({ call, callId, data }: Message): Promise<void> {
    if (!socket.connected) return Promise.reject(new Error('not connected'));
    const key = `${REPLY_SUBTOPICS[call]} ${callId}`;
    return new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('no reply')), REPLY_TIMEOUT);
      waiting.set(key, () => {
        clearTimeout(timer);
        resolve();
      });
      socket.emit('message', makeRequest(call, 'bench', data));
    }).finally(() => waiting.delete(key));
  }

  async function replayAll(): Promise<void> {
    for (let entry = queue.shift(); entry !== null; entry = queue.shift()) {
      inHand = 1;
      try {
        await send(entry);
      } catch (error) {
        queue.unshift(entry);
        throw error;
      } finally {
        inHand = 0;
      }
    }
  }

  /** A sync event. After one that failed, the next comes by itself. */
  function replay(): void {
    if (replaying) return;
    replaying = true;
    replayAll()
      .catch(() => {
        setTimeout(replay, RECONNECT_BASE);
      })
      .finally(() => {
        replaying = false;
      });
  }

  return {
    save({ call, callId, data }) {
      queue.push({ call, callId, data });
      setImmediate(replay);
    },
    pending: () => queue.size() + inHand,
    close() {
      socket.disconnect();
      return Promise.resolve();
    },
  };
}

/** A queue in a database with the pragmas of the outbox. Each method is one transaction. */
function openQueue(folder: string) {
  mkdirSync(folder, { recursive: true });
  const connection = openConnection(loadSqlite(), join(folder, 'queue.db'));
  connection.exec('CREATE TABLE IF NOT EXISTS queue (id INTEGER PRIMARY KEY, entry TEXT NOT NULL) STRICT');
  const append = connection.prepare('INSERT INTO queue (entry) VALUES (?)');
  const prepend = connection.prepare(
    'INSERT INTO queue (id, entry) VALUES ((SELECT coalesce(min(id), 1) - 1 FROM queue), ?)',
  );
  const takeFirst = connection.prepare(
    'DELETE FROM queue WHERE id = (SELECT min(id) FROM queue) RETURNING entry',
  );
  const count = connection.prepare('SELECT count(*) AS n FROM queue');
  return {
    push: (entry: Message) => append.run(JSON.stringify(entry)),
    unshift: (entry: Message) => prepend.run(JSON.stringify(entry)),
    shift() {
      const row = takeFirst.get() as { entry: string } | undefined;
      return row === undefined ? null : (JSON.parse(row.entry) as Message);
    },
    size: () => (count.get() as { n: number }).n,
  };
}
