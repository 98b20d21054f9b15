import { audit, auditEnd } from './audit.ts';
import { runStep } from './run-step.ts';
import type { Step } from './steps.ts';
import { createTruth, type Truth } from './truth.ts';
import { createWorld, type World } from './world.ts';

/** How long the outbox has, once nothing fails any more, to bring everything to its end, in milliseconds. */
const CALM = 1_800_000;
const LOOK_EVERY = 30_000;

export interface Scenario {
  readonly world: World;
  readonly truth: Truth;
}

/** How often which transition was made for which reason, such as `delivered: acknowledgedLate`. */
export type Tally = Map<string, number>;

export function createScenario(): Scenario {
  // Full waiting times: whatever depends on luck is the worst that can be drawn, and a run can be repeated.
  return { world: createWorld(() => 0.999), truth: createTruth() };
}

/** @throws with every broken promise in words */
export async function step({ world, truth }: Scenario, one: Step): Promise<void> {
  await runStep(one, world, truth);
  report(audit(world, truth));
}

/** Counts what happened, so that it can be told whether a test met what it is there for. */
export async function tally({ world }: Scenario, into: Tally): Promise<void> {
  const count = (what: string): void => {
    into.set(what, (into.get(what) ?? 0) + 1);
  };
  const history = await world.life.outbox.searchHistory({ query: '', before: null, limit: 1_000_000 });
  for (const { to, detail } of history) count(/ \d+$/.test(detail) ? to : `${to}: ${detail}`);
  const tries = new Set(world.sendings.map(({ n, attempt }) => `${n} ${attempt}`));
  if (world.sendings.length > tries.size) count('strays outnumbered');
}

/** The faults cease. Nothing pokes the outbox: it must come to an end by itself, and what it says must be on disk. */
export async function finish({ world, truth }: Scenario): Promise<void> {
  const { clock, lcm } = world;
  world.life.sqlite.statementsToLive = Infinity;
  world.setDisk(null);
  lcm.recover();
  const { session } = world.life;
  if (session.isStalled()) session.down();
  session.up(false);
  for (let passed = 0; passed < CALM; passed += LOOK_EVERY) {
    await clock.advance(LOOK_EVERY);
    const { waiting, sending } = world.life.outbox.summary();
    if (waiting + sending === 0) break;
  }
  report([...audit(world, truth), ...(await auditEnd(world, truth))]);
  world.revive();
  await clock.advance(LOOK_EVERY);
  report([...audit(world, truth), ...(await auditEnd(world, truth))]);
}

function report(faults: readonly string[]): void {
  if (faults.length > 0) throw new Error(faults.join('\n'));
}
