import type { SetKind } from '../wire/requests.ts';

/** One received set and what happened to it. */
export interface LedgerEntry {
  /** Order of arrival, from 1. */
  readonly seq: number;
  /** When it arrived, in milliseconds since the epoch. */
  readonly at: number;
  /** Spelled as received. */
  readonly subtopic: string;
  /** As received: the same values and the same order of fields. */
  readonly data: unknown;
  readonly source: unknown;
  /** Id of the connection that it arrived on. */
  readonly connection: string;
  readonly sets: SetKind;
  /** True once it has changed the state of its call. */
  readonly applied: boolean;
  /** Why it was refused; null if it was applied, was lost, or is still in progress. */
  readonly refusal: string | null;
}

/** `sets` is the outcome of a call if it is left out. */
export type LedgerArrival = Omit<LedgerEntry, 'seq' | 'at' | 'applied' | 'refusal' | 'sets'> &
  Partial<Pick<LedgerEntry, 'sets'>>;

/** What happened to an entry: it was applied, refused with a reason, or lost before either. */
export type Fate =
  { readonly kind: 'applied' | 'lost' } | { readonly kind: 'refused'; readonly reason: string };

export interface LedgerCounts {
  readonly received: number;
  readonly applied: number;
  readonly refused: number;
  readonly lost: number;
}

/**
 * What tests compare with what the agent entered: every set in the order of arrival, and the last one applied for each
 * call. Sets are applied in the order in which they arrive. An entry is added on arrival; its fate is filled in later.
 */
export interface Ledger {
  /** A snapshot of all kept entries, oldest first. */
  entries(): LedgerEntry[];
  applied(): LedgerEntry[];
  /** The outcome that was applied last, by callid. */
  finalStates(): Map<string, LedgerEntry>;
  /** Totals since the start, including entries that are no longer kept. */
  counts(): LedgerCounts;
  /** Calls `listener` when an entry arrives, before it is processed. The returned function ends that. */
  onEntry(listener: (entry: LedgerEntry) => void): () => void;
  /** Calls `listener` once for each entry, when its fate is known. The returned function ends that. */
  onSettled(listener: (entry: LedgerEntry) => void): () => void;
  /**
   * Waits for the first entry, present or future, that satisfies `predicate`, which is called when an entry arrives and
   * again when it is settled.
   * @throws Error after `timeoutMs` (10 s)
   */
  waitFor(predicate: (entry: LedgerEntry) => boolean, timeoutMs?: number): Promise<LedgerEntry>;
  /** Waits until `condition` holds; it is called now and after each change. @throws Error after `timeoutMs` (10 s) */
  waitUntil(condition: (ledger: Ledger) => boolean, timeoutMs?: number): Promise<void>;
  clear(): void;
}

/** The ledger as the service sees it: only the service writes it. */
export interface WritableLedger extends Ledger {
  receive(arrival: LedgerArrival): LedgerEntry;
  settle(entry: LedgerEntry, fate: Fate): void;
}

const DEFAULT_LIMIT = 100_000;
const DEFAULT_WAIT_MS = 10_000;

/** @param limit how many entries and how many final states are kept (the newest); `Infinity` keeps all */
export function createLedger(limit = DEFAULT_LIMIT): WritableLedger {
  let entries: Mutable<LedgerEntry>[] = [];
  let nextSeq = 1;
  let counts = { received: 0, applied: 0, refused: 0, lost: 0 };
  const finalStates = new Map<string, LedgerEntry>();
  const onArrival = new Set<(entry: LedgerEntry) => void>();
  const onFate = new Set<(entry: LedgerEntry) => void>();

  const ledger: WritableLedger = {
    entries: () => entries.slice(-limit),
    applied: () => ledger.entries().filter((entry) => entry.applied),
    finalStates: () => new Map(finalStates),
    counts: () => ({ ...counts }),
    onEntry: (listener) => subscribe(onArrival, listener),
    onSettled: (listener) => subscribe(onFate, listener),

    receive(arrival) {
      const sets = arrival.sets ?? 'outcome';
      const entry = { seq: nextSeq++, at: Date.now(), ...arrival, sets, applied: false, refusal: null };
      entries.push(entry);
      // Trim only from time to time, so that not every arrival has to copy the whole list.
      if (entries.length > limit * 1.25) entries = entries.slice(-limit);
      counts.received += 1;
      for (const listener of [...onArrival]) listener(entry);
      return entry;
    },

    settle(entry, fate) {
      const kept = entry as Mutable<LedgerEntry>;
      counts[fate.kind] += 1;
      if (fate.kind === 'refused') kept.refusal = fate.reason;
      kept.applied = fate.kind === 'applied';
      if (kept.applied && entry.sets === 'outcome') {
        const callid = callIdOf(entry.data);
        // Delete first: the map then stays in the order of application, and the oldest call is the one to drop.
        finalStates.delete(callid);
        finalStates.set(callid, entry);
        if (finalStates.size > limit) finalStates.delete(finalStates.keys().next().value ?? '');
      }
      for (const listener of [...onFate]) listener(entry);
    },

    waitFor(predicate, timeoutMs = DEFAULT_WAIT_MS) {
      let found = entries.find((entry) => predicate(entry));
      const stop = listenTwice((entry) => {
        if (found === undefined && predicate(entry)) found = entry;
      });
      return waitForChange(() => found, timeoutMs).finally(stop);
    },

    async waitUntil(condition, timeoutMs = DEFAULT_WAIT_MS) {
      await waitForChange(() => (condition(ledger) ? true : undefined), timeoutMs);
    },

    clear() {
      entries = [];
      counts = { received: 0, applied: 0, refused: 0, lost: 0 };
      finalStates.clear();
    },
  };

  function listenTwice(listener: (entry: LedgerEntry) => void): () => void {
    const stops = [subscribe(onArrival, listener), subscribe(onFate, listener)];
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** Resolves with the first value of `look` that is not undefined. */
  function waitForChange<T>(look: () => T | undefined, timeoutMs: number): Promise<T> {
    return new Promise((resolve, reject) => {
      const now = look();
      if (now !== undefined) {
        resolve(now);
        return;
      }
      const timer = setTimeout(() => {
        stop();
        const { received, applied, refused } = counts;
        reject(
          new Error(
            `the ledger did not get there within ${timeoutMs} ms: ` +
              `${received} received, ${applied} applied, ${refused} refused`,
          ),
        );
      }, timeoutMs);
      const stop = listenTwice(() => {
        const value = look();
        if (value === undefined) return;
        clearTimeout(timer);
        stop();
        resolve(value);
      });
    });
  }

  return ledger;
}

/** The callid of a set, as received; '' if it has none. */
export function callIdOf(data: unknown): string {
  const callid = typeof data === 'object' && data !== null && 'callid' in data ? data.callid : undefined;
  return typeof callid === 'string' ? callid : '';
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function subscribe<T>(listeners: Set<(value: T) => void>, listener: (value: T) => void): () => void {
  const entry = (value: T): void => listener(value);
  listeners.add(entry);
  return () => listeners.delete(entry);
}
