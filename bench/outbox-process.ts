import { systemClock as clock } from '#main/base/clock.ts';
import type { Database } from '#main/database/database.ts';
import { fileKeyProtector } from '#main/database/key-file.ts';
import { openStore, type Store } from '#main/database/store.ts';
import { lcmOptionsSchema, type LcmOptions, type SessionPolicy } from '#main/lcm/link/options.ts';
import { linkOutbox } from '#main/core/link-outbox.ts';
import { createLcmSession, type LcmSession } from '#main/lcm/session.ts';
import { silentLog as log } from '#main/base/log.ts';
import { createOutbox, type Outbox } from '#main/outbox/outbox.ts';
import type { RetryPolicy } from '#main/base/retry-policy.ts';
import { OUTBOX_OPTIONS } from '#test/support/outbox-options.ts';

/** Store, session and outbox, wired as in the core. */
export interface OutboxProcess {
  readonly store: Store;
  readonly database: Database;
  readonly session: LcmSession;
  readonly outbox: Outbox;
  /** Lets the outbox follow the link, now and from now on; without the spread, which is chance and no cost. */
  link(): void;
  close(): Promise<void>;
}

/** Opens the data folder and begins to connect. The outbox hears of the link only once `link` is called. */
export function openOutbox(
  folder: string,
  lcm: Partial<LcmOptions> & { url: string },
  more: { policy?: RetryPolicy; maxInFlight?: number; session?: Partial<SessionPolicy> } = {},
): OutboxProcess {
  const store = openStore(folder, fileKeyProtector, { clock, log });
  const { database, cipher } = store;
  const session = createLcmSession(lcmOptionsSchema.parse({ proxy: 'none', ...lcm }), {
    clock,
    log,
    ...(more.session ? { policy: more.session } : {}),
  });
  const outbox = createOutbox({
    ...OUTBOX_OPTIONS,
    database,
    cipher,
    clock,
    log,
    send: (call, data) => session.set(call, data),
    ...(more.policy ? { policy: more.policy } : {}),
    ...(more.maxInFlight === undefined ? {} : { maxInFlight: more.maxInFlight }),
  });
  let unlink = (): void => {};
  return {
    store,
    database,
    session,
    outbox,
    link() {
      unlink = linkOutbox(session, outbox, { spread: () => false });
    },
    async close() {
      unlink();
      await outbox.close();
      await session.close();
      database.close();
    },
  };
}

export function connected({ session }: Pick<OutboxProcess, 'session'>): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (session.state().status === 'connected') resolve();
    };
    session.stateChanged.on(look);
    look();
  });
}
