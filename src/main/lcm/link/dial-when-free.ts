import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Dial, DialerDeps, DialLcm } from './dial.ts';
import { describeTransportFailure } from './link-failure.ts';

/**
 * Dials as `createDialer` does, once there is time for the network. What that needs is loaded then: the socket's library, and
 * Node's own for TLS and HTTP.
 */
export function dialWhenFree(deps: DialerDeps): DialLcm {
  let loaded: Promise<DialLcm> | null = null;

  async function load(): Promise<DialLcm> {
    await deps.system.whenFree?.();
    // Each is one piece of work.
    await import('node:https');
    await nextTurn();
    await import('./connection.ts');
    await nextTurn();
    const { createDialer } = await import('./dial.ts');
    await nextTurn();
    return createDialer(deps);
  }

  return (address, events) => {
    let current: Dial | null = null;
    let closed = false;
    loaded ??= load();
    loaded
      .then((dial) => {
        if (!closed) current = dial(address, events);
      })
      .catch((error: unknown) => {
        loaded = null;
        if (!closed) events.failed(describeTransportFailure(error));
      });
    return {
      connection: () => current?.connection() ?? null,
      close() {
        closed = true;
        current?.close();
      },
    };
  };
}
