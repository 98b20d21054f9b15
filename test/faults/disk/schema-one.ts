import { openConnection } from '#main/database/connection.ts';
import type { Cipher } from '#main/database/cipher.ts';
import { MIGRATIONS, migrate } from '#main/database/schema.ts';
import { loadSqlite } from '#main/database/sqlite-runtime.ts';
import { dataOf, draftOf, idOf, referenceOf } from '#test/support/wrap-ups.ts';

/** One in this many calls waits with a draft; the others are delivered. */
export const DRAFT_EVERY = 10;

/**
 * Makes a database of schema 1, as an earlier Afterword left it: `count` calls. Every tenth has a draft; each of the
 * others has a delivered submission with three history entries.
 */
export function createSchemaOne(path: string, cipher: Cipher, count: number): void {
  const connection = openConnection(loadSqlite(), path);
  migrate(connection, MIGRATIONS.slice(0, 1));
  const call = connection.prepare(
    `INSERT INTO calls (call_id, lcm_key_sealed, lcm_key_tag, type, origin, phase, opened_at, wrapped_at, draft_sealed)
     VALUES (?, ?, ?, 'OUTBOUND', 'bus', 'ended', ?, ?, ?)`,
  );
  const submission = connection.prepare(
    `INSERT INTO submissions (id, call_id, agent, call, state, made_at, made_zone, updated_at, summary_sealed, body_sealed)
     VALUES (?, ?, 'agent-1', 'SetCallOutcomeWithComments', 'delivered', ?, 'UTC', ?, ?, ?)`,
  );
  const history = connection.prepare(
    'INSERT INTO history (at, submission_seq, from_state, to_state, detail_code) VALUES (?, ?, ?, ?, ?)',
  );
  const steps = [
    [null, 'queued', 'submitted'],
    ['queued', 'sending', 'sent'],
    ['sending', 'delivered', 'acknowledged'],
  ] as const;
  connection.exec('BEGIN');
  for (let n = 0; n < count; n += 1) {
    const { callId, lcmKey } = referenceOf(`call-${n}`);
    const hasDraft = n % DRAFT_EVERY === 0;
    const draft = hasDraft ? cipher.seal(JSON.stringify(draftOf(n)), `call:${callId}:draft`) : null;
    const key = cipher.seal(lcmKey, `call:${callId}:lcmKey`);
    call.run(callId, key, cipher.fingerprint(lcmKey), n, hasDraft ? null : n, draft);
    if (hasDraft) continue;
    const id = idOf(n);
    const body = { lcmKey, data: dataOf(n, callId), comment: `comment ${n}`, draft: draftOf(n) };
    const seq = submission.run(
      ...[id, callId, n, n],
      cipher.seal('Outcome', `submission:${id}:summary`),
      cipher.seal(JSON.stringify(body), `submission:${id}:body`),
    ).lastInsertRowid;
    for (const [from, to, code] of steps) history.run(n, seq, from, to, code);
  }
  connection.exec('COMMIT');
  connection.close();
}
