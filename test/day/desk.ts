import type { Core } from '#main/core/core.ts';
import type { RequestInput, RequestName, RequestOutput } from '#shared/contract/index.ts';
import { contactOfKey } from '#simulator/campaign/contacts.ts';
import type { FaultInput } from '#simulator/faults/faults.ts';
import { REQUESTS } from '#simulator/wire/requests.ts';
import { checkAnswer } from '#test/support/answer-shapes.ts';
import { createCoreBench, ask, type CoreBench } from '#test/support/core-bench.ts';
import { startDayClock, type DayClock } from './day-clock.ts';
import type { Day, Outage } from './plan.ts';

/** One desk for one day: the whole core on a file, and LCM behind a real link, on one made-up clock. */
export interface DayDesk {
  readonly bench: CoreBench;
  readonly clock: DayClock;
  /** What LCM's clock shows. */
  lcmNow(): number;
  core(): Core;
  ask<N extends RequestName>(name: N, input?: RequestInput<N>): Promise<RequestOutput<N>>;
  /** The same; null if the core says that it cannot be done now. */
  tryTo<N extends RequestName>(name: N, input: RequestInput<N>): Promise<RequestOutput<N> | null>;
  /** Ends the core and starts it again. */
  restart(): Promise<void>;
  begin(outage: Outage): Promise<void>;
  /** LCM and the link are as they should be again. */
  mend(): Promise<void>;
  /** Waits for the link. @throws Error after some seconds */
  linked(): Promise<void>;
  /** Waits until something is so, at most so long in real milliseconds. @returns whether it became so */
  until(isSo: () => boolean, mostMs: number): Promise<boolean>;
  /** Waits until nothing waits and nothing is under way. @throws Error after some seconds */
  drained(): Promise<void>;
  close(): Promise<void>;
}

/** The requests that an outage strikes. LCM may answer questions while it loses or refuses what is set. */
const SETS = REQUESTS.filter(({ sets }) => sets !== null && sets !== 'agentState').map(
  ({ subtopic }) => subtopic,
);

const FAULTS: Readonly<Record<Outage, FaultInput>> = {
  cut: {
    only: SETS,
    disconnectBefore: { probability: 0.3 },
    disconnectAfter: { probability: 0.4 },
  },
  silent: { only: SETS, dropReply: { probability: 0.8 } },
  refusing: { only: SETS, refuse: { probability: 0.6, msg: 'The campaign is closed.' } },
  // Most replies come after their request was given up.
  slow: { latency: { minMs: 0, maxMs: 30 }, only: SETS, lateReply: { probability: 0.7, afterMs: 250 } },
  restarts: { only: SETS, dropReply: { probability: 0.5 }, duplicateReply: { probability: 0.3 } },
};

/** How often an agent may extend the after-call limit, and by how much. */
export const MORE = { moreTimes: 2, moreSeconds: 60 };

const PATIENCE_MS = 15_000;

export async function openDayDesk(day: Day, random: () => number): Promise<DayDesk> {
  const clock = startDayClock(day.startsAt);
  const lcmNow = (): number => clock.now() + day.lcmAheadMs;
  const bench = await createCoreBench({
    now: lcmNow,
    campaignZone: day.night.zone,
    // A night shift: nobody's hours keep it from calling.
    contact: { callableFrom: '00:00', callableUntil: '00:00' },
    random,
    ledgerLimit: Infinity,
  });
  bench.settings({
    lcm: { url: bench.lcm().url, proxy: 'none' },
    form: { callbackZone: day.night.zone, callingHours: { from: '00:00', to: '00:00' } },
    afterCall: { default: { limitSeconds: 3_600, ...MORE } },
    agent: {},
  });
  const start = (): Promise<Core> => bench.start({ clock, sinceStart: () => Math.round(clock.monotonic()) });
  let core = await start();
  let isOff = false;

  async function linked(): Promise<void> {
    if (!(await until(() => core.state().link.status === 'connected', PATIENCE_MS)))
      throw new Error('The link does not come back');
  }

  async function until(isSo: () => boolean, mostMs: number): Promise<boolean> {
    const end = performance.now() + mostMs;
    while (!isSo()) {
      if (performance.now() > end) return false;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    return true;
  }

  const desk: DayDesk = {
    bench,
    clock,
    lcmNow,
    core: () => core,
    ask: (name, input) => ask(core, name, input),
    async tryTo(name, input) {
      const answered = await core.answer(name, input);
      if (answered.ok) return checkAnswer(name, answered.value);
      if (answered.error.code !== 'notAllowed') throw new Error(`${name}: ${JSON.stringify(answered.error)}`);
      return null;
    },
    async restart() {
      await bench.stop(core);
      core = await start();
    },
    async begin(outage) {
      if (outage === 'cut' && random() < 0.5) {
        isOff = true;
        await bench.lcmOff();
        return;
      }
      bench.lcm().faults.set(FAULTS[outage]);
    },
    async mend() {
      if (isOff) await bench.lcmOn();
      isOff = false;
      bench.lcm().faults.clear();
      await linked();
    },
    linked,
    until,
    async drained() {
      const isDone = (): boolean => {
        const { waiting, sending } = core.state().outbox;
        return waiting + sending === 0;
      };
      const end = performance.now() + PATIENCE_MS;
      // Some wait for minutes, for replies that may still come.
      while (!(await until(isDone, 100))) {
        if (performance.now() > end)
          throw new Error(`The outbox does not empty: ${JSON.stringify(core.state().outbox)}`);
        await clock.pass(30_000);
      }
    },
    async close() {
      await bench.remove();
      clock.stop();
    },
  };
  return desk;
}

/** LCM's number of a contact for a mode; null if the contact has none. */
export function numberOf(lcmKey: string, modeId: string): string | null {
  const contact = contactOfKey(lcmKey);
  return { '1': contact.home, '2': contact.office, '3': contact.mobile }[modeId] ?? null;
}
