import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { runChild } from './child.ts';
import type { DrainOrders, DrainReport } from './drain-child.ts';
import { withIdleBaseline, loopFigures, type LoopDelays } from './event-loop.ts';
import { compare, type Aim, type Round } from './figures.ts';
import { startLcm } from './lcm.ts';
import { fillStore } from './seeded-store.ts';
import { wrapUpOf } from '#test/support/wrap-ups.ts';

interface Case {
  readonly what: string;
  readonly by: 'outbox' | 'core' | 'recorded';
  readonly count: number;
  readonly inFlight: number;
  /** How long LCM takes for a request, in milliseconds. */
  readonly latency: number;
  readonly aim: Aim | null;
}

/**
 * How fast a full outbox is delivered to LCM, compared with the bare socket library with as many requests in flight. The
 * rows _recorded_ are what is left of that if nothing of ours is: the bare socket, and a bare transaction before each send.
 */
export const drainBench: Bench = async ({ folder, quick, figures, progress }) => {
  const rounds = quick ? 1 : 5;
  const many = quick ? 150 : 10_000;
  const few = quick ? 60 : 3_000;
  const least = quick ? 20 : 1_000;
  const inTime = (latency: number, count: number, by: Case['by'], aim: Aim | null): Case => {
    const how = { outbox: '', core: ', whole core', recorded: ', recorded by a bare transaction' }[by];
    return { what: `4 in flight, LCM takes ${latency} ms${how}`, by, count, inFlight: 4, latency, aim };
  };
  const cases: Case[] = [
    { what: '4 in flight', by: 'outbox', count: many, inFlight: 4, latency: 0, aim: null },
    { what: '32 in flight', by: 'outbox', count: many, inFlight: 32, latency: 0, aim: null },
    inTime(1, few, 'outbox', { atLeast: 0.8 }),
    inTime(1, few, 'recorded', null),
    inTime(5, few, 'outbox', { atLeast: 0.95 }),
    inTime(5, few, 'recorded', null),
    inTime(20, least, 'outbox', { atLeast: 0.95 }),
    inTime(0, few, 'core', null),
    inTime(5, few, 'core', null),
  ];

  const lcm = await startLcm();
  progress('filling the stores');
  for (const waiting of [least, few, many]) {
    fillStore(join(folder, String(waiting)), { delivered: 0, extraHistory: 0, waiting, drafts: 0 });
  }
  for (const { what, by, count, inFlight, latency, aim } of cases) {
    progress(what);
    const speeds: Round[] = [];
    const work: Round[] = [];
    const loops: LoopDelays[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const drain = async (side: DrainOrders['by']): Promise<{ speed: number; cpuMs: number }> => {
        const data = join(folder, `${side}-data`);
        await lcm.reset();
        await lcm.setFaults({ latency });
        if (side !== 'bare') {
          cpSync(join(folder, String(count)), data, { recursive: true });
          writeSettings(data, lcm.url, inFlight);
        }
        const orders: DrainOrders = { by: side, url: lcm.url, folder: data, count, inFlight };
        const { ms, cpuMs, delays } = await withIdleBaseline(() =>
          runChild<DrainReport>('drain-child.ts', orders),
        );
        rmSync(data, { recursive: true, force: true });
        const { applied } = await lcm.counts();
        if (applied !== count) throw new Error(`LCM applied ${applied} of ${count}`);
        if (side !== 'bare') loops.push(delays);
        return { speed: (count / ms) * 1_000, cpuMs: cpuMs / count };
      };
      const oursFirst = round % 2 === 0;
      const first = await drain(oursFirst ? by : 'bare');
      const second = await drain(oursFirst ? 'bare' : by);
      const [ours, reference] = oursFirst ? [first, second] : [second, first];
      speeds.push({ ours: ours.speed, reference: reference.speed });
      work.push({ ours: ours.cpuMs, reference: reference.cpuMs });
    }
    const messages = `${count.toLocaleString('en')}, ${what}`;
    figures.comparisons.push(
      compare('drain', messages, '1/s', speeds, aim),
      compare('drain', `processor time for each, ${what}`, 'ms', work, null),
    );
    if (by !== 'recorded') figures.loops.push(loopFigures(`drain, ${messages}`, loops));
  }
  await lcm.stop();
};

function writeSettings(folder: string, url: string, maxInFlight: number): void {
  // The agent who made them is signed in, so that the core keeps what it shows of them.
  const { agent: userId } = wrapUpOf(0, '');
  const settings = { agent: { userId }, lcm: { url, proxy: 'none' }, outbox: { maxInFlight } };
  writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings));
}
