import { BoundedMap } from '#main/base/bounded-map.ts';
import type { Clock } from '#main/base/clock.ts';
import { errorWords } from '#main/base/error-words.ts';
import type { Log } from '#main/base/log.ts';
import { orWarn } from '#main/base/or-else.ts';
import type { Cipher } from '#main/database/cipher.ts';
import type { Database } from '#main/database/database.ts';
import { marks } from '#main/database/sqlite-runtime.ts';
import { statementsOf } from '#main/database/statements.ts';
import type { CallFactName, CallFactValues } from '#shared/lcm/call-facts.ts';

/** A fact as it was told. `isNamed`: LCM's reply named the call or the contact itself. */
export type KeptFact<N extends CallFactName = CallFactName> = {
  readonly value: CallFactValues[N];
  readonly at: number;
  readonly isNamed: boolean;
};
export type KeptFacts = { readonly [N in CallFactName]?: KeptFact<N> };

/**
 * Facts on disk, sealed, so that an agent has them without a link. A subject is an LCM key or a campaign; the database has
 * only its fingerprint. Nothing here throws: LCM can be asked again.
 */
export interface FactCache {
  /** What is kept about a subject. A row that cannot be read is left out. */
  get(subject: string): KeptFacts;
  one<N extends CallFactName>(subject: string, fact: N): KeptFact<N> | null;
  /** When a fact was told; null if it was not. Cheap: it opens no seal. */
  toldAt(subject: string, fact: CallFactName): number | null;
  /** Readable at once. It is on disk a second later. */
  put<N extends CallFactName>(subject: string, fact: N, kept: KeptFact<N>): void;
  remove(subject: string, fact: CallFactName): void;
  /** Writes what is not on disk yet. */
  stop(): void;
}

/** The rows of facts told longest ago are deleted first, in any case after that many days. */
const MOST_ROWS = 30_000;
const DAYS = 30;
const DAY = 86_400_000;

/** How long a fact stays in memory before it is written, in milliseconds, and how many at most. */
const WRITE_AFTER = 1_000;
const MOST_UNWRITTEN = 200;
/** How many writes there are between two looks at what is too old or too much. */
const TRIM_EVERY = 50;

/** For how many subjects the facts are kept open, and for how many the times. */
const MOST_OPEN = 64;
const MOST_TIMES = 10_000;

interface Row {
  readonly subject_tag: Uint8Array;
  readonly fact: CallFactName;
  readonly fetched_at: number;
  readonly value_sealed: Uint8Array;
}

/** Names the cell of a fact for the cipher. Changes with the shape of the facts, so that an app does not read what another version wrote. */
export const factCell = (fact: string, tag: Uint8Array): string =>
  `fact 1:${fact}:${Buffer.from(tag).toString('hex')}`;

