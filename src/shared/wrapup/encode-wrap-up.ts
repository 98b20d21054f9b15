import type { JsonObject } from '#shared/lcm/json.ts';
import { encodeSetCall } from '#shared/lcm/encode.ts';
import type { CallbackFields, EncodeField, SetFields } from '#shared/lcm/encode.ts';
import type { OutcomeCallName } from '#shared/lcm/names.ts';
import type { FieldProblem, FormField } from '#shared/draft/draft.ts';
import { problem } from '#shared/draft/problems.ts';

/** Replaces a callback whose times have problems, so that the other fields can still be checked. */
export const ANY_CALLBACK: CallbackFields = {
  startDate: '01/01/2000',
  endDate: '01/01/2000',
  startTime: '00:00',
  endTime: '00:00',
  modeId: '0',
};

/** Replaces a field that cannot be sent, so that the fields after it can still be checked. */
const STAND_INS: Readonly<Record<EncodeField, Partial<SetFields>>> = {
  callId: { callId: '0' },
  lcmKey: { lcmKey: '0' },
  userId: { userId: '0' },
  leadScore: { leadScore: 0 },
  targetAmount: { targetAmount: 0 },
  businessOutcomeId: { businessOutcomeId: '0' },
  telephonyOutcomeId: { telephonyOutcomeId: '0' },
  callback: { callback: ANY_CALLBACK },
  startDate: { callback: ANY_CALLBACK },
  endDate: { callback: ANY_CALLBACK },
  startTime: { callback: ANY_CALLBACK },
  endTime: { callback: ANY_CALLBACK },
  modeId: { callback: ANY_CALLBACK },
};

/**
 * Encodes a wrap-up. If a field cannot be sent, it adds a problem and goes on, so that all such fields are found. A
 * field that already has a problem gets no second one.
 *
 * @param before problems already found in the wrap-up
 * @returns the data, to be used only if there are no problems at all, and the problems found here
 */
export function encodeWrapUp(
  call: OutcomeCallName,
  fields: SetFields,
  before: readonly FieldProblem[],
): { data: JsonObject; problems: FieldProblem[] } {
  const problems: FieldProblem[] = [];
  const stoodIn = new Set<EncodeField>();
  for (let attempt = fields; ;) {
    const result = encodeSetCall(call, attempt);
    if (result.ok) return { data: result.data, problems };
    const found = problemOf(result.field, fields);
    const known = before.some(({ field, code }) =>
      field === 'form' ? code === found.code : field === found.field,
    );
    if (!known) problems.push(found);
    if (stoodIn.has(result.field)) return { data: {}, problems };
    stoodIn.add(result.field);
    attempt = { ...attempt, ...STAND_INS[result.field] };
  }
}

function problemOf(field: EncodeField, fields: SetFields): FieldProblem {
  switch (field) {
    case 'callId':
      return problem('form', 'callIdMissing', {});
    case 'lcmKey':
      return problem('form', 'lcmKeyMissing', {});
    case 'userId':
      return problem('form', 'noAgent', {});
    case 'businessOutcomeId':
      return problem('businessOutcome', 'idNotANumber', { id: fields.businessOutcomeId ?? '' });
    case 'telephonyOutcomeId': {
      // With a callback this id comes from the settings, so no field of the form is at fault.
      const formField = fields.callback ? 'form' : 'telephonyOutcome';
      return problem(formField, 'idNotANumber', { id: fields.telephonyOutcomeId ?? '' });
    }
    case 'modeId':
      return problem('callbackMode', 'idNotANumber', { id: fields.callback?.modeId ?? '' });
    default:
      return problem(FIELD_OF[field], 'notSendable', {});
  }
}

const FIELD_OF = {
  leadScore: 'leadScore',
  targetAmount: 'targetAmount',
  callback: 'callbackStartDate',
  startDate: 'callbackStartDate',
  startTime: 'callbackStartTime',
  endDate: 'callbackEndDate',
  endTime: 'callbackEndTime',
} as const satisfies Partial<Record<EncodeField, FormField>>;
