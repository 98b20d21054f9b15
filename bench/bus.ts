import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import type { BusChildCommand, BusOrders, BusReport } from './bus-child.ts';
import type { BusCommand, BusServerReport } from './bus-server-child.ts';
import { startChild, type Child } from './child.ts';
import { watchEventLoop, loopFigures, type LoopDelays } from './event-loop.ts';
import { compare, type Round } from './figures.ts';

const PER_SECOND = 2_000;

/**
 * What the bus of a large site costs a desktop that has nothing to do with it: processor time beside a client that only
 * receives and parses the same, and the heap over an hour's worth of envelopes, fed as fast as they are read.
 */
export const busBench: Bench = async ({ folder, quick, figures, progress }) => {
  const seconds = quick ? 2 : 20;
  const rounds: Round[] = [];
  const delays: LoopDelays[] = [];
  for (let round = 0; round < (quick ? 1 : 3); round += 1) {
    progress(`${PER_SECOND.toLocaleString('en')} envelopes a second, round ${round + 1}`);
    const measure = async (core: boolean) =>
      withBus(core ? join(folder, `core-${round}`) : null, async (bus, client) => {
        // Compiles what is often run.
        await send(bus, { envelopes: PER_SECOND, perSecond: PER_SECOND });
        await ask(client, 'begin', 'begun');
        const idle = await watchEventLoop();
        await send(bus, { envelopes: seconds * PER_SECOND, perSecond: PER_SECOND });
        const measured = await ask(client, 'end', 'measured');
        return { ...measured, inASecond: (1_000 * measured.cpuMs) / measured.ms, idle: await idle() };
      });
    const bare = await measure(false);
    const ours = await measure(true);
    rounds.push({ ours: ours.inASecond, reference: bare.inASecond });
    delays.push({ ours: ours.loop, idle: ours.idle });
    progress(`the screen was told ${ours.told} times`);
  }
  figures.comparisons.push(
    compare(
      'bus',
      `processor time in a second, ${PER_SECOND.toLocaleString('en')} foreign envelopes a second`,
      'ms',
      rounds,
      null,
    ),
  );
  figures.loops.push(loopFigures('foreign bus', delays));

  const hour = quick ? 20_000 : 3_600 * PER_SECOND;
  progress(`${hour.toLocaleString('en')} envelopes at full speed`);
  const heaps = await withBus(join(folder, 'memory'), async (bus, client) => {
    const at: number[] = [];
    for (const part of [0.1, 0.4, 0.5]) {
      await send(bus, { envelopes: hour * part, perSecond: null });
      at.push((await ask(client, 'heap', 'heap')).bytes / 1e6);
    }
    return at;
  });
  const [first = NaN, half = NaN, all = NaN] = heaps;
  figures.comparisons.push(
    compare(
      'bus',
      `heap after ${hour.toLocaleString('en')} foreign envelopes, beside a tenth of them`,
      'MB',
      [{ ours: all, reference: first }],
      { atMost: 1.1 },
    ),
    compare('bus', `heap after half of them, beside a tenth`, 'MB', [{ ours: half, reference: first }], {
      atMost: 1.1,
    }),
  );
};

/** @param folder of the core; null for the bare client */
async function withBus<Result>(
  folder: string | null,
  run: (bus: Child<BusServerReport>, client: Child<BusReport>) => Promise<Result>,
): Promise<Result> {
  const bus = startChild<BusServerReport>('bus-server-child.ts', {});
  const started = await bus.report((report) => report.kind === 'started');
  const url = 'url' in started ? started.url : '';
  if (folder !== null) {
    mkdirSync(folder);
    writeFileSync(join(folder, 'settings.json'), JSON.stringify({ lcm: { url }, agent: { userId: 'ana' } }));
  }
  const client = startChild<BusReport>('bus-child.ts', { url, folder } satisfies BusOrders);
  try {
    await client.report((report) => report.kind === 'connected');
    return await run(bus, client);
  } finally {
    await client.kill();
    await bus.kill();
  }
}

async function send(bus: Child<BusServerReport>, command: BusCommand): Promise<void> {
  await next(bus, command, 'sent');
}

function ask<K extends BusReport['kind']>(client: Child<BusReport>, command: BusChildCommand, kind: K) {
  return next<BusReport, K>(client, command, kind);
}

/** Tells a child something, and waits for the report that follows. */
async function next<Report extends { kind: string }, K extends Report['kind']>(
  child: Child<Report>,
  command: unknown,
  kind: K,
): Promise<Report & { kind: K }> {
  const before = child.reports.length;
  child.tell(command);
  const report = await child.report(() => child.reports.length > before).then(() => child.reports[before]);
  if (report?.kind !== kind) throw new Error(`the child was to report ${kind}`);
  return report as Report & { kind: K };
}
