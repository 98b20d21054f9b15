import type { Clock } from '#main/base/clock.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import type { Address } from './address.ts';
import { createLinkAgent } from './http-agent.ts';
import { openConnection, TRANSPORTS, type Connection, type ConnectionEvents } from './connection.ts';
import type { LinkFailure } from './link-failure.ts';
import type { LcmOptions } from './options.ts';
import { readTrust } from './trust.ts';

/** One attempt to reach LCM, over each transport in turn until one opens. */
export interface Dial {
  /** The connection, once `opened` was told. */
  connection(): Connection | null;
  /** Gives up the attempt, or closes the connection. No event comes afterwards. */
  close(): void;
}

export type DialLcm = typeof dial;

/**
 * Tries WebSocket, then polling. Each transport has its own time limit: behind a firewall that swallows WebSockets
 * nothing fails, it only never answers. The tries end at the first connection, or at a failure that is final.
 */
export function dial(
  address: Address,
  options: LcmOptions,
  timeLimitMs: number,
  clock: Clock,
  events: ConnectionEvents,
): Dial {
  let current: Connection | null = null;
  let open = false;
  let closed = false;

  async function tryTransport(
    index: number,
    authorities: readonly string[] | null,
    before: LinkFailure | null,
  ): Promise<void> {
    const transport = TRANSPORTS[index];
    if (transport === undefined) {
      events.failed(before ?? { kind: 'unreachable', reason: reason('unreachable') });
      return;
    }
    const agent = await createLinkAgent(address, authorities, options.proxy);
    if (closed) return;
    const plan = { origin: address.origin, transport, agent, options, timeLimitMs };
    current = openConnection(plan, clock, {
      ...events,
      opened() {
        open = true;
        events.opened();
      },
      failed(failure) {
        if (failure.kind === 'final') events.failed(failure);
        else void tryTransport(index + 1, authorities, failure);
      },
    });
  }

  void readTrust(options.caFile).then((trust) => {
    if (closed) return;
    if (trust.ok) void tryTransport(0, trust.authorities, null);
    else events.failed({ kind: 'final', reason: trust.reason });
  });

  return {
    connection: () => (open ? current : null),
    close() {
      closed = true;
      current?.close();
    },
  };
}
