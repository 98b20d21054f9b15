/**
 * Submits wrap-ups and, in turns with them, commits bare transactions of the same bytes on a copy of the same store,
 * in one process and on one disk.
 */
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { systemClock as clock } from '#main/clock.ts';
import { openConnection } from '#main/database/connection.ts';
import { fileKeyProtector } from '#main/database/key-file.ts';
import { loadSqlite, type SqlValue } from '#main/database/sqlite-runtime.ts';
import { openStore } from '#main/database/store.ts';
import { silentLog as log } from '#main/log.ts';
import { createOutbox } from '#main/outbox/outbox.ts';
import { wrapUpOf } from '#test/crash/wrap-ups.ts';
import { readOrders, say } from './child.ts';
import { watchEventLoop, type LoopDelay } from './event-loop.ts';
import type { Round } from './figures.ts';
import { draftCallId } from './seeded-store.ts';
import { quantile } from './statistics.ts';

export interface SubmitOrders {
  /** Two data folders with equal databases, and drafts enough for every submission. */
  readonly ours: string;
  readonly bare: string;
  readonly rounds: number;
  readonly perRound: number;
  /** Whether LCM can be reached, so that a submission is under way as soon as it is saved. */
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
  ...{ database, cipher, clock, log },
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

const stopWatching = watchEventLoop();
for (let count = 0; count < perRound; count += 1) {
  submit(next++);
  await settled();
}
const loop = stopWatching();

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

/** Lets whatever follows a submission come to its end, so that it is not measured with the next. */
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

/** The three writes of a submission and nothing else, with values that were sealed beforehand. */
function prepareBare(): (n: number) => number {
  const connection = openConnection(loadSqlite(), join(bare, 'afterword.db'));
  const { id } = outbox.submit(wrapUpOf(next, draftCallId(next)));
  const sample = database.prepare('SELECT * FROM submissions WHERE id = ?').get(id) as Record<
    string,
    SqlValue
  >;
  next += 1;
  const columns = Object.keys(sample).filter((name) => name !== 'seq');
  const at = (name: string): number => columns.indexOf(name);
  const values = columns.map((name) => (name === 'state' ? 'queued' : (sample[name] ?? null)));

  const begin = connection.prepare('BEGIN IMMEDIATE');
  const commit = connection.prepare('COMMIT');
  const wrapCall = connection.prepare(
    'UPDATE calls SET wrapped_at = ?, closed_at = NULL, draft_sealed = NULL WHERE call_id = ?',
  );
  const insert = connection.prepare(
    `INSERT INTO submissions (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  const record = connection.prepare(
    `INSERT INTO history (at, submission_seq, from_state, to_state, detail_code, detail_sealed)
     VALUES (?, ?, NULL, 'queued', 'submitted', NULL)`,
  );
  return (n) => {
    const row = [...values];
    row[at('id')] = `${id.slice(0, -8)}${String(n).padStart(8, '0')}`;
    row[at('call_id')] = draftCallId(n);
    const began = performance.now();
    const now = Date.now();
    begin.run();
    wrapCall.run(now, draftCallId(n));
    const { lastInsertRowid } = insert.run(...row);
    record.run(now, lastInsertRowid);
    commit.run();
    return performance.now() - began;
  };
}
