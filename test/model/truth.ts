import type { SetCallName } from '#shared/lcm/names.ts';

/** A submission as the agent knows it. */
export interface Known {
  readonly n: number;
  readonly callId: string;
  readonly call: SetCallName;
  readonly payload: string;
  readonly callbackUntil: number | null;
  /** False while a kill leaves it open whether it was saved. */
  certain: boolean;
}

/** The model: what the agent did and was told, and nothing of how the outbox works. */
export interface Truth {
  /** By number, in the order of saving. */
  readonly submissions: Map<number, Known>;
  /** By call: which drafts may lie there, by number; null for none. More than one only until a look after a kill. */
  readonly drafts: Map<string, ReadonlySet<number | null>>;
}

export function createTruth(): Truth {
  return { submissions: new Map(), drafts: new Map() };
}

/** What the agent said about a call, oldest first. */
export function saidOf(truth: Truth, callId: string): Known[] {
  return [...truth.submissions.values()].filter((known) => known.callId === callId);
}
