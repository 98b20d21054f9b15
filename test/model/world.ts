import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCalls, type Calls } from '#main/calls/call-store.ts';
import type { Clock } from '#main/base/clock.ts';
import { createCipher } from '#main/database/cipher.ts';
import { openDatabase, type Database } from '#main/database/database.ts';
import { linkOutbox } from '#main/core/link-outbox.ts';
import { silentLog as log } from '#main/base/log.ts';
import { createOutbox, type Outbox } from '#main/outbox/outbox.ts';
import { SubmissionStore } from '#main/outbox/store.ts';
import { KINDS } from '#shared/wrapup/submission-kind.ts';
import { idOf } from '#test/support/wrap-ups.ts';
import { createFakeClock, type FakeClock } from '#test/support/fake-clock.ts';
import { everybody, OUTBOX_OPTIONS } from '#test/support/outbox-options.ts';
import { createFragileSqlite, type DiskFault, type FragileSqlite } from './fragile-sqlite.ts';
import { createLcm, type Lcm } from './lcm.ts';
import { createLinkedSession, type LinkedSession } from './linked-session.ts';

/** In memory if there is such a file system. The pragmas stay, only the disk is fast. */
const FILES = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
const KEY = Buffer.alloc(32, 7);

/** One run of the app, from its start to its end. */
export interface Life {
  readonly sqlite: FragileSqlite;
  readonly database: Database;
  readonly store: SubmissionStore;
  readonly calls: Calls;
  readonly outbox: Outbox;
  readonly session: LinkedSession;
  /** Parts the outbox from the session, as the app does before it closes both. */
  unlink(): void;
}

/** One send, as seen from outside. `at` is the wall-clock time. */
export interface Sending {
  readonly callId: string;
  readonly n: number;
  readonly payload: string;
  readonly at: number;
  /** The number of the try, as in the store. */
  readonly attempt: number;
  /** How many submissions are in flight with this one, over all calls, of its own call, and of its own family of kinds too. */
  readonly inFlight: number;
  readonly inFlightOfCall: number;
  readonly inFlightOfLane: number;
}

/** The real outbox and courier on a real file; the test controls everything around them. */
export interface World {
  readonly clock: FakeClock;
  readonly lcm: Lcm;
  readonly sendings: readonly Sending[];
  /** The current run of the app. Each restart makes a new one. */
  readonly life: Life;
  /** Takes the number for the next submission, or the first of several that are saved together. */
  takeNumber(count?: number): number;
  /** Sets the disk's fault from now on, over restarts too; null for a sound disk. */
  setDisk(fault: DiskFault | null): void;
  hasSoundDisk(): boolean;
  /** Lets true time pass that the monotonic clock does not count, as in a sleep of some machines. */
  sleepUnnoticed(ms: number): void;
  /** Ends the app normally and starts it again. */
  restart(): void;
  /** Starts the app again with what a kill has left. */
  revive(): void;
  remove(): void;
}

/** @param random draws the courier's waiting times */
export function createWorld(random: () => number): World {
  const root = mkdtempSync(join(FILES, 'afterword-model-'));
  const clock = createFakeClock();
  const sendings: Sending[] = [];
  let folder = root;
  let unnoticed = 0;
  let number = 0;
  /** The number of the submission that is saved next. */
  let next = 0;
  let diskFault: DiskFault | null = null;

  const lcm = createLcm(
    (delay, run) => clock.after(delay, run),
    () => clock.monotonic() + unnoticed,
    (reply) => {
      if (!life.sqlite.isDead) life.session.hear(reply);
    },
  );

  function start(): Life {
    const path = join(folder, 'afterword.db');
    const sqlite = createFragileSqlite(() => {
      folder = mkdtempSync(join(root, 'after-kill-'));
      for (const suffix of ['', '-wal']) {
        if (existsSync(path + suffix)) copyFileSync(path + suffix, join(folder, `afterword.db${suffix}`));
      }
    });
    const lifeClock: Clock = {
      now: () => clock.now(),
      monotonic: () => clock.monotonic(),
      // A killed process runs no timers.
      after: (delay, run) =>
        clock.after(delay, () => {
          if (!sqlite.isDead) run();
        }),
    };
    const { database } = openDatabase({ path, log, clock, sqlite });
    sqlite.diskFault = diskFault;
    const cipher = createCipher({ current: KEY, older: [] });
    const store = new SubmissionStore(database, cipher);
    const calls = createCalls({ database, cipher, clock, log, viewer: everybody });
    const session = createLinkedSession(lifeClock, lcm, noteSending);
    const outbox = createOutbox({
      ...OUTBOX_OPTIONS,
      database,
      cipher,
      clock: lifeClock,
      log,
      random,
      send: session.send,
      newId: () => {
        next += 1;
        return idOf(next - 1);
      },
    });
    const unlink = linkOutbox(session, outbox, { spread: session.spreads });
    function noteSending(callId: string, n: number, payload: string): void {
      const inFlight = session.inFlight();
      const familyOf = (one: number): string | undefined => {
        const kind = store.find(idOf(one))?.kind;
        return kind && KINDS[kind].family;
      };
      const ofCall = inFlight.filter((other) => other.callId === callId);
      const ofLane = ofCall.filter((other) => familyOf(other.n) === familyOf(n));
      const counts = {
        inFlight: inFlight.length,
        inFlightOfCall: ofCall.length,
        inFlightOfLane: ofLane.length,
      };
      const attempt = store.find(idOf(n))?.attempts ?? 0;
      sendings.push({ callId, n, payload, at: clock.now(), attempt, ...counts });
    }
    calls.closed.on((callId) => outbox.release(callId));
    return { sqlite, database, store, calls, outbox, session, unlink };
  }

  let life = start();

  return {
    clock,
    lcm,
    sendings,
    get life() {
      return life;
    },
    takeNumber(count = 1) {
      next = number + 1;
      number += count;
      return next;
    },
    setDisk(fault) {
      diskFault = fault;
      life.sqlite.diskFault = fault;
    },
    hasSoundDisk: () => diskFault === null,
    sleepUnnoticed(ms) {
      unnoticed += ms;
      clock.setWall(clock.now() + ms);
    },
    restart() {
      const { outbox, session, database, sqlite, unlink } = life;
      unlink();
      void outbox.close();
      session.close();
      sqlite.diskFault = null;
      sqlite.statementsToLive = Infinity;
      database.close();
      life = start();
    },
    revive() {
      life.sqlite.kill();
      life.database.close();
      life = start();
    },
    remove() {
      life.sqlite.kill();
      life.database.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
