import type { Viewer } from '#main/base/viewer.ts';
import type { OutboxSummary } from '#shared/contract/app-state.ts';
import { FIRST_TRIES, KINDS } from '#shared/wrapup/submission-kind.ts';
import type { SubmissionView } from '#shared/wrapup/submission.ts';
import { heldElsewhere } from './delivery/elsewhere.ts';
import type { SubmissionBody, SubmissionRow } from './rows.ts';
import type { SubmissionStore } from './store.ts';
import { correctedFields } from './replaced.ts';
import { OPEN_STATES } from './transitions.ts';

/** The texts of a submission after they were opened. */
export interface SubmissionTexts {
  readonly summary: string;
  /** Null if no available key opens it. */
  readonly body: Pick<SubmissionBody, 'lcmKey' | 'data' | 'comment' | 'campaign' | 'byLimit'> | null;
}

/** A submission as the screen shows it. A text is empty if it is withheld or no available key opens it. */
export function toView(
  store: SubmissionStore,
  row: SubmissionRow,
  nextTryAt: number | null,
  withheld: boolean,
  { summary, body }: SubmissionTexts = { summary: store.summary(row), body: store.bodyIfReadable(row) },
): SubmissionView {
  return {
    id: row.id,
    callId: row.call_id,
    kind: row.kind,
    campaign: body?.campaign === undefined ? null : (body.campaign.name ?? body.campaign.id),
    lcmKey: body?.lcmKey ?? '',
    agent: row.agent,
    call: row.lcm_call,
    summary,
    comment: withheld ? '' : (body?.comment ?? ''),
    fields: withheld || body === null ? [] : correctedFields(body.data),
    withheld,
    callbackAt: row.callback_at,
    callbackZone: row.callback_zone,
    madeAt: row.made_at,
    byLimit: body?.byLimit ?? false,
    state: row.state,
    unknown: row.unknown === 1,
    attempts: row.attempts,
    isLetPast: row.state === 'queued' && KINDS[row.kind].goesFirst && row.unanswered >= FIRST_TRIES,
    // The agent wrote the reason of a discarded submission.
    reason: withheld && row.state === 'discarded' ? null : store.reason(row),
    nextTryAt,
    updatedAt: row.updated_at,
  };
}

/** What the viewer is editing waits for them, and needs no attention: it counts as waiting. */
export function summarize(store: SubmissionStore, viewer: Viewer): OutboxSummary {
  const edited = store.inState('held', 'beingEdited').filter(({ agent }) => viewer.mayRead(agent)).length;
  const oldest = OPEN_STATES.map((state) => store.oldestAt(state)).filter((at) => at !== null);
  return {
    waiting: store.count(['queued']) + edited,
    sending: store.count(['sending']),
    refused: store.count(['refused']),
    held: store.count(['held']) - edited,
    elsewhere: heldElsewhere(store).filter(({ agent }) => viewer.mayRead(agent)).length,
    oldestAt: oldest.length === 0 ? null : Math.min(...oldest),
  };
}
