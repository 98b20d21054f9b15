import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import '#main/lcm/link/dial.ts';
import { openSession, reach, startBus } from './bench.ts';

/** A host's first window, which is painted when the test says so. */
function firstWindow() {
  let paint = (): void => {};
  const painted = new Promise<void>((resolve) => {
    paint = resolve;
  });
  return { system: { whenFree: () => painted }, paint };
}

it('LCM is dialled once the first window is there', async () => {
  const bus = await startBus();
  const { system, paint } = firstWindow();
  const { session } = openSession({ url: bus.url }, { system });
  session.reconnectNow('the agent asks');
  for (let turn = 0; turn < 50; turn += 1) await nextTurn();
  expect(session.state()).toMatchObject({ status: 'connecting', reason: null });
  expect(bus.connections()).toBe(0);

  paint();
  await reach(session, 'connected');
  expect(bus.clients).toHaveLength(1);
});

it('LCM is not dialled if Afterword quits before its first window is there', async () => {
  const bus = await startBus();
  const { system, paint } = firstWindow();
  const { session } = openSession({ url: bus.url }, { system });
  await session.close();
  paint();

  const another = openSession({ url: bus.url });
  await reach(another.session, 'connected');
  expect(bus.clients).toHaveLength(1);
});
