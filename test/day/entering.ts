import { EMPTY_DRAFT, type CallbackDraft, type Draft } from '#shared/draft/draft.ts';
import { CAMPAIGN_TREE, type Branch } from '#simulator/campaign/outcome-tree.ts';
import type { Promised } from './truth.ts';
import { foldOf, shownAt, wireDay } from './wall.ts';

/** An outcome of the campaign: its names from the root on. */
export interface Outcome {
  readonly id: string;
  readonly path: string;
  readonly leadScore: number;
}

export const OUTCOMES: readonly Outcome[] = leaves(CAMPAIGN_TREE, []);

function leaves(branches: readonly Branch[], above: readonly string[]): Outcome[] {
  return branches.flatMap(({ id, name, leadScore, children }) => {
    const names = [...above, name];
    if (children.length > 0) return leaves(children, names);
    return [{ id, path: names.join(' › '), leadScore: Number(leadScore) }];
  });
}

/** As LCM names them, and in small letters, since the settings write them otherwise. */
export const TELEPHONY = { '0': 'success', '3': 'busy', '7': 'answering machine', '8': 'no answer' } as const;

/** What an agent wants to say of a call. */
export interface Wish {
  readonly outcome: Outcome | null;
  readonly telephonyId: keyof typeof TELEPHONY | null;
  readonly promised: Promised | null;
  readonly comment: string;
  /** As typed: digits, perhaps with two decimals; or ''. */
  readonly amount: string;
  readonly score: string;
}

export function draftOf(wish: Wish): Draft {
  return {
    ...EMPTY_DRAFT,
    businessOutcomeId: wish.outcome?.id ?? null,
    telephonyOutcomeId: wish.telephonyId,
    callback: wish.promised === null ? null : callbackOf(wish.promised),
    comment: wish.comment,
    targetAmount: wish.amount,
    leadScore: wish.score,
  };
}

function callbackOf({ at, until, zone, modeId, isPersonal }: Promised): CallbackDraft {
  const [start, end] = [shownAt(at, zone), shownAt(until, zone)];
  return {
    kind: isPersonal ? 'personal' : 'regular',
    startDate: start.date,
    startTime: start.time,
    endDate: end.date,
    endTime: end.time,
    startFold: foldOf(at, zone),
    endFold: foldOf(until, zone),
    modeId,
    zone,
    when: '',
  };
}

/** Whom and whose a set is. */
export interface Subject {
  readonly callId: string;
  readonly lcmKey: string;
  readonly agent: string;
}

/** The LCM call that carries a wish, by the vendor's pages, and its data, the members in any order. */
export function setOf(
  wish: Wish,
  { callId, lcmKey, agent }: Subject,
  seen: { readonly lcmZone: string; readonly hasList: boolean },
): { readonly subtopic: string; readonly data: Readonly<Record<string, unknown>> } {
  const { outcome, telephonyId, promised } = wish;
  const ofOutcome = seen.hasList ? (outcome?.leadScore ?? 0) : 0;
  const figures = {
    LeadScore: wish.score === '' ? ofOutcome : Number(wish.score),
    TargetAmount: wish.amount === '' ? 0 : Number(wish.amount),
  };
  const all = {
    callid: callId,
    AccountNumber: lcmKey,
    UserID: agent,
    AgentComments: wish.comment,
    ...figures,
  };
  if (promised !== null) {
    const [start, end] = [promised.at, promised.until].map((at) => shownAt(at, seen.lcmZone));
    const times = {
      StartDate: wireDay(start!.date),
      EndDate: wireDay(end!.date),
      StartTime: start!.time,
      EndTime: end!.time,
      CallbackModeID: Number(promised.modeId),
    };
    const whose = promised.isPersonal ? 'PersonalCallback' : 'Callback';
    if (outcome === null) return { subtopic: `Set${whose}WithComments`, data: { ...all, ...times } };
    const ids = { OutcomeId: 4, BusinessOutcome: Number(outcome.id) };
    return { subtopic: `SetBusinessOutcomeWith${whose}`, data: { ...all, ...times, ...ids } };
  }
  if (outcome !== null && telephonyId !== null) {
    const ids = { BusinessOutcome: Number(outcome.id), CallOutcome: telephonyId };
    return { subtopic: 'SetBusinessOutcomeWithCallOutcome', data: { ...all, ...ids } };
  }
  if (outcome !== null)
    return { subtopic: 'SetBusinessOutcomeWithComments', data: { ...all, OutcomeId: Number(outcome.id) } };
  return { subtopic: 'SetCallOutcomeWithComments', data: { ...all, OutcomeId: Number(telephonyId) } };
}

/** What the history says of a wish. Without the list nobody knows what an outcome is called. */
export function summaryOf({ outcome, telephonyId }: Wish, hasList: boolean): string {
  const words = [
    ...(outcome === null ? [] : [hasList ? outcome.path : outcome.id]),
    ...(telephonyId === null ? [] : [TELEPHONY[telephonyId]]),
  ];
  return words.length === 0 ? 'Callback' : words.join(' · ');
}

/** Whether both have the same members with the same values, in any order. */
export function isSameData(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([left], [right]) => (left < right ? -1 : 1)))
      : each,
  );
}