export function createFactCache(deps: {
  readonly database: Database;
  readonly cipher: Cipher;
  readonly clock: Clock;
  readonly log: Log;
}): FactCache {
  const { database, cipher, clock, log } = deps;
  const { all, insert, run } = statementsOf(database);
  const open = new BoundedMap<string, KeptFacts>(MOST_OPEN);
  const times = new BoundedMap<string, ReadonlyMap<CallFactName, number>>(MOST_TIMES);
  /** By subject. A null fact is to be deleted. */
  let unwritten = new Map<string, Map<CallFactName, KeptFact | null>>();
  let count = 0;
  let writes = 0;
  let cancel: (() => void) | null = null;

  function rowsOf(subject: string, columns: string, fact?: CallFactName): Row[] {
    const tags = cipher.fingerprints(subject);
    const only = fact === undefined ? '' : 'AND fact = ?';
    const sql = `SELECT ${columns} FROM call_facts WHERE subject_tag IN (${marks(tags)}) ${only} ORDER BY fetched_at, seq`;
    return all(sql, ...tags, ...(fact === undefined ? [] : [fact]));
  }

  /** The database may be busy or damaged: then it is read again at the next question. */
  const ifReadable = <T>(read: () => T, otherwise: T): T =>
    orWarn(log, 'What LCM has told cannot be read now', read, otherwise);

  /** What the disk has, and what is still to be written there. */
  function merged<T>(
    subject: string,
    onDisk: Map<CallFactName, T>,
    of: (kept: KeptFact) => T,
  ): Map<CallFactName, T> {
    for (const [fact, kept] of unwritten.get(subject) ?? [])
      if (kept === null) onDisk.delete(fact);
      else onDisk.set(fact, of(kept));
    return onDisk;
  }

  function read(subject: string, only?: CallFactName): KeptFacts {
    const onDisk = new Map<CallFactName, KeptFact>();
    for (const { fact, subject_tag: tag, fetched_at: at, value_sealed: sealed } of rowsOf(
      subject,
      '*',
      only,
    )) {
      const text = cipher.openIfReadable(sealed, factCell(fact, tag));
      if (text === null) {
        // Not known, so LCM is asked again.
        log.warn('What LCM has told cannot be read and is deleted', { fact });
        writeLater(subject, fact, null);
      } else onDisk.set(fact, { ...(JSON.parse(text) as Pick<KeptFact, 'value' | 'isNamed'>), at });
    }
    return Object.fromEntries(merged(subject, onDisk, (kept) => kept));
  }

  function readTimes(subject: string): ReadonlyMap<CallFactName, number> {
    const rows = rowsOf(subject, 'fact, fetched_at');
    return merged(subject, new Map(rows.map(({ fact, fetched_at }) => [fact, fetched_at])), ({ at }) => at);
  }

  function note(subject: string, fact: CallFactName, kept: KeptFact | null): void {
    const others = Object.entries(get(subject)).filter(([name]) => name !== fact);
    open.set(subject, Object.fromEntries(kept === null ? others : [...others, [fact, kept]]));
    writeLater(subject, fact, kept);
  }

  function writeLater(subject: string, fact: CallFactName, kept: KeptFact | null): void {
    times.delete(subject);
    const facts = unwritten.get(subject) ?? new Map<CallFactName, KeptFact | null>();
    unwritten.set(subject, facts.set(fact, kept));
    count += 1;
    if (count >= MOST_UNWRITTEN) write();
    else cancel ??= clock.after(WRITE_AFTER, write);
  }

  function write(): void {
    cancel?.();
    cancel = null;
    if (count === 0) return;
    const facts = unwritten;
    unwritten = new Map();
    count = 0;
    try {
      database.transaction(() => {
        for (const [subject, told] of facts) {
          const tags = cipher.fingerprints(subject);
          for (const [fact, kept] of told) writeOne(tags, fact, kept);
        }
        if (writes % TRIM_EVERY === 0) trim();
      });
      writes += 1;
    } catch (error) {
      times.clear();
      log.warn('What LCM has told cannot be kept', { cause: errorWords(error) });
    }
  }

  function writeOne(
    tags: ReturnType<Cipher['fingerprints']>,
    fact: CallFactName,
    kept: KeptFact | null,
  ): void {
    const [tag] = tags;
    if (kept === null) {
      run(`DELETE FROM call_facts WHERE subject_tag IN (${marks(tags)}) AND fact = ?`, ...tags, fact);
      return;
    }
    const { value, isNamed, at } = kept;
    const sealed = cipher.seal(JSON.stringify({ value, isNamed }), factCell(fact, tag));
    const row = { subject_tag: tag, fact, fetched_at: at, value_sealed: sealed };
    insert('call_facts', row, 'subject_tag', 'fact');
  }

  function trim(): void {
    run('DELETE FROM call_facts WHERE fetched_at < ?', clock.now() - DAYS * DAY);
    run(
      `DELETE FROM call_facts WHERE seq IN
         (SELECT seq FROM call_facts ORDER BY fetched_at DESC LIMIT -1 OFFSET ${MOST_ROWS})`,
    );
  }

  const get = (subject: string): KeptFacts =>
    ifReadable<KeptFacts>(() => open.getOr(subject, (key) => read(key)), {});

  return {
    get,
    one: (subject, fact) =>
      (open.get(subject) ?? ifReadable<KeptFacts>(() => read(subject, fact), {}))[fact] ?? null,
    toldAt: (subject, fact) => ifReadable(() => times.getOr(subject, readTimes).get(fact) ?? null, null),
    put: (subject, fact, kept) => note(subject, fact, kept),
    remove: (subject, fact) => note(subject, fact, null),
    stop: write,
  };
}
