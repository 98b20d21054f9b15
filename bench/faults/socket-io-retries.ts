import { io } from 'socket.io-client';
import { makeRequest } from '#shared/lcm/envelope.ts';
import {
  RECONNECT_BASE,
  RECONNECT_CAP,
  REPLY_TIMEOUT,
  type Contender,
  type ContenderPlace,
} from './contender.ts';

/**
 * The delivery guarantee of the socket library: `retries` and `ackTimeout`, as documented at
 * https://socket.io/docs/v4/delivery-guarantees#from-client-to-server. Its queue is in memory.
 */
export function startSocketIoRetries({ url }: ContenderPlace): Contender {
  const socket = io(url, {
    transports: ['websocket'],
    retries: Infinity,
    ackTimeout: REPLY_TIMEOUT,
    reconnectionDelay: RECONNECT_BASE,
    reconnectionDelayMax: RECONNECT_CAP,
  });
  let pending = 0;
  return {
    save({ call, data }) {
      pending += 1;
      socket.emit('message', makeRequest(call, 'bench', data), () => {
        pending -= 1;
      });
    },
    pending: () => pending,
    close() {
      socket.disconnect();
      return Promise.resolve();
    },
  };
}
