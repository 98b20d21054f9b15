import { z } from 'zod';
import { orElse } from '#main/base/or-else.ts';
import { NOT_A_PACKET } from './link-failure.ts';

/**
 * A longer heartbeat counts as this one, of twelve days, in milliseconds. The client library waits for interval and timeout
 * together, and a timer of more than 2^31 ms is over at once: each link would end as it opens.
 */
const LONGEST = 2 ** 30 - 1;
const heartbeat = z
  .number()
  .positive()
  .transform((ms) => Math.min(ms, LONGEST));

/** What the server says of the link before anything else. Source: socket.io/docs/v4/engine-io-protocol, "Handshake". */
const handshake = z.looseObject({
  sid: z.string().min(1),
  upgrades: z.array(z.unknown()),
  pingInterval: heartbeat,
  pingTimeout: heartbeat,
});

/**
 * Lets a transport fail if the server opens it with anything else than a handshake. The client library would throw out of the
 * event loop, where nobody hears of it, and the attempt would only run into its time limit.
 */
export function requireHandshake(transport: object): void {
  const guarded = transport as {
    onPacket: (packet: { type: string; data?: unknown }) => void;
    onError: (words: string, description: Error) => void;
  };
  const onPacket = guarded.onPacket.bind(transport);
  guarded.onPacket = (packet) => {
    const sound = packet.type === 'open' ? readHandshake(packet.data) : packet.data;
    if (sound !== null) onPacket({ ...packet, data: sound });
    else
      guarded.onError('no handshake', Object.assign(new Error('It is no handshake'), { code: NOT_A_PACKET }));
  };
}

/** The handshake as text, as it came but for its heartbeat; null if it is none. */
function readHandshake(text: unknown): string | null {
  return orElse(() => JSON.stringify(handshake.parse(JSON.parse(String(text)))), null);
}
