import type { CallRecord, Calls } from '#main/calls/call-store.ts';
import type { Facts } from '#main/facts/facts.ts';
import type { NewSubmission, Outbox } from '#main/outbox/outbox.ts';
import { machineZone } from '#shared/callback/wall-clock.ts';
import type { doNotCallRequests } from '#shared/contract/requests/do-not-call.ts';
import type { HandlersOf } from '#shared/contract/requests/row.ts';
import { planDoNotCall, type DoNotCallPlan } from '#shared/wrapup/do-not-call.ts';
import type { FormSettings } from '#shared/wrapup/form-settings.ts';
import type { SubmissionView } from '#shared/wrapup/submission.ts';
import { readBlock } from '#shared/wrapup/summary.ts';
import { RequestError } from './contract-server.ts';

export function doNotCallHandlers(parts: {
  readonly calls: Pick<Calls, 'known'>;
  readonly facts: Pick<Facts, 'of'>;
  readonly outbox: Pick<Outbox, 'submit' | 'doNotCalls'>;
  readonly form: FormSettings;
  /** The `UserID` of the signed-in agent. */
  readonly agent: () => string | null;
  readonly lcmNow: () => number;
}): HandlersOf<typeof doNotCallRequests> {
  const { calls, facts, outbox, form, agent, lcmNow } = parts;
  return {
    saveDoNotCall: ({ callId, ...wish }) => {
      const call = calls.known(callId);
      const zone = machineZone();
      const context = { call, agent: agent(), form, facts: facts.of(call), machineZone: zone, now: lcmNow() };
      const result = planDoNotCall(wish, context);
      if (!result.ok) throw new RequestError('invalid', null, result.problems);
      const { data, summary } = result.plan;
      const saved = outbox.submit(doNotCallSubmission(call, { agent: agent(), data, summary }));
      return { submissionId: saved.id };
    },
    listDoNotCalls: ({ callId }) => ({ items: outbox.doNotCalls(callId) }),
  };
}

/** A do-not-call as the outbox takes it. */
export function doNotCallSubmission(
  { callId, lcmKey }: Pick<CallRecord, 'callId' | 'lcmKey'>,
  { agent, data, summary }: { readonly agent: string | null } & Pick<DoNotCallPlan, 'data' | 'summary'>,
): NewSubmission {
  return {
    ...{
      callId,
      lcmKey,
      agent: agent?.trim() ?? '',
      call: 'SetDNC',
      data,
      summary,
      comment: '',
      draft: null,
    },
    ...{ callbackAt: null, callbackUntil: null, callbackZone: null, zone: machineZone() },
  };
}

/** Whether a saved do-not-call says at least what another one's summary says: the same people, as long or longer. */
export function covers(saved: Pick<SubmissionView, 'summary'>, summary: string): boolean {
  const one = readBlock(saved.summary);
  const other = readBlock(summary);
  if (one === null || other === null || one.scope !== other.scope || one.field !== other.field) return false;
  return one.until === null || (other.until !== null && one.until.date >= other.until.date);
}
