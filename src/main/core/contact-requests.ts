import type { Calls } from '#main/calls/call-store.ts';
import type { Facts } from '#main/facts/facts.ts';
import type { Outbox } from '#main/outbox/outbox.ts';
import { machineZone } from '#shared/callback/wall-clock.ts';
import { checkFieldValue } from '#shared/contact/field-value.ts';
import type { contactRequests } from '#shared/contract/requests/contact.ts';
import type { HandlersOf } from '#shared/contract/requests/row.ts';
import type { FieldProblem } from '#shared/draft/draft.ts';
import { problem } from '#shared/draft/problems.ts';
import { encodeFieldEdit, type SentField } from '#shared/lcm/encode.ts';
import type { ContactField } from '#shared/lcm/call-facts.ts';
import type { CorrectedField } from '#shared/wrapup/submission.ts';
import { contactNumbers } from './contact-numbers.ts';
import { RequestError } from './contract-server.ts';

export function contactHandlers(parts: {
  readonly calls: Pick<Calls, 'known'>;
  readonly facts: Pick<Facts, 'of'>;
  readonly outbox: Pick<Outbox, 'submit' | 'fieldEdits' | 'history'>;
  /** The `UserID` of the signed-in agent. */
  readonly agent: () => string | null;
}): HandlersOf<typeof contactRequests> {
  const { calls, facts, outbox, agent } = parts;
  return {
    correctContactFields: ({ callId, fields: wanted }) => {
      const call = calls.known(callId);
      const agentId = agent()?.trim() ?? '';
      const { problems, fields } = checkEdit(wanted, facts.of(call).fields?.value ?? []);
      if (agentId === '') problems.unshift(problem('form', 'noAgent', {}));
      if (problems.length > 0) throw new RequestError('invalid', null, problems);
      const { lcmKey } = call;
      const saved = outbox.submit({
        callId,
        lcmKey,
        agent: agentId,
        call: 'SetContactBusinessFields',
        data: encodeFieldEdit({ callId, lcmKey, agentId, fields }),
        // Everybody may read the summary, so it has no values: only their author may read those.
        summary: fields.map(({ name }) => name).join(', '),
        comment: '',
        draft: null,
        callbackAt: null,
        callbackUntil: null,
        callbackZone: null,
        zone: machineZone(),
      });
      return { submissionId: saved.id };
    },
    listFieldEdits: ({ callId }) => ({ items: outbox.fieldEdits(callId) }),
    earlierWrapUps: ({ callId }) => {
      const call = calls.known(callId);
      return outbox.history.earlier({
        ...call,
        numbers: contactNumbers(call, facts.of(call)),
        isCorrecting: call.correcting !== null,
      });
    },
  };
}

/**
 * Checks each field against what LCM has told of it.
 *
 * @returns every problem at once; and the fields as they go to LCM, to be used only if there is no problem
 */
function checkEdit(
  wanted: readonly CorrectedField[],
  told: readonly ContactField[],
): { readonly problems: FieldProblem[]; readonly fields: SentField[] } {
  const problems: FieldProblem[] = [];
  // Of two values for one field, the last counts.
  const last = new Map(wanted.map(({ name, value }) => [name, value]));
  const fields = [...last].flatMap(([name, value]): SentField[] => {
    const field = told.find((each) => each.name === name);
    if (field === undefined) problems.push(problem('form', 'fieldUnknown', { name }));
    else if (!field.editable) problems.push(problem('form', 'fieldNotEditable', { name }));
    else {
      const found = checkFieldValue(field, value);
      if (found !== null) problems.push(found);
      return [{ name, value, dataType: field.dataType, format: field.format }];
    }
    return [];
  });
  return { problems, fields };
}
