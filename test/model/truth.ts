import type { SetCallName } from '#shared/lcm/names.ts';
import { kindOf } from '#shared/wrapup/submission-kind.ts';

/** A submission as the agent knows it. */
export interface Known {
  readonly n: number;
  readonly callId: string;
  readonly agent: string;
  readonly call: SetCallName;
  /** The names of the corrected fields, none for a do-not-call; null for a wrap-up. */
  readonly fields: readonly string[] | null;
  /** Which other campaign of the contact it is about; 0 for the call's own. */
  readonly campaign: number;
  /** The first number of those that were saved together. */
  readonly together: number;
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

/** Names what is sent in order: wrap-ups for several campaigns and corrections of one call do not wait for each other. */
export const laneOf = ({ callId, call, campaign }: Pick<Known, 'callId' | 'call' | 'campaign'>): string =>
  `${kindOf(call, campaign > 0)} ${callId} ${campaign}`;

/** Whether it wraps up its call: its draft goes with it. */
export const isWrapUp = ({ fields, campaign }: Pick<Known, 'fields' | 'campaign'>): boolean =>
  fields === null && campaign === 0;

export const isBlock = ({ call }: Pick<Known, 'call'>): boolean => kindOf(call) === 'doNotCall';

/** The submissions of the same call, kind and campaign, oldest first. */
export function submissionsLike(truth: Truth, one: Pick<Known, 'callId' | 'call' | 'campaign'>): Known[] {
  return [...truth.submissions.values()].filter((known) => laneOf(known) === laneOf(one));
}

/** Whether later submissions of its agent say all that this one says. */
export function isSaidAgain(one: Known, truth: Truth): boolean {
  if (isBlock(one)) return false;
  const later = submissionsLike(truth, one).filter(({ n, agent }) => n > one.n && agent === one.agent);
  if (one.fields === null) return later.length > 0;
  const names = new Set(later.flatMap(({ fields }) => fields ?? []));
  return one.fields.every((name) => names.has(name));
}
