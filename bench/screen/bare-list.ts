import { io } from 'socket.io-client';
import { Encoder, Decoder } from 'socket.io-parser';
import { makeRequest } from '#shared/lcm/envelope.ts';
import { encodeListCall } from '#shared/lcm/encode.ts';

/** Longer than any message but a list. */
const LONG = 100_000;

/**
 * LCM's own time for a list of outcomes: from a bare client's request until the reply is in its hands, unread.
 *
 * @returns milliseconds
 */
export async function bareListTime(url: string, token: string): Promise<number> {
  let arrived: (() => void) | null = null;
  /** Only tells that a long packet has come. */
  class Unreading extends Decoder {
    override add(packet: unknown): void {
      if (typeof packet === 'string' && packet.length > LONG) arrived?.();
      else super.add(packet);
    }
  }
  const socket = io(url, {
    auth: { token },
    forceNew: true,
    transports: ['websocket'],
    parser: { Encoder, Decoder: Unreading },
  });
  try {
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    const came = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const began = performance.now();
    const data = encodeListCall('GetBusinessOutCome', { callId: 'bare', lcmKey: '5|3|1|0|0|44|1' });
    socket.emit('message', makeRequest('GetBusinessOutCome', 'bench', data));
    await came;
    return performance.now() - began;
  } finally {
    socket.close();
  }
}
