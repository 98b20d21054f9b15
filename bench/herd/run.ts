/**
 * `npm run herd`: how desktops that lost LCM together come back. Simulates ten thousand on a virtual clock, by
 * policy, and runs five hundred real ones on this machine. Prints tables and writes `test-output/herd.json`.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { percentile, seconds, table, type Row } from './figures.ts';
import { bounded, capacityFor, CLOSED, CUT, DEFAULTS, HUNG, NO_JITTER } from './policies.ts';
import { runForReal } from './real-run.ts';
import { PATIENCE, simulateReturn, type Outage, type Policy, type Return } from './simulate.ts';
import type { Capacity } from './virtual-lcm.ts';

const POLICIES = [DEFAULTS, NO_JITTER, bounded(1, 30), bounded(10, 30), bounded(10, 120)];

const OUTAGES = { cut: CUT, closed: CLOSED, hung: HUNG } as const;

const HELP = `npm run herd -- [--only simulation|real] [--after cut|closed|hung]… [--desktops N] [--sessions N] [--outage SECONDS] [--seed N]
--outage is how long LCM is closed in the real run.`;

const { only, after, desktops, sessions, outage, seed, help } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    after: { type: 'string', multiple: true, default: Object.keys(OUTAGES) },
    desktops: { type: 'string', default: '10000' },
    sessions: { type: 'string', default: '500' },
    outage: { type: 'string', default: '240' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
}).values;

if (help || !['', 'simulation', 'real'].includes(only)) {
  console.log(HELP);
  process.exitCode = help ? 0 : 1;
} else {
  const output = join(import.meta.dirname, '../../test-output');
  mkdirSync(output, { recursive: true });
  const result = {
    simulation: only === 'real' ? null : await simulation(Number(desktops)),
    alone: only === 'real' ? null : await alone(),
    real: only === 'simulation' ? null : await real(Number(sessions), output),
  };
  writeFileSync(
    join(output, 'herd.json'),
    `${JSON.stringify({ date: new Date().toISOString(), ...result }, null, 2)}\n`,
  );
}

async function simulation(count: number): Promise<Row[]> {
  const usual = capacityFor(count);
  const slow = capacityFor(count, 30);
  console.log(
    `${count} desktops, seed ${seed}; LCM lets in ${usual.connectionsPerSecond} and serves ${usual.setsPerSecond} sets a second` +
      ` (slow: ${Math.round(slow.setsPerSecond)}); times since it is back\n`,
  );
  const rows: Row[] = [];
  for (const outage of Object.entries(OUTAGES).flatMap(([name, one]) => (after.includes(name) ? [one] : [])))
    for (const policy of POLICIES) rows.push(await oneReturn(count, usual, outage, policy));
  if (after.includes('closed'))
    rows.push(await oneReturn(count, slow, { ...CLOSED, name: 'LCM closed, then slow' }, DEFAULTS));
  console.log(`${table(rows)}\n`);
  return rows;
}

async function oneReturn(count: number, capacity: Capacity, outage: Outage, policy: Policy): Promise<Row> {
  const herd = { desktops: count, capacity, seed: Number(seed) };
  const row = rowOf(count, outage, policy, await simulateReturn(herd, outage, policy));
  console.error(Object.values(row).join(' · '));
  return row;
}

function rowOf(count: number, outage: Outage, policy: Policy, came: Return): Row {
  return {
    outage: outage.name,
    policy: policy.name,
    'tries in the fullest second': came.peakTries,
    'half connected': whenOf(came.connected, Math.ceil(count / 2)),
    'all connected': whenOf(came.connected, count),
    'all drained': whenOf(came.drained, count),
    'sets per submission': (came.sets / came.submissions).toFixed(2),
  };
}

/** When `many` of them were done. */
function whenOf(instants: readonly number[], many: number): string {
  const instant = instants[many - 1];
  return instant === undefined ? `not in ${PATIENCE / 60_000} min` : seconds(instant);
}

/** The cost for one agent without a crowd: a thousand of them before an LCM without bounds. */
async function alone(): Promise<Row[]> {
  const capacity = { connectionsPerSecond: Infinity, setsPerSecond: Infinity };
  const rows: Row[] = [];
  for (const outage of [CUT, CLOSED])
    for (const policy of [DEFAULTS, bounded(1, 30)]) {
      const herd = { desktops: 1_000, capacity, seed: Number(seed) };
      const { connected, drained } = await simulateReturn(herd, outage, policy);
      const spread = (instants: readonly number[]): string =>
        [0.5, 0.95, 1].map((share) => seconds(percentile(instants, share))).join(' / ');
      rows.push({
        'an agent alone': outage.name,
        policy: policy.name,
        'connected (median / 95 % / last)': spread(connected),
        'drained (median / 95 % / last)': spread(drained),
      });
    }
  console.log(`${table(rows)}\n`);
  return rows;
}

async function real(count: number, output: string): Promise<Row[]> {
  const closed = { ...CLOSED, name: `LCM closed for ${outage} s`, ms: Number(outage) * 1_000 };
  const rows: Row[] = [];
  for (const [what, policy] of [
    [CUT, bounded(1, 30)],
    [CUT, DEFAULTS],
    [closed, DEFAULTS],
  ] as const) {
    console.error(`${count} real sessions, ${what.name}: ${policy.name}`);
    const folder = mkdtempSync(join(output, 'herd-'));
    try {
      const came = await runForReal(folder, count, what, policy);
      const { 'sets per submission': repeats, ...row } = rowOf(count, what, policy, came);
      rows.push({
        ...row,
        'let in during the fullest second': came.peakLetIn,
        'sets per submission': repeats ?? '',
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  console.log(
    `${count} real sessions, each with its outbox on a SQLite file, before a simulator in another process\n\n${table(rows)}`,
  );
  return rows;
}
