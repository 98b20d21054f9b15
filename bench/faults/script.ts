import { setTimeout as pause } from 'node:timers/promises';
import { seeded } from '#test/support/wrap-ups.ts';
import { startTcpProxy, type TcpProxy } from '#test/support/tcp-proxy.ts';
import { startChild, type Child } from '#bench/child.ts';
import type { FaultFigures } from '#bench/figures.ts';
import { startLcm, type Lcm } from '#bench/lcm.ts';
import type { ContenderName, ContenderOrders, ContenderReport } from './contender.ts';
import { judge } from './judge.ts';

export interface Script {
  readonly name: string;
  readonly contender: ContenderName;
  /** Whether LCM is reached through a gateway that acknowledges. */
  readonly gateway: boolean;
  readonly folder: string;
  /** The same seed gives the same faults after the same times. */
  readonly seed: number;
  readonly kills: number;
  /** How long the contender has to deliver everything once the faults are over, in milliseconds. */
  readonly patience: number;
}

/**
 * Plays one seeded script of faults to a contender. It is killed over and over while it works; a TCP hop cuts its
 * link anywhere, or the link hangs, or LCM is away; LCM loses and delays replies. Then the faults end, and the result
 * is judged.
 */
export async function playScript(script: Script): Promise<FaultFigures> {
  const random = seeded(script.seed);
  const lcm = await startLcm({ seed: script.seed, gateway: script.gateway });
  const proxy = await startTcpProxy(lcm.port);
  const reports: ContenderReport[] = [];
  const start = (): Child<ContenderReport> => {
    const latest = reports.findLast((report) => report.kind === 'trying');
    return startChild('faults/contender-child.ts', {
      contender: script.contender,
      folder: script.folder,
      url: proxy.url,
      seed: Math.floor(random() * 2 ** 31),
      from: latest?.kind === 'trying' ? latest.n + 1 : 0,
    } satisfies ContenderOrders);
  };

  await lcm.setFaults({
    latency: { minMs: 0, maxMs: 6 },
    dropReply: { probability: 0.05 },
    lateReply: { probability: 0.03, afterMs: 450 },
    disconnectBefore: { probability: 0.02 },
    disconnectAfter: { probability: 0.02 },
  });
  for (let kill = 0; kill < script.kills; kill += 1) {
    const child = start();
    await child.report(({ kind }) => kind === 'saved');
    await pause(100 + random() * 500);
    await breakLink(random, proxy, lcm);
    await pause(50 + random() * 500);
    await child.kill();
    reports.push(...child.reports);
    proxy.thaw();
  }

  await lcm.setFaults({
    latency: null,
    dropReply: null,
    lateReply: null,
    disconnectBefore: null,
    disconnectAfter: null,
  });
  const last = start();
  last.finish();
  const drained = await Promise.race([last.ended, pause(script.patience, null)]);
  if (drained === null) await last.kill();
  reports.push(...last.reports);
  const pending = last.reports.findLast((report) => report.kind === 'pending');
  const ledger = await lcm.ledger();
  await proxy.close();
  await lcm.stop();
  return judge(script.name, reports, ledger, pending?.kind === 'pending' ? pending.count : 0);
}

async function breakLink(random: () => number, proxy: TcpProxy, lcm: Lcm): Promise<void> {
  const kind = random();
  const ms = 200 + random() * 600;
  const direction = random() < 0.5 ? 'toServer' : 'toClient';
  const bytes = 1 + Math.floor(random() * 3_000);
  if (kind < 0.5) {
    void proxy.cutAfterBytes(direction, bytes);
    return;
  }
  if (kind < 0.75) {
    await lcm.setFaults({ refuseConnections: { ms, how: 'close' } });
    return;
  }
  proxy.freeze(direction);
  await pause(ms);
  proxy.cut();
  proxy.thaw();
}
