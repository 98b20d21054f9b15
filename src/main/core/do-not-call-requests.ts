import type { Calls } from '#main/calls/call-store.ts';
import type { Facts } from '#main/facts/facts.ts';
import type { Outbox } from '#main/outbox/outbox.ts';
import { machineZone } from '#shared/callback/wall-clock.ts';
import type { doNotCallRequests } from '#shared/contract/requests/do-not-call.ts';
import type { HandlersOf } from '#shared/contract/requests/row.ts';
import { planDoNotCall } from '#shared/wrapup/do-not-call.ts';
import type { FormSettings } from '#shared/wrapup/form-settings.ts';
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
      const saved = outbox.submit({
        ...{ callId, lcmKey: call.lcmKey, agent: agent()?.trim() ?? '', call: 'SetDNC', data, summary },
        ...{ comment: '', draft: null, callbackAt: null, callbackUntil: null, callbackZone: null, zone },
      });
      return { submissionId: saved.id, savedAt: saved.madeAt };
    },
    listDoNotCalls: ({ callId }) => ({ items: outbox.doNotCalls(callId) }),
  };
}
