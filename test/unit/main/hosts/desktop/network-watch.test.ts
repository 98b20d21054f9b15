import { expect, it } from 'vitest';
import type { Clock } from '#main/base/clock.ts';
import { watchNetwork } from '#main/hosts/desktop/network-watch.ts';

/** A clock with one timer, which runs when the test says so. */
function handClock(): { clock: Clock; tick: () => void; pending: () => boolean } {
  let timer: (() => void) | null = null;
  const after: Clock['after'] = (_delay, run) => {
    timer = run;
    return () => {
      timer = null;
    };
  };
  return {
    clock: { now: () => 0, monotonic: () => 0, after },
    tick() {
      const run = timer;
      timer = null;
      run?.();
    },
    pending: () => timer !== null,
  };
}

it('reports once each time the network is back, and nothing after it ends', () => {
  const { clock, tick, pending } = handClock();
  let online = true;
  let backs = 0;
  const end = watchNetwork(
    () => online,
    () => (backs += 1),
    clock,
  );
  tick();
  expect(backs).toBe(0);
  online = false;
  tick();
  tick();
  online = true;
  tick();
  tick();
  expect(backs).toBe(1);
  online = false;
  tick();
  online = true;
  tick();
  expect(backs).toBe(2);
  end();
  expect(pending()).toBe(false);
});
