/**
 * The process that is killed: it opens the database, links to LCM and, if told to, submits one wrap-up after another, some
 * for another campaign too, with field edits, do-not-calls and decisions of callbacks between them.
 * It reports what it did on stdout, one JSON text per line. Each line is written completely before it goes on: what
 * the parent has read is what the agent would have seen.
 */
import { writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { createCallbackStore } from '#main/callbacks/callback-store.ts';
import { createCalls } from '#main/calls/call-store.ts';
import { systemClock as clock } from '#main/base/clock.ts';
import { fileKeyProtector } from '#main/database/key-file.ts';
import { openStore } from '#main/database/store.ts';
import { lcmOptionsSchema } from '#main/lcm/link/options.ts';
import { linkOutbox } from '#main/core/link-outbox.ts';
import { createLcmSession } from '#main/lcm/session.ts';
import { silentLog as log } from '#main/base/log.ts';
import { createOutbox } from '#main/outbox/outbox.ts';
import type { ChildOrders, ChildReport } from './child-protocol.ts';
import { markNames } from './evidence.ts';
import {
  doNotCallOf,
  draftOf,
  fieldEditOf,
  idOf,
  otherCampaignOf,
  referenceOf,
  seeded,
  wrapUpOf,
} from '#test/support/wrap-ups.ts';
import { everybody, OUTBOX_OPTIONS } from '#test/support/outbox-options.ts';

const orders = JSON.parse(process.argv[2] ?? '') as ChildOrders;
const random = seeded(orders.seed);
let n = orders.from;
/** How many submissions of this round have their id. */
let named = 0;
/** A correction has FName, and some of these. */
const FIELDS = ['LName', 'Email'];

const { database, cipher } = openStore(orders.folder, fileKeyProtector, { clock, log });
const calls = createCalls({ database, cipher, clock, log, viewer: everybody });
const marks = createCallbackStore({ database, cipher, log, certainNow: () => clock.now() });
const session = createLcmSession(
  lcmOptionsSchema.parse({
    url: orders.url,
    proxy: 'none',
    requestTimeoutMs: 400,
    reconnect: { baseMs: 100, capMs: 1_000 },
  }),
  { clock, log, policy: { graceMs: 300 } },
);
const outbox = createOutbox({
  ...OUTBOX_OPTIONS,
  database,
  cipher,
  clock,
  log,
  send: (call, data) => session.set(call, data),
  policy: { base: 20, cap: 500 },
  newId: () => idOf(n + named++),
});
// Without the spread: a run is over before it would be.
const unlink = linkOutbox(session, outbox, { spread: () => false });

if (orders.task === 'drain') {
  await drain();
} else {
  // Half of the runs begin with the link up, so that delivery and submitting overlap. In the others they race.
  if (random() < 0.5) await connected();
  await submitForEver();
}

function connected(): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (session.state().status === 'connected') resolve();
    };
    session.stateChanged.on(look);
    look();
  });
}

/** Calls are wrapped up and corrected more than once: the next number's call is often one of the last few. */
async function submitForEver(): Promise<void> {
  for (; ; n += named) {
    named = 0;
    const back = random() < 0.4 ? Math.floor(random() * 5) : 0;
    const callId = `call-${Math.max(0, n - back)}`;
    if (random() < 0.05) {
      say({ kind: 'marking', n, callId });
      marks.decide(markNames(callId), { doneAt: n, snoozedUntil: null }, clock.now());
      say({ kind: 'marked', n, callId });
    }
    say({ kind: 'trying', n, callId });
    calls.open(referenceOf(callId), 'hand', 'ended');
    const what = random();
    // Rare, as they are for an agent: one is under way at a time, and each waits for the replies that others still await.
    if (what < 0.015) outbox.submit(doNotCallOf(n, callId));
    else if (what < 0.22) {
      const names = ['FName', ...FIELDS.filter(() => random() < 0.5)];
      outbox.submit(fieldEditOf(n, callId, names));
    } else {
      calls.saveDraft(callId, draftOf(n));
      say({ kind: 'drafted', n, callId });
      if (random() < 0.12) {
        const campaign = 2 + Math.floor(random() * 2);
        say({ kind: 'trying', n: n + 1, callId, besides: n });
        outbox.submitAll([wrapUpOf(n, callId), otherCampaignOf(n + 1, callId, campaign)]);
        say({ kind: 'saved', n: n + 1, callId });
      } else outbox.submit(wrapUpOf(n, callId));
    }
    say({ kind: 'saved', n, callId });
    await pause(random() * (random() < 0.2 ? 40 : 4));
  }
}

async function drain(): Promise<void> {
  const isEmpty = (): boolean => {
    const { waiting, sending } = outbox.summary();
    return waiting + sending === 0;
  };
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (isEmpty()) resolve();
    };
    outbox.changed.on(look);
    look();
  });
  unlink();
  await outbox.close();
  await session.close();
  database.close();
  say({ kind: 'drained' });
}

function say(report: ChildReport): void {
  writeSync(1, `${JSON.stringify(report)}\n`);
}
