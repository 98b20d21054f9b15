import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { lcmOptionsSchema } from '#main/lcm/link/options.ts';
import { peakPerSecond } from './figures.ts';
import type { LcmOrder, LcmWord } from './lcm-process.ts';
import { openRealDesktop } from './real-desktop.ts';
import type { Outage, Policy, Return } from './simulate.ts';

/** The return of a real herd. Times hold only for this machine. */
export interface RealReturn extends Return {
  /** Connections that LCM accepted in the fullest second. */
  readonly peakLetIn: number;
}

/** The time limit of each phase for the slowest desktop, in milliseconds. */
const PATIENCE = 300_000;

/**
 * Runs many sessions in this process, each with an outbox on its own SQLite file, against one simulated LCM in
 * another process.
 *
 * @param folder an empty one, for the databases
 * @throws if a desktop does not come back or does not deliver everything in time, or LCM does not hold what was
 * submitted
 */
export async function runForReal(
  folder: string,
  count: number,
  outage: Outage & { readonly door: 'open' | 'closed' },
  policy: Policy,
): Promise<RealReturn> {
  const lcm = fork(join(import.meta.dirname, 'lcm-process.ts'));
  const hear = async <K extends LcmWord['kind']>(kind: K): Promise<LcmWord & { kind: K }> => {
    const [word] = (await once(lcm, 'message')) as [LcmWord];
    if (word.kind !== kind) throw new Error(`LCM was to say ${kind}`);
    return word as LcmWord & { kind: K };
  };
  const order = (what: LcmOrder): void => {
    lcm.send(what);
  };
  const { url } = await hear('listening');
  const { base: baseMs, cap: capMs } = policy.reconnect;
  const options = lcmOptionsSchema.parse({ url, proxy: 'none', reconnect: { baseMs, capMs } });
  const dialled: number[] = [];
  const connected: number[] = [];
  const drained: number[] = [];
  let lost = 0;
  const desktops = Array.from({ length: count }, (_, index) => {
    const name = `desktop-${index}`;
    const own = join(folder, name);
    mkdirSync(own);
    return openRealDesktop(own, name, options, {
      dialled: () => dialled.push(Date.now()),
      connected: () => connected.push(Date.now()),
      drained: () => drained.push(Date.now()),
      lost: () => (lost += 1),
    });
  });
  const until = async (what: string, holds: () => boolean): Promise<void> => {
    const began = performance.now();
    while (!holds()) {
      if (performance.now() > began + PATIENCE) throw new Error(`Not all are ${what}`);
      await pause(100);
    }
  };
  const areConnected = (): boolean => desktops.every((desktop) => desktop.isConnected());
  try {
    await until('connected', areConnected);
    lost = 0;
    for (const instants of [dialled, connected, drained]) instants.length = 0;
    const began = Date.now();
    const isOpen = outage.door === 'open';
    order(isOpen ? { kind: 'cut' } : { kind: 'close', ms: outage.ms });
    await until('cut off', () => lost >= count);
    const [fewest, most] = outage.submissions;
    let submissions = 0;
    for (const [index, desktop] of desktops.entries()) {
      const some = fewest + (index % (most - fewest + 1));
      desktop.submit(some);
      submissions += some;
      // Lets this process hear of links that end and come back meanwhile.
      if (index % 10 === 0) await pause(0);
    }
    const back = isOpen ? began : began + outage.ms;
    if (!isOpen && Date.now() > back)
      throw new Error('LCM was back before all was saved: let it be away for longer');
    await pause(Math.max(0, back - Date.now()));
    await until('back', areConnected);
    await until('drained', () => desktops.every((desktop) => desktop.isDrained()));
    order({ kind: 'report' });
    const { letIn, sets, distinct } = await hear('report');
    if (distinct !== submissions) throw new Error(`LCM holds ${distinct} of ${submissions}`);
    const since = (instants: readonly number[]): number[] =>
      instants.filter((at) => at >= back).map((at) => at - back);
    return {
      peakTries: peakPerSecond(since(dialled)),
      peakLetIn: peakPerSecond(since(letIn)),
      submissions,
      sets,
      connected: since(connected),
      drained: since(drained),
    };
  } finally {
    for (const desktop of desktops) await desktop.close();
    lcm.disconnect();
    await once(lcm, 'exit');
  }
}
