/**
 * The app at work, for strace to watch. It opens the store of a folder, wraps up calls, corrects some, delivers, changes
 * the agent, deletes what is old, and ends cleanly or by a kill. Once something is done, it prints what the agent would
 * see, one JSON text a line.
 */
import { writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { createCalls } from '#main/calls/call-store.ts';
import { systemClock as clock } from '#main/base/clock.ts';
import { makeBackup } from '#main/database/backup.ts';
import { openStore } from '#main/database/store.ts';
import { silentLog as log } from '#main/base/log.ts';
import { deleteOld } from '#main/outbox/history/old-calls.ts';
import { createOutbox, type NewSubmission } from '#main/outbox/outbox.ts';
import { agentFile } from '#main/settings/agent-file.ts';
import { createOutcomeCache } from '#main/outcomes/outcome-cache.ts';
import { draftOf, idOf, referenceOf, seeded, wrapUpOf } from '#test/support/wrap-ups.ts';
import { everybody, OUTBOX_OPTIONS } from '#test/support/outbox-options.ts';
import { protectors, type WorkOrders, type WorkReport } from './work.ts';
import { listedOutcomes } from '#main/outcomes/listed-outcomes.ts';

const { folder, from, count, seed, protector, end } = JSON.parse(process.argv[2] ?? '') as WorkOrders;
const random = seeded(seed);
let n = from;
const LONG_LIST = listedOutcomes(
  Array.from({ length: 150 }, (_, id) => ({
    id: `${id}`,
    description: `Outcome ${id} of a long list`,
    campaignId: null,
    leadScore: 0.5,
    parentId: null,
  })),
);

const { database, cipher } = openStore(folder, protectors[protector], { clock, log });
const calls = createCalls({ database, cipher, clock, log, viewer: everybody });
const lists = createOutcomeCache({ database, cipher, clock, log });
const outbox = createOutbox({
  ...OUTBOX_OPTIONS,
  database,
  cipher,
  clock,
  log,
  policy: { base: 5, cap: 50 },
  newId: () => idOf(n),
  async send() {
    await pause(random() * 4);
    return random() < 0.1 ? { kind: 'unknown', cause: 'timeout' } : { kind: 'delivered' };
  },
});

for (; n < from + count; n += 1) {
  if (n % 40 === 5) agentFile(folder, 'demo').write(`agent-${n}`);
  if (n % 50 === 20) outbox.linkUp(false);
  if (n % 50 === 45) outbox.linkDown();
  if (n % 30 === 29) deleteOldest();
  if (n % 45 === 40) await makeBackup(database);
  if (n % 25 === 10) lists.put(`list-${n % 50}`, { outcomes: LONG_LIST, ignored: 0, fetchedAt: clock.now() });
  const callId = `call-${Math.max(0, n - (random() < 0.3 ? Math.floor(random() * 4) : 0))}`;
  calls.open(referenceOf(callId), 'hand', 'ended');
  calls.saveDraft(callId, draftOf(n));
  outbox.submit(workOf(n, callId));
  say({ saved: n, callId });
  if (n % 4 === 0) await pause(random() * 4);
}
if (end === 'kill') process.kill(process.pid, 'SIGKILL');
lists.stop();
await outbox.close();
database.close();

/** Some are so long that they need pages of their own. */
function workOf(n: number, callId: string): NewSubmission {
  const made = wrapUpOf(n, callId);
  return n % 17 === 3 ? { ...made, data: { ...made.data, More: 'long '.repeat(1_500) } } : made;
}

/** Deletes as retention does, as if all were old. It reports the rows first, since they may be gone right after. */
function deleteOldest(): void {
  const all = Number.MAX_SAFE_INTEGER;
  const period = { from: all, to: all, history: all, calls: all, submissions: all };
  const delivered =
    "SELECT call_id FROM submissions WHERE state = 'delivered' AND call_id NOT IN (SELECT call_id FROM submissions WHERE state IN ('queued', 'sending', 'held', 'refused'))";
  const oldest = database
    .prepare(`SELECT seq, call_id FROM calls WHERE call_id IN (${delivered}) ORDER BY seq LIMIT 3`)
    .all() as { seq: number; call_id: string }[];
  for (const { seq, call_id } of oldest) {
    say({ deleting: call_id });
    deleteOld({ database, cipher }, period, { walk: 'calls', seq: seq - 1 }, 1);
  }
}

function say(report: WorkReport): void {
  writeSync(1, `${JSON.stringify(report)}\n`);
}
