import { lcmOptionsSchema } from '#main/lcm/link/options.ts';
import { seeded } from '#test/support/wrap-ups.ts';
import { createDesktop } from './desktop.ts';
import { peakPerSecond } from './figures.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { createVirtualLcm, type Capacity, type DoorState } from './virtual-lcm.ts';

/** How desktops come back. Times are in milliseconds. */
export interface Policy {
  readonly name: string;
  /** Between tries to connect. */
  readonly reconnect: { readonly base: number; readonly cap: number };
  /** Between deliveries of one submission. */
  readonly retry: { readonly base: number; readonly cap: number };
  readonly maxInFlight: number;
  /** The factor for a wait's bound, given a number in [0, 1). */
  readonly jitter: (chance: number) => number;
}

/** What happens to all links at the same moment, and what each agent saves meanwhile. */
export interface Outage {
  readonly name: string;
  /** `open`: the links are cut, LCM is there. */
  readonly door: DoorState;
  readonly ms: number;
  /** The fewest and the most submissions that wait in an outbox. */
  readonly submissions: readonly [number, number];
}

/** How a herd came back. All times are milliseconds since LCM was back. */
export interface Return {
  /** Connections that were tried in the fullest second. */
  readonly peakTries: number;
  readonly submissions: number;
  /** Sets that LCM was sent, including repeats. */
  readonly sets: number;
  /** One per desktop, in the order of connecting; fewer if not all connected in time. */
  readonly connected: readonly number[];
  /** One per desktop that had something to deliver, in the order of finishing. */
  readonly drained: readonly number[];
}

/** The time limit for all desktops, in milliseconds. */
export const PATIENCE = 1_800_000;

/** Time for all to connect before anything happens, in milliseconds. */
const MORNING = 60_000;

/**
 * Runs many desktops on a virtual clock against an LCM that goes away and returns.
 *
 * @param seed of all randomness: the same seed gives the same herd
 */
export async function simulateReturn(
  herd: { readonly desktops: number; readonly capacity: Capacity; readonly seed: number },
  outage: Outage,
  policy: Policy,
): Promise<Return> {
  const random = seeded(herd.seed);
  const clock = createFakeClock(undefined, 0);
  const lcm = createVirtualLcm(clock);
  const { base: baseMs, cap: capMs } = policy.reconnect;
  const options = lcmOptionsSchema.parse({ url: 'http://127.0.0.1:1', reconnect: { baseMs, capMs } });
  const connected: number[] = [];
  const drained: number[] = [];
  const desktops = Array.from({ length: herd.desktops }, (_, index) =>
    createDesktop({
      name: `desktop-${index}`,
      clock,
      dial: lcm.dial,
      options,
      retry: policy.retry,
      maxInFlight: policy.maxInFlight,
      random: () => policy.jitter(random()),
      onConnected: () => connected.push(clock.monotonic()),
      onDrained: () => drained.push(clock.monotonic()),
    }),
  );
  await clock.settleUntil(MORNING, () => false);
  if (connected.length !== herd.desktops) throw new Error('Not everybody could connect in the morning');

  connected.length = 0;
  lcm.setCapacity(herd.capacity);
  lcm.setDoor(outage.door);
  lcm.forget();
  lcm.cutAll();
  const [fewest, most] = outage.submissions;
  let submissions = 0;
  for (const desktop of desktops) {
    const count = fewest + Math.floor(random() * (most - fewest + 1));
    desktop.submit(count);
    submissions += count;
  }
  if (outage.ms > 0) {
    clock.pass(outage.ms);
    lcm.forget();
  }
  const back = clock.monotonic();
  lcm.setDoor('open');
  const isOver = (): boolean =>
    connected.length >= herd.desktops && (submissions === 0 || drained.length === herd.desktops);
  await clock.settleUntil(back + PATIENCE, isOver);
  for (const desktop of desktops) desktop.close();
  const since = (instants: readonly number[]): number[] => instants.map((at) => at - back);
  return {
    peakTries: peakPerSecond(since(lcm.tries)),
    submissions,
    sets: lcm.sets.length,
    connected: since(connected),
    drained: since(drained),
  };
}
