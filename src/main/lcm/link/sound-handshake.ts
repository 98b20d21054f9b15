import { z } from 'zod';

/** The code with which the client library marks what is no packet of Engine.IO. */
export const NOT_A_PACKET = 'parser error';

/** What the server says of the link before anything else. Source: socket.io/docs/v4/engine-io-protocol, "Handshake". */
const handshake = z.object({
  sid: z.string().min(1),
  upgrades: z.array(z.unknown()),
  pingInterval: z.number().positive(),
  pingTimeout: z.number().positive(),
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
    if (packet.type !== 'open' || isHandshake(packet.data)) onPacket(packet);
    else
      guarded.onError('no handshake', Object.assign(new Error('It is no handshake'), { code: NOT_A_PACKET }));
  };
}

function isHandshake(text: unknown): boolean {
  try {
    return handshake.safeParse(JSON.parse(String(text))).success;
  } catch {
    return false;
  }
}
