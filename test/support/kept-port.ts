import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below what systems give to whoever asks for any port, or connects: Linux begins at 32768, others later. */
const [FROM, BEFORE] = [20_000, 32_000] as const;

/**
 * A free port for a server that stops and listens again at the same one: meanwhile the system gives it to nobody else, as it might
 * with a port of its own choice.
 */
export async function keptPort(): Promise<number> {
  for (;;) {
    const port = randomInt(FROM, BEFORE);
    const server = createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch {
      continue;
    }
    server.close();
    await once(server, 'close');
    return port;
  }
}
