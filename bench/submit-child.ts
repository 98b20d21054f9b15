/**
 * Submits wrap-ups and, in turns with them, commits bare transactions of the same bytes on a copy of the same store.
 * Both run in one process on one disk.
 */
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { v7 } from 'uuid';
import { systemClock as clock } from '#main/base/clock.ts';
import { openConnection } from '#main/database/connection.ts';
import { fileKeyProtector } from '#main/database/key-file.ts';
import { loadSqlite } from '#main/database/sqlite-runtime.ts';
import { openStore } from '#main/database/store.ts';
import { silentLog as log } from '#main/base/log.ts';
import { createOutbox } from '#main/outbox/outbox.ts';
import { wrapUpOf } from '#test/support/wrap-ups.ts';
import { OUTBOX_OPTIONS } from '#test/support/outbox-options.ts';
import { readOrders, say } from './child.ts';
import { watchEventLoop, type LoopDelay } from './event-loop.ts';
import type { Round } from './figures.ts';
import { draftCallId } from './seeded-store.ts';
import { quantile } from './statistics.ts';

export interface SubmitOrders {
  /** Two data folders with equal databases, and enough drafts for every submission. */
  readonly ours: string;
  readonly bare: string;
  readonly rounds: number;
  readonly perRound: number;
  /** Whether LCM can be reached, so that a submission is sent as soon as it is saved. */
  readonly linkUp: boolean;
}

export interface SubmitReport {
  readonly p50: readonly Round[];
  readonly p95: readonly Round[];
  readonly loop: LoopDelay;
}

const { ours, bare, rounds, perRound, linkUp } = readOrders() as SubmitOrders;
const { database, cipher } = openStore(ours, fileKeyProtector, { clock, log });
const outbox = createOutbox({
  ...OUTBOX_OPTIONS,
  database,
  cipher,
  clock,
  log,
  async send() {
    await turn();
    return { kind: 'delivered' };
  },
});
if (linkUp) outbox.linkUp(false);

let next = 0;
const bareSubmit = prepareBare();
const warmUp = 30;
for (let count = 0; count < warmUp; count += 1) await bothInTurns([], []);

const p50: Round[] = [];
const p95: Round[] = [];
for (let round = 0; round < rounds; round += 1) {
  const oursTook: number[] = [];
  const bareTook: number[] = [];
  for (let count = 0; count < perRound; count += 1) await bothInTurns(oursTook, bareTook);
  p50.push({ ours: quantile(oursTook, 0.5), reference: quantile(bareTook, 0.5) });
  p95.push({ ours: quantile(oursTook, 0.95), reference: quantile(bareTook, 0.95) });
}

const stopWatching = await watchEventLoop();
for (let count = 0; count < perRound; count += 1) {
  submit(next++);
  await settled();
}
const loop = await stopWatching();

await outbox.close();
database.close();
say({ p50, p95, loop } satisfies SubmitReport);

async function bothInTurns(oursTook: number[], bareTook: number[]): Promise<void> {
  const n = next++;
  const pair = [() => oursTook.push(submit(n)), () => bareTook.push(bareSubmit(n))];
  if (n % 2 === 1) pair.reverse();
  for (const run of pair) {
    run();
    await settled();
  }
}

/** Waits for everything that follows a submission, so that it is not measured with the next one. */
async function settled(): Promise<void> {
  await turn();
  while (linkUp && outbox.summary().waiting + outbox.summary().sending > 0) await turn();
}

function submit(n: number): number {
  const wrapUp = wrapUpOf(n, draftCallId(n));
  const began = performance.now();
  outbox.submit(wrapUp);
  return performance.now() - began;
}

/** The four writes of a submission and nothing else. Its values are made and sealed beforehand. */
function prepareBare(): (n: number) => number {
  const connection = openConnection(loadSqlite(), join(bare, 'afterword.db'));
  const begin = connection.prepare('BEGIN IMMEDIATE');
  const commit = connection.prepare('COMMIT');
  const wrapCall = connection.prepare('UPDATE calls SET wrapped_at = ?, closed_at = NULL WHERE call_id = ?');
  const removeDraft = connection.prepare("DELETE FROM drafts WHERE call_id = ? AND agent = ''");
  const insert = connection.prepare(
    `INSERT INTO submissions (id, call_id, agent, call, state, made_at, made_zone, callback_at, callback_until,
       callback_zone, updated_at, summary_sealed, body_sealed)
     VALUES (?, ?, ?, ?, 'queued', ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const record = connection.prepare(
    `INSERT INTO history (at, submission_seq, from_state, to_state, detail_code, detail_sealed)
     VALUES (?, ?, NULL, 'queued', 'submitted', NULL)`,
  );
  return (n) => {
    const { callId, lcmKey, data, comment, draft, summary, ...input } = wrapUpOf(n, draftCallId(n));
    const now = clock.now();
    const id = v7();
    const sealed = [summary, JSON.stringify({ lcmKey, data, comment, draft })].map((text) =>
      cipher.seal(text, `submission:${id}`),
    );
    const callback = [input.callbackAt, input.callbackUntil, input.callbackZone];
    const row = [id, callId, input.agent, input.call, now, input.zone, ...callback, now, ...sealed];
    const began = performance.now();
    begin.run();
    wrapCall.run(now, callId);
    removeDraft.run(callId);
    const { lastInsertRowid } = insert.run(...row);
    record.run(now, lastInsertRowid);
    commit.run();
    return performance.now() - began;
  };
}
