/**
 * A simulated LCM in a process of its own, with seeded randomness. Takes commands on stdin and ends when stdin ends.
 */
import { createInterface } from 'node:readline';
import { startSimulator } from '#simulator/server.ts';
import type { FaultInput } from '#simulator/faults/faults.ts';
import type { LedgerCounts, LedgerEntry } from '#simulator/service/ledger.ts';
import { seeded } from '#test/support/wrap-ups.ts';
import { readOrders, say } from './child.ts';
import { startGateway } from './faults/acknowledging-gateway.ts';

export interface LcmOrders {
  readonly seed: number;
  /** Whether clients connect through a gateway that acknowledges. */
  readonly gateway: boolean;
}

/** A command, one line of stdin. Each is answered in order. */
export type LcmCommand =
  | { readonly kind: 'faults'; readonly faults: FaultInput }
  /** Clears ledger and faults. */
  | { readonly kind: 'reset' }
  | { readonly kind: 'counts' }
  | { readonly kind: 'ledger' };

export type LcmReport =
  /** `gatewayPort` is 0 if there is no gateway. */
  | { readonly kind: 'started'; readonly port: number; readonly gatewayPort: number }
  | { readonly kind: 'faults' | 'reset' }
  | { readonly kind: 'counts'; readonly counts: LedgerCounts }
  | { readonly kind: 'ledger'; readonly entries: readonly LedgerEntry[] };

const orders = readOrders() as LcmOrders;
const simulator = await startSimulator({ ledgerLimit: Infinity, random: seeded(orders.seed) });
const gateway = orders.gateway ? await startGateway(simulator.url) : null;
report({ kind: 'started', port: simulator.port, gatewayPort: gateway?.port ?? 0 });

createInterface(process.stdin)
  .on('line', (line) => report(follow(JSON.parse(line) as LcmCommand)))
  .on('close', () => {
    gateway?.close();
    void simulator.close();
  });

function follow(command: LcmCommand): LcmReport {
  switch (command.kind) {
    case 'faults':
      simulator.faults.set(command.faults);
      return { kind: 'faults' };
    case 'reset':
      simulator.reset();
      return { kind: 'reset' };
    case 'counts':
      return { kind: 'counts', counts: simulator.ledger.counts() };
    case 'ledger':
      return { kind: 'ledger', entries: simulator.ledger.entries() };
  }
}

function report(one: LcmReport): void {
  say(one);
}
