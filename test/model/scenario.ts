import { audit, auditEnd } from './audit.ts';
import { runStep } from './run-step.ts';
import type { Step } from './steps.ts';
import { createTruth, type Truth } from './truth.ts';
import { createWorld, type World } from './world.ts';
import { transitionsOf } from '#test/support/transitions.ts';

/** How long the outbox has to settle everything once the faults are over, in milliseconds. */
const CALM = 1_800_000;
const LOOK_EVERY = 30_000;

export interface Scenario {
  readonly world: World;
  readonly truth: Truth;
}

/** How often each transition was made for each reason, such as `delivered: acknowledgedLate`. */
export type Tally = Map<string, number>;

export function createScenario(): Scenario {
  // Waiting times are always the longest that can be drawn, so that a run can be repeated.
  return { world: createWorld(() => 0.999), truth: createTruth() };
}

/** @throws with every broken promise in words */
export async function step({ world, truth }: Scenario, one: Step): Promise<void> {
  await runStep(one, world, truth);
  report(audit(world, truth));
}

/** Counts what happened, so that a test can check that it met its hardships. */
export async function tally({ world, truth }: Scenario, into: Tally): Promise<void> {
  const count = (what: string): void => {
    into.set(what, (into.get(what) ?? 0) + 1);
  };
  const history = await transitionsOf(world.life.outbox.history);
  for (const { kind, to, detail } of history) {
    count(/ \d+$/.test(detail) ? to : `${to}: ${detail}`);
    if (kind !== 'disposition') count(`${kind} ${to}`);
  }
  if (world.sendings.some(({ inFlightOfCall, inFlightOfLane }) => inFlightOfCall > inFlightOfLane))
    count('both kinds at once');
  const authors = new Set(
    world.lcm.applied.map(({ callId, n }) => `${callId} ${truth.submissions.get(n)?.agent}`),
  );
  const callIds = new Set(world.lcm.applied.map(({ callId }) => callId));
  if (authors.size > callIds.size) count('two agents on a call');
  const tries = new Set(world.sendings.map(({ n, attempt }) => `${n} ${attempt}`));
  if (world.sendings.length > tries.size) count('strays outnumbered');
}

/**
 * Ends the faults. Nothing else prompts the outbox: it must settle everything by itself, and what it shows must be on
 * disk.
 */
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
