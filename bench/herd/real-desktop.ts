import { systemClock as clock } from '#main/base/clock.ts';
import { fileKeyProtector } from '#main/database/key-file.ts';
import { openStore } from '#main/database/store.ts';
import { createDialer } from '#main/lcm/link/dial.ts';
import type { LcmOptions } from '#main/lcm/link/options.ts';
import { linkOutbox } from '#main/core/link-outbox.ts';
import { DEFAULT_POLICY } from '#main/lcm/link/options.ts';
import { createLcmSession } from '#main/lcm/session.ts';
import { silentLog as log } from '#main/base/log.ts';
import { createOutbox } from '#main/outbox/outbox.ts';
import { wrapUpOf } from '#test/support/wrap-ups.ts';
import { OUTBOX_OPTIONS } from '#test/support/outbox-options.ts';

/** One agent's Afterword without its screen: its own database on disk, its own session over the network. */
export interface RealDesktop {
  isConnected(): boolean;
  isDrained(): boolean;
  /** Saves `count` wrap-ups, each of another call. */
  submit(count: number): void;
  close(): Promise<void>;
}

/** @param events called at the moment they happen */
export function openRealDesktop(
  folder: string,
  name: string,
  options: LcmOptions,
  events: Readonly<Record<'dialled' | 'connected' | 'lost' | 'drained', () => void>>,
): RealDesktop {
  const { database, cipher } = openStore(folder, fileKeyProtector, { clock, log });
  const timeLimitMs = DEFAULT_POLICY.connectTimeoutMs;
  const dial = createDialer({ options, clock, timeLimitMs, system: {} });
  const session = createLcmSession(options, {
    clock,
    log,
    dial: (...how) => {
      events.dialled();
      return dial(...how);
    },
  });
  const outbox = createOutbox({
    ...OUTBOX_OPTIONS,
    database,
    cipher,
    clock,
    log,
    send: (call, data) => session.set(call, data),
  });
  let made = 0;
  const isDrained = (): boolean => {
    const { waiting, sending } = outbox.summary();
    return waiting + sending === 0;
  };
  let wasDrained = true;
  let wasConnected = false;
  outbox.changed.on(() => {
    const drained = isDrained();
    if (drained && !wasDrained) events.drained();
    wasDrained = drained;
  });
  session.stateChanged.on(({ status }) => {
    if (status === 'connected') {
      wasConnected = true;
      events.connected();
    } else {
      if (wasConnected) events.lost();
      wasConnected = false;
    }
  });
  const unlink = linkOutbox(session, outbox);
  return {
    isConnected: () => session.state().status === 'connected',
    isDrained,
    submit(count) {
      for (let n = 0; n < count; n += 1) outbox.submit(wrapUpOf(made, `${name}-${(made += 1)}`));
    },
    async close() {
      unlink();
      await outbox.close();
      await session.close();
      database.close();
    },
  };
}
