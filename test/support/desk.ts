import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'vitest';
import { createCalls } from '#main/calls/call-store.ts';
import { systemClock as clock } from '#main/base/clock.ts';
import { fileKeyProtector } from '#main/database/key-file.ts';
import { openStore, type Store } from '#main/database/store.ts';
import { lcmOptionsSchema, type LcmOptions } from '#main/lcm/link/options.ts';
import { linkOutbox } from '#main/core/link-outbox.ts';
import { createLcmSession, type LcmSession } from '#main/lcm/session.ts';
import { silentLog as log } from '#main/base/log.ts';
import { createOutbox, type Outbox } from '#main/outbox/outbox.ts';
import type { Simulator } from '#simulator/server.ts';
import type { SubmissionState, SubmissionView } from '#shared/wrapup/submission.ts';
import type { ChildReport } from '#test/crash/child-protocol.ts';
import { gatherEvidence } from '#test/crash/evidence.ts';
import { findFaults } from '#test/crash/verdict.ts';
import { idOf, referenceOf, wrapUpOf } from './wrap-ups.ts';
import { everybody, OUTBOX_OPTIONS } from './outbox-options.ts';
import { memory } from '#test/support/memory.ts';

/** How long a request may take at a desk, in milliseconds. */
export const TIME_LIMIT = 400;

/** An agent's desk: database, outbox and session as the core joins them, with short times. */
export interface Desk {
  readonly session: LcmSession;
  readonly outbox: Outbox;
  connected(): Promise<void>;
  /** Resolves once the session knows that the link is gone. */
  cutOff(): Promise<void>;
  /** Opens the call and submits the wrap-up of that number for it. */
  submit(n: number, callId: string): SubmissionView;
  view(n: number): SubmissionView;
  becomes(n: number, state: SubmissionState): Promise<SubmissionView>;
  /** The reason of each change of the wrap-up's state, oldest first: codes, and LCM's words. */
  trail(n: number): Promise<string[]>;
  /** Resolves once nothing waits and nothing is being sent. */
  drained(): Promise<void>;
  /** Every way in which what the agent was told, the database and LCM's ledger disagree. */
  faults(simulator: Simulator): Promise<string[]>;
  /** Ends outbox and session, and starts them again on the same database file. */
  restart(): Promise<void>;
}

/** The test that opens something. It is closed when that test ends, even if others still run. */
export type Test = Pick<TestContext, 'onTestFinished'>;

/**
 * Opens a desk.
 *
 * @param url LCM's, or that of a proxy before it
 * @param retryAfter the wait before each retry in milliseconds, instead of a short random time
 */
export function openDesk(
  test: Test,
  url: string,
  options: Partial<LcmOptions> = {},
  retryAfter?: number,
): Desk {
  const folder = mkdtempSync(join(memory, 'afterword-desk-'));
  const reports: ChildReport[] = [];
  let numbers: number[] = [];
  let running = start();

  function start(): { store: Store; session: LcmSession; outbox: Outbox; unlink: () => void } {
    const store = openStore(folder, fileKeyProtector, { clock, log });
    const { database, cipher } = store;
    const session = createLcmSession(
      lcmOptionsSchema.parse({
        url,
        proxy: 'none',
        requestTimeoutMs: TIME_LIMIT,
        reconnect: { baseMs: 100, capMs: 1_000 },
        ...options,
      }),
      { clock, log, policy: { graceMs: TIME_LIMIT, stableMs: 0 } },
    );
    const outbox = createOutbox({
      ...OUTBOX_OPTIONS,
      database,
      cipher,
      clock,
      log,
      send: (call, data) => session.set(call, data),
      policy: retryAfter === undefined ? { base: 20, cap: 200 } : { base: retryAfter, cap: retryAfter },
      random: retryAfter === undefined ? Math.random : () => 1,
      newId: () => idOf(numbers.shift() ?? NaN),
    });
    // No spread of first tries: it would only make tests wait.
    const unlink = linkOutbox(session, outbox, { spread: () => false });
    return { store, session, outbox, unlink };
  }

  async function stop(): Promise<void> {
    running.unlink();
    await running.outbox.close();
    await running.session.close();
    running.store.database.close();
  }

  test.onTestFinished(async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Calls `look` at each change, and resolves with its result once that is not null. */
  function waitFor<T>(look: () => T | null): Promise<T> {
    return new Promise((resolve) => {
      const ask = (): void => {
        const found = look();
        if (found === null) return;
        for (const stopListening of subscriptions) stopListening();
        resolve(found);
      };
      const subscriptions = [running.outbox.changed.on(ask), running.session.stateChanged.on(ask)];
      ask();
    });
  }

  const view = (n: number): SubmissionView => {
    const found = running.outbox.view(idOf(n));
    if (found === null) throw new Error(`${idOf(n)} is lost`);
    return found;
  };

  return {
    get session() {
      return running.session;
    },
    get outbox() {
      return running.outbox;
    },
    view,
    async connected() {
      await waitFor(() => (running.session.state().status === 'connected' ? true : null));
    },
    async cutOff() {
      await waitFor(() => (running.session.state().status === 'connected' ? null : true));
    },
    submit(n, callId) {
      const { database, cipher } = running.store;
      reports.push({ kind: 'trying', n, callId });
      createCalls({ database, cipher, clock, log, viewer: everybody }).open(
        referenceOf(callId),
        'hand',
        'ended',
      );
      numbers = [n];
      const saved = running.outbox.submit(wrapUpOf(n, callId));
      reports.push({ kind: 'saved', n, callId });
      return saved;
    },
    becomes: (n, state) => waitFor(() => (view(n).state === state ? view(n) : null)),
    trail: (n) => Promise.resolve(running.outbox.history.timeline(idOf(n)).steps.map(({ detail }) => detail)),
    async drained() {
      await waitFor(() => {
        const { waiting, sending } = running.outbox.summary();
        return waiting + sending === 0 ? true : null;
      });
    },
    faults: ({ ledger }) => Promise.resolve(findFaults(gatherEvidence(running.store, reports, ledger))),
    async restart() {
      await stop();
      running = start();
    },
  };
}
