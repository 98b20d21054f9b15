/** A simulated LCM in a process of its own. It obeys its parent and ends with it. */
import { startSimulator } from '#simulator/server.ts';

/** `close`: nothing listens for this many milliseconds. `cut`: all links end, and may come back at once. */
export type LcmOrder =
  { readonly kind: 'close'; readonly ms: number } | { readonly kind: 'cut' } | { readonly kind: 'report' };

/** Instants are milliseconds since the epoch. */
export type LcmWord =
  | { readonly kind: 'listening'; readonly url: string }
  /** Since the last order: when each client was accepted, how many sets were received, and how many of them differ. */
  | { readonly kind: 'report'; readonly letIn: number[]; readonly sets: number; readonly distinct: number };

/** Each client hears only its own replies. A bus shared by five hundred would mostly measure its own copies. */
const simulator = await startSimulator({ shared: false, announceOutcomes: false, ledgerLimit: Infinity });
let letIn: number[] = [];
simulator.onConnection(() => letIn.push(Date.now()));

process.on('message', (order: LcmOrder) => {
  if (order.kind === 'report') {
    const entries = simulator.ledger.entries();
    const distinct = new Set(entries.map(({ data }) => JSON.stringify(data))).size;
    say({ kind: 'report', letIn, sets: entries.length, distinct });
    return;
  }
  letIn = [];
  simulator.ledger.clear();
  if (order.kind === 'cut') simulator.disconnectAll();
  else simulator.faults.set({ refuseConnections: { ms: order.ms, how: 'close' } });
});
process.on('disconnect', () => void simulator.close());
say({ kind: 'listening', url: simulator.url });

function say(word: LcmWord): void {
  process.send?.(word);
}
