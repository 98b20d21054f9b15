import type { Draft } from '#shared/draft/draft.ts';
import type { Wish } from './entering.ts';

/** What a callback promises. Instants are milliseconds since the epoch, on a whole minute. */
export interface Promised {
  readonly at: number;
  readonly until: number;
  /** The zone in which the agent typed it. */
  readonly zone: string;
  readonly modeId: string;
  readonly isPersonal: boolean;
}

/** Between these two instants of the machine's clock, in milliseconds since the epoch. */
export type Span = readonly [from: number, to: number];

export const isWithin = (at: number, [from, to]: Span): boolean => at >= from && at <= to;

interface Saved {
  /** The order of saving, from 0. */
  readonly n: number;
  readonly id: string;
  readonly callId: string;
  readonly lcmKey: string;
  readonly agent: string;
  readonly madeAt: Span;
  /** The LCM call that carries it, and what its data may be: more than one where a minute may have passed. */
  readonly subtopic: string;
  readonly data: readonly object[];
  /** What the history has to say of it, in one of these ways. */
  readonly summaries: readonly string[];
}

export interface SavedWrapUp extends Saved {
  readonly kind: 'disposition';
  readonly draft: Draft;
  readonly wish: Wish;
  readonly promised: Promised | null;
}

export interface SavedOther extends Saved {
  readonly kind: 'fieldEdit' | 'doNotCall';
  /** The fields of an edit. */
  readonly values: Readonly<Record<string, string>>;
}

export type SavedOne = SavedWrapUp | SavedOther;

/** What an agent decided of a callback: for the contact and the start that it had then. */
export interface Decided {
  readonly agent: string;
  readonly lcmKey: string;
  readonly at: number;
  readonly done: boolean;
  /** Until when it was put off, at the latest reckoned. */
  readonly snoozedUntil: number | null;
}

/** A callback that another application booked for an agent. */
export interface Elsewhere {
  readonly agent: string;
  readonly lcmKey: string;
  readonly at: number;
  readonly modeId: string;
}

/** More after-call time that an agent asked for. */
export interface Extension {
  readonly agent: string;
  readonly callId: string;
  readonly at: Span;
  readonly seconds: number;
  /** How much was saved before. */
  readonly n: number;
}

/** All that happened on a day, written down by those to whom it happened. */
export interface Truth {
  readonly saved: SavedOne[];
  readonly discarded: Set<string>;
  /** What LCM refused and the agent sent again as it was: it is said anew then. */
  readonly saidAgain: Set<string>;
  readonly decided: Decided[];
  readonly elsewhere: Elsewhere[];
  /** When each call ended. */
  readonly ended: Map<string, Span>;
  readonly extensions: Extension[];
  /** What an agent was told wrongly in the course of the day. */
  readonly faults: string[];
  /** How often each thing happened. */
  readonly counts: Map<string, number>;
}

export function createTruth(): Truth {
  return {
    saved: [],
    discarded: new Set(),
    saidAgain: new Set(),
    decided: [],
    elsewhere: [],
    ended: new Map(),
    extensions: [],
    faults: [],
    counts: new Map(),
  };
}

export function count({ counts }: Truth, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}

export const nameOf = ({ n, kind, callId }: SavedOne): string => `${n} (${kind} of ${callId})`;

export const isWrapUp = (one: SavedOne): one is SavedWrapUp => one.kind === 'disposition';

/** The extensions of the after-call limit before a wrap-up was saved. */
export const extensionsBefore = ({ extensions }: Truth, one: SavedOne): Extension[] =>
  extensions.filter(({ callId, n }) => isWrapUp(one) && callId === one.callId && n <= one.n);

/** The last wrap-up of a call that was not discarded. */
export function lastOfCall({ saved, discarded }: Truth, callId: string): SavedWrapUp | null {
  return saved.filter(isWrapUp).findLast((one) => one.callId === callId && !discarded.has(one.id)) ?? null;
}

/** The wrap-ups that stand, the last one of each LCM key. */
export function standing(truth: Truth): SavedWrapUp[] {
  const byKey = new Map<string, SavedWrapUp>();
  for (const one of truth.saved)
    if (isWrapUp(one) && !truth.discarded.has(one.id)) byKey.set(one.lcmKey, one);
  return [...byKey.values()];
}
