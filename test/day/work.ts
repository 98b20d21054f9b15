import { createAgent } from './agent.ts';
import type { DayDesk } from './desk.ts';
import type { Day } from './plan.ts';
import { count, type Truth } from './truth.ts';
import { MINUTE } from './wall.ts';

/** Who works at the desk, one after the other. */
export const AGENTS = ['ana', 'bert'] as const;

const SLEEP = 130 * MINUTE;

/** Works through a day and to its end: what waits, or needs a person, is seen to. */
export async function workADay(
  desk: DayDesk,
  day: Day,
  truth: Truth,
  random: () => number,
  tag: string,
): Promise<void> {
  const agent = createAgent(desk, day, truth, random, tag);
  let outage: Day['calls'][number]['outage'] = null;

  async function signIn(name: string): Promise<void> {
    await desk.ask('signIn', { userId: name });
    agent.name = name;
  }

  await signIn(AGENTS[0]);
  await desk.linked();
  for (const [n, planned] of day.calls.entries()) {
    if (planned.after === 'sleep') {
      desk.bench.lcm().disconnectAll();
      await desk.clock.sleep(SLEEP);
      desk.core().reconnectNow('the machine woke');
      await desk.mend();
      count(truth, 'sleep');
    }
    if (planned.after === 'agentChange') {
      await signIn(AGENTS[1]);
      count(truth, 'agent change');
    }
    if (planned.outage !== outage) {
      if (outage !== null) {
        await desk.mend();
        await desk.drained();
        await agent.tidyOutbox();
      }
      if (planned.outage !== null) {
        await desk.begin(planned.outage);
        count(truth, `outage: ${planned.outage}`);
      }
      outage = planned.outage;
    }
    await agent.call(n, planned);
    if (outage === 'restarts') await desk.restart();
    // On a calm day all is delivered long before the next call. In an outage, what is under way is given up by then.
    if (outage === null) await desk.drained();
    else await desk.until(() => false, 10);
    await desk.clock.pass((1 + random() * 5) * MINUTE);
  }
  await desk.mend();
  // An agent sees to what is theirs alone, and that may make new work for the other.
  for (let rounds = 0; rounds < 6; rounds += 1) {
    let found = 0;
    for (const name of AGENTS) {
      await signIn(name);
      await desk.drained();
      found += await agent.tidyOutbox();
      await desk.drained();
    }
    if (found === 0) return;
  }
  throw new Error(`The outbox does not come to rest: ${JSON.stringify(desk.core().state().outbox)}`);
}
