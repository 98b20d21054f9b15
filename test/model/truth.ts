import type { SetCallName } from '#shared/lcm/names.ts';

/** A submission as the agent knows it. */
export interface Known {
  readonly n: number;
  readonly callId: string;
  readonly agent: string;
  readonly call: SetCallName;
  readonly payload: string;
  readonly callbackUntil: number | null;
  /** False until it is known whether a kill let it be saved. */
  certain: boolean;
  /** A person took it up again, so it may be sent after what a colleague submitted later. */
  takenUp: boolean;
}

/** The model: what the agent did and saw. It knows nothing of how the outbox works. */
export interface Truth {
  /** By number, in the order of saving. */
  readonly submissions: Map<number, Known>;
  /**
   * By call: the drafts that may be there, by number; null for none. Only between a kill and the next look is there
   * more than one.
   */
  readonly drafts: Map<string, ReadonlySet<number | null>>;
}

export function createTruth(): Truth {
  return { submissions: new Map(), drafts: new Map() };
}

/** The agent's submissions for a call, oldest first. */
export function submissionsOf(truth: Truth, callId: string): Known[] {
  return [...truth.submissions.values()].filter((known) => known.callId === callId);
}
