import { decisionName } from '#main/callbacks/callback-store.ts';
import { callCell } from '#main/calls/call-rows.ts';
import { PREFIX_LENGTH, type Cipher } from '#main/database/cipher.ts';
import type { Database } from '#main/database/database.ts';
import { marks } from '#main/database/sqlite-runtime.ts';
import { statementsOf } from '#main/database/statements.ts';
import { factCell } from '#main/facts/fact-cache.ts';
import { deleteCall } from '#main/outbox/history/old-calls.ts';
import { SubmissionStore } from '#main/outbox/store.ts';
import { OPEN_STATES } from '#main/outbox/transitions.ts';
import { isAbout, isTheirs, learn, type Contact, type KnownBy } from './contact.ts';

/** Where a database holds something of a contact. */
export interface Traces {
  /** The ids of calls with them, also of calls of which only submissions or drafts are left. */
  readonly calls: readonly string[];
  /** Those of the calls of which LCM does not have a submission yet. */
  readonly waiting: readonly string[];
  /** `seq` of what LCM told of them, and of what agents decided of their callbacks. */
  readonly facts: readonly number[];
  readonly decisions: readonly number[];
  readonly submissions: number;
  readonly drafts: number;
  /** Under what else they are known here. It may be another person's too, such as the number of a household. */
  readonly alsoKnownBy: Contact;
  /** Rows that no key at hand opens. They may be about them, too. */
  readonly unreadable: number;
}

interface Store {
  readonly database: Database;
  readonly cipher: Cipher;
}

const OPEN = OPEN_STATES.map((state) => `'${state}'`).join(', ');

/** Looks through every row that is about somebody. Changes nothing. */
export function findTraces({ database, cipher }: Store, contact: Contact): Traces {
  const { all } = statementsOf(database);
  const known: KnownBy = { keys: new Set(contact.keys), numbers: new Set(contact.numbers), ids: new Set() };
  const calls = new Set<string>();
  const tags = new Set(contact.keys.flatMap((key) => cipher.fingerprints(key).map(hex)));

  const facts: number[] = [];
  const factRows = all<{ seq: number; fact: string; subject_tag: Uint8Array; value_sealed: Uint8Array }>(
    'SELECT seq, fact, subject_tag, value_sealed FROM call_facts',
  ).map(({ seq, fact, subject_tag: tag, value_sealed: sealed }) => {
    const text = cipher.openIfReadable(sealed, factCell(fact, tag));
    return { seq, tag: hex(tag), value: text === null ? null : (JSON.parse(text) as unknown) };
  });
  // What LCM told of a contact names their numbers, and so finds calls of which nobody told the number.
  for (const { tag, value } of factRows) if (isAbout(value, contact)) tags.add(tag);
  for (const { seq, value } of factRows.filter((row) => tags.has(row.tag))) {
    facts.push(seq);
    learn(value, known);
  }

  for (const row of all<{
    call_id: string;
    lcm_key_sealed: Uint8Array;
    lcm_key_tag: Uint8Array;
    contact_sealed: Uint8Array | null;
  }>('SELECT call_id, lcm_key_sealed, lcm_key_tag, contact_sealed FROM calls')) {
    const { call_id: callId, contact_sealed: sealed } = row;
    const named = sealed === null ? null : cipher.openIfReadable(sealed, callCell.contact(callId));
    const isWith = named !== null && isTheirs(named, contact);
    if (!tags.has(hex(row.lcm_key_tag)) && !isWith) continue;
    calls.add(callId);
    const lcmKey = cipher.openIfReadable(row.lcm_key_sealed, callCell.lcmKey(callId));
    learn({ lcmKey, ...(isWith && { number: named }) }, known);
  }

  const store = new SubmissionStore(database, cipher);
  const sent = 'SELECT id, call_id, body_sealed FROM submissions';
  for (const row of all<{ id: string; call_id: string; body_sealed: Uint8Array }>(sent)) {
    const body = store.bodyIfReadable(row);
    if (!calls.has(row.call_id) && !isAbout({ ...body, draft: null }, contact)) continue;
    calls.add(row.call_id);
    learn(body, known);
  }

  const ofCalls = (table: string): number =>
    [...calls].reduce(
      (sum, callId) => sum + all(`SELECT 1 FROM ${table} WHERE call_id = ?`, callId).length,
      0,
    );
  const isOpen = (callId: string): boolean =>
    all(`SELECT 1 FROM submissions WHERE call_id = ? AND state IN (${OPEN}) LIMIT 1`, callId).length > 0;
  const unreadable = (table: string, column: string): number =>
    all<{ n: number }>(
      `SELECT count(*) AS n FROM ${table}
       WHERE substr(${column}, 1, ${PREFIX_LENGTH}) NOT IN (${marks(cipher.readablePrefixes)})`,
      ...cipher.readablePrefixes,
    )[0]?.n ?? 0;
  return {
    calls: [...calls],
    waiting: [...calls].filter(isOpen),
    facts,
    decisions: decisionsOn(known, calls, { database, cipher }),
    submissions: ofCalls('submissions'),
    drafts: ofCalls('drafts'),
    alsoKnownBy: {
      keys: [...known.keys].filter((key) => !contact.keys.includes(key)),
      numbers: [...known.numbers].filter((number) => !isTheirs(number, contact)),
    },
    unreadable:
      unreadable('calls', 'lcm_key_sealed') +
      unreadable('submissions', 'body_sealed') +
      unreadable('call_facts', 'value_sealed'),
  };
}

/** A decision is kept under a fingerprint. So each name that it could have is tried. */
function decisionsOn(known: KnownBy, calls: ReadonlySet<string>, { database, cipher }: Store): number[] {
  const agents = ['submissions', 'drafts', 'callback_lists', 'outcome_usage'];
  const { all } = statementsOf(database);
  const everybody = all<{ agent: string }>(
    agents.map((table) => `SELECT agent FROM ${table}`).join(' UNION '),
  );
  const whom = [
    ...[...known.keys, ...calls].map((key) => ({ key })),
    ...[...known.ids, ...known.numbers].map((contact) => ({ contact })),
  ];
  return all<{ seq: number; mark_tag: Uint8Array; callback_at: number }>(
    'SELECT seq, mark_tag, callback_at FROM callback_marks',
  )
    .filter(({ mark_tag: mark, callback_at: at }) =>
      everybody.some(({ agent }) =>
        whom.some((each) =>
          cipher.fingerprints(decisionName(agent, each, at)).some((tag) => hex(tag) === hex(mark)),
        ),
      ),
    )
    .map(({ seq }) => seq);
}

/**
 * Deletes what was found, and every agent's list of callbacks, which names no LCM key and is asked for again.
 *
 * @param withWaiting also what LCM does not have yet, which is lost then
 * @throws NotSavedError; then nothing is deleted
 */
export function eraseTraces(
  { database }: Pick<Store, 'database'>,
  traces: Traces,
  withWaiting: boolean,
): void {
  const kept = new Set(withWaiting ? [] : traces.waiting);
  const { run } = statementsOf(database);
  database.transaction(() => {
    for (const callId of traces.calls.filter((each) => !kept.has(each))) {
      run(`UPDATE submissions SET state = 'discarded' WHERE call_id = ? AND state IN (${OPEN})`, callId);
      deleteCall(database, callId);
    }
    for (const seq of traces.facts) run('DELETE FROM call_facts WHERE seq = ?', seq);
    for (const seq of traces.decisions) run('DELETE FROM callback_marks WHERE seq = ?', seq);
    run('DELETE FROM callback_lists');
  });
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
