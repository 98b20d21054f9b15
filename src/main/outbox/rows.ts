import type { Draft } from '#shared/draft/draft.ts';
import type { JsonObject } from '#shared/lcm/json.ts';
import type { SetCallName } from '#shared/lcm/names.ts';
import { KINDS, NAMELESS_KINDS, type SubmissionKind } from '#shared/wrapup/submission-kind.ts';
import type { SubmissionState } from '#shared/wrapup/submission.ts';
import type { Detail } from './transitions.ts';

/** A submission as the database has it. Instants are milliseconds since the epoch; `seq` is the order of saving. */
export interface SubmissionRow {
  readonly seq: number;
  readonly id: string;
  readonly call_id: string;
  /** `kindOf` the LCM call, as the schema has it too. */
  readonly kind: SubmissionKind;
  /** Which of the contact's other campaigns it is about, counted within the call from 1; null for the call's own. */
  readonly campaign: number | null;
  readonly agent: string;
  /** The LCM call that sends it. `call_id` is the telephone call that it is about. */
  readonly lcm_call: SetCallName;
  /** The mark of the machine that may send it (`ThisMachine`); null if nothing says which. */
  readonly machine: string | null;
  readonly state: SubmissionState;
  readonly unknown: 0 | 1;
  /** How often it was handed to the sender. */
  readonly attempts: number;
  /** How many of those tries may still be answered. */
  readonly unanswered: number;
  readonly made_at: number;
  readonly callback_at: number | null;
  readonly callback_until: number | null;
  readonly callback_zone: string | null;
  readonly updated_at: number;
  readonly reason_code: string | null;
  readonly reason_sealed: Uint8Array | null;
  readonly summary_sealed: Uint8Array;
  readonly body_sealed: Uint8Array;
}

/** A campaign as LCM tells it. */
export interface CampaignName {
  readonly id: string;
  readonly name: string | null;
}

/** The sealed part of a submission. */
export interface SubmissionBody {
  readonly lcmKey: string;
  readonly data: JsonObject;
  readonly comment: string;
  /** The other campaign of the contact that it is about. */
  readonly campaign?: CampaignName;
  /** The number that the call was with, if it was known. */
  readonly number?: string;
  /** What the agent had entered; null if it was no wrap-up. */
  readonly draft: Draft | null;
  /** The after-call limit submitted it, not the agent. */
  readonly byLimit?: true;
}

export interface InsertedSubmission {
  readonly id: string;
  readonly callId: string;
  readonly agent: string;
  readonly call: SetCallName;
  /** As in the row. */
  readonly campaign: number | null;
  readonly machine: string | null;
  readonly madeAt: number;
  readonly madeZone: string;
  readonly callbackAt: number | null;
  readonly callbackUntil: number | null;
  readonly callbackZone: string | null;
  readonly summary: string;
  readonly body: SubmissionBody;
}

/** What tells whether a later submission replaces an earlier one. */
export type LaterSubmission = Pick<SubmissionRow, 'id' | 'agent' | 'body_sealed'>;

/** What a transition changes besides the state. A field that is left out stays as it is. */
export interface Change {
  readonly detail: Detail;
  readonly at: number;
  readonly reason?: Detail | null;
  readonly unknown?: boolean;
  readonly attempts?: number;
  readonly unanswered?: number;
  readonly machine?: string | null;
}

/** Whom the call of a submission was with; null if nobody knows. */
interface CallCells {
  readonly contact_sealed: Uint8Array | null;
}

/** What the history reads of a submission before it knows whether it is looked for. */
export type EntryRow = CallCells &
  Pick<
    SubmissionRow,
    | 'seq'
    | 'id'
    | 'call_id'
    | 'kind'
    | 'agent'
    | 'state'
    | 'made_at'
    | 'callback_at'
    | 'callback_zone'
    | 'updated_at'
    | 'attempts'
  >;

export type SealedRow = Pick<SubmissionRow, 'seq' | 'id' | 'summary_sealed' | 'body_sealed'>;

/** A submission with all that the history shows and exports of it. */
export interface WholeRow extends SubmissionRow, CallCells {
  readonly made_zone: string;
  /** `MoreTime[]` of its call as JSON; null if nobody asked for more time. */
  readonly more_time: string | null;
}

/** A transition before its sealed part is opened. */
export interface StepRow {
  readonly seq: number;
  readonly at: number;
  readonly submission_seq: number;
  readonly from_state: SubmissionState | null;
  readonly to_state: SubmissionState;
  readonly detail_code: string | null;
  readonly detail_sealed: Uint8Array | null;
}

/**
 * Names the submissions that are sent one at a time, since their replies can be taken for each other's: those of one call
 * and family of kinds, or all of a kind whose replies name no call.
 */
export function laneOf({ kind, call_id }: Pick<SubmissionRow, 'kind' | 'call_id'>): string {
  return NAMELESS_KINDS.has(kind) ? kind : `${KINDS[kind].family} ${call_id}`;
}

/** Whether both are sent in the order in which they were saved: one waits for the other. */
export function isInOrder(
  one: Pick<SubmissionRow, 'kind' | 'call_id' | 'campaign'>,
  other: Pick<SubmissionRow, 'kind' | 'call_id' | 'campaign'>,
): boolean {
  return one.call_id === other.call_id && one.kind === other.kind && one.campaign === other.campaign;
}
