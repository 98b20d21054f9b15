import type { FaultInput } from '#simulator/faults/faults.ts';
import type { LedgerCounts, LedgerEntry } from '#simulator/service/ledger.ts';
import { startChild } from './child.ts';
import type { LcmCommand, LcmOrders, LcmReport } from './lcm-child.ts';

/** A simulated LCM in another process. */
export interface Lcm {
  readonly url: string;
  /** Where clients connect: LCM's own port, or that of the gateway before it. */
  readonly port: number;
  setFaults(faults: FaultInput): Promise<void>;
  /** Clears ledger and faults. */
  reset(): Promise<void>;
  counts(): Promise<LedgerCounts>;
  /** Every set it received, oldest first. */
  ledger(): Promise<readonly LedgerEntry[]>;
  stop(): Promise<void>;
}

/** @param orders.seed of its randomness: the same faults affect the same requests */
export async function startLcm(orders: Partial<LcmOrders> = {}): Promise<Lcm> {
  const child = startChild<LcmReport>('lcm-child.ts', { seed: 1, gateway: false, ...orders });
  let answered = 0;

  /** The next report. Reports come in the order of the commands. */
  async function nextReport<K extends LcmReport['kind']>(kind: K): Promise<LcmReport & { kind: K }> {
    const index = answered;
    answered += 1;
    await child.report(() => child.reports.length > index);
    const report = child.reports[index];
    if (report?.kind !== kind) throw new Error(`LCM was to answer ${kind}`);
    return report as LcmReport & { kind: K };
  }
  function ask<K extends LcmCommand['kind']>(
    command: LcmCommand & { kind: K },
  ): Promise<LcmReport & { kind: K }> {
    child.tell(command);
    return nextReport(command.kind);
  }

  const { port: own, gatewayPort } = await nextReport('started');
  const port = gatewayPort === 0 ? own : gatewayPort;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    async setFaults(faults) {
      await ask({ kind: 'faults', faults });
    },
    async reset() {
      await ask({ kind: 'reset' });
    },
    counts: async () => (await ask({ kind: 'counts' })).counts,
    ledger: async () => (await ask({ kind: 'ledger' })).entries,
    async stop() {
      child.finish();
      await child.ended;
    },
  };
}
