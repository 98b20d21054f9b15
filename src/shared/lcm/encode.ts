import { asciiDigits } from '#shared/text/digits.ts';
import type { ContactField } from './call-facts.ts';
import type { JsonObject } from './json.ts';
import type { ListCallName, OutcomeCallName, QuestionCallName } from './names.ts';

/** A callback as the wire carries it: dates `DD/MM/YYYY`, times `HH:mm` (24 h), in LCM's zone. */
export interface CallbackFields {
  readonly startDate: string;
  readonly endDate: string;
  readonly startTime: string;
  readonly endTime: string;
  readonly modeId: string;
}

/**
 * The values for a set call. Ids are strings inside the app; the encoder turns them into numbers where the wire needs
 * numbers. `lcmKey` is opaque and sent unchanged. Each call uses only the fields it carries.
 */
export interface SetFields {
  readonly callId: string;
  readonly lcmKey: string;
  readonly userId: string;
  readonly comments: string;
  readonly leadScore: number;
  readonly targetAmount: number;
  readonly businessOutcomeId?: string;
  /** In SetBusinessOutcomeWithCallback and its personal variant: the telephony outcome that means callback. */
  readonly telephonyOutcomeId?: string;
  readonly callback?: CallbackFields;
}

/** A field of {@link SetFields} or of its callback that can be at fault. */
export type EncodeField = Exclude<keyof SetFields, 'comments'> | keyof CallbackFields;

/** What is wrong with a field. `notAnId`: not a whole number that LCM accepts as an id. */
export type EncodeFault = 'missing' | 'beforeStart' | 'notAnId' | 'notANumber' | 'notADate' | 'notATime';

export type EncodeResult =
  { ok: true; data: JsonObject } | { ok: false; field: EncodeField; fault: EncodeFault };

/** Stops encoding at the first faulty field. It is caught in this module. */
class FieldFault extends Error {
  readonly field: EncodeField;
  readonly fault: EncodeFault;

  constructor(field: EncodeField, fault: EncodeFault) {
    super(fault);
    this.field = field;
    this.fault = fault;
  }
}

/**
 * The `data` of a set call, with the spelling, JSON types and field order of the vendor pages' samples (pages 000, 001
 * and 002; the other calls follow the page that their documentation says they resemble).
 *
 * @returns the data, or the first field that cannot be sent and why
 */
export function encodeSetCall(call: OutcomeCallName, fields: SetFields): EncodeResult {
  return encoded(() => setEncoders[call](fields));
}

/** Runs an encoder; the first field that cannot be sent, and why, is its result. */
export function encoded(encode: () => JsonObject): EncodeResult {
  try {
    return { ok: true, data: encode() };
  } catch (error) {
    if (error instanceof FieldFault) return { ok: false, field: error.field, fault: error.fault };
    throw error;
  }
}

/** The values for each list call. Page 003 accepts an empty call id, and needs the call's type, such as MANUAL. */
export interface ListFields {
  GetBusinessOutCome: { readonly callId: string; readonly lcmKey: string };
  GetOutcomeByOutcomegroup: { readonly callId: string; readonly type: string };
}

/** The `data` of a list call, as the samples of pages 004 and 003. */
export function encodeListCall<N extends ListCallName>(call: N, fields: ListFields[N]): JsonObject {
  return listEncoders[call](fields);
}

/** The `data` of a question about a call. Most name the call and the contact; two name only one of them. */
export function encodeQuestion(
  call: QuestionCallName,
  { callId, lcmKey }: ListFields['GetBusinessOutCome'],
): JsonObject {
  if (call === 'GetCallOutCome') return { callid: callId };
  if (call === 'SetCallOutComeOffline') return { AccountNumber: lcmKey };
  return { callid: callId, AccountNumber: lcmKey };
}

/** Longer numbers lose digits as a JSON number. */
const MOST_DIGITS = 15;
/** What follows a number to be dialled later: it would make another number of it. */
const EXTENSION = /(?<=\d)\s*(?:;ext=|ext\.?|x|#)\s*\d{1,6}\s*$/i;

/**
 * The `data` of `GetCampaignsForMCDRequest`, as the table of page get-campaigns-for-mcd-request: `ANI` is a number. A phone
 * number that would lose a digit as one, such as a leading zero, goes as text.
 *
 * @param type the type of the call, as LCM names outcome groups
 */
export function encodeCampaignSearch(asked: {
  readonly number: string;
  readonly lcmKey: string;
  readonly type: string;
}): JsonObject {
  const digits = asciiDigits(asked.number).replace(EXTENSION, '').replace(/\D/g, '');
  const isExact = /^[1-9]/.test(digits) && digits.length <= MOST_DIGITS;
  return {
    ANI: isExact ? Number(digits) : digits,
    LCMKey: asked.lcmKey,
    CallType: asked.type === 'INBOUND' ? 'INBOUND' : 'OUTBOUND',
  };
}

/** The `data` of `GetPersonalCallbackList`, as page get-personal-callback-list. Every value is a string. */
export function encodePersonalCallbackList(asked: {
  readonly agentId: string;
  /** The first and the last day, `DD/MM/YYYY`. */
  readonly from: string;
  readonly to: string;
  /** The number of the first record that is asked for, and how many. */
  readonly start: number;
  readonly count: number;
}): JsonObject {
  return {
    UserID: asked.agentId,
    FromDate: asked.from,
    ToDate: asked.to,
    StartingNoOfRecord: String(asked.start),
    NoofRecords: String(asked.count),
  };
}

/** The `data` of `ScheduledCallBackOverlap`, as the sample of page check-scheduled-callback-overlap. Every value is a string. */
export function encodeOverlap(asked: {
  readonly callId: string;
  readonly lcmKey: string;
  readonly userId: string;
  readonly callback: Omit<CallbackFields, 'modeId'>;
}): JsonObject {
  const { callId, lcmKey, userId, callback } = asked;
  return {
    callid: callId,
    AccountNumber: lcmKey,
    StartFromDate: callback.startDate,
    StartToDate: callback.endDate,
    StartFromTime: callback.startTime,
    StartToTime: callback.endTime,
    UserID: userId,
  };
}

/** A business field as it goes back to LCM: its type and format as LCM told them. */
export type SentField = Pick<ContactField, 'name' | 'value' | 'dataType' | 'format'>;

/** The `data` of `SetContactBusinessFields`, as the sample of page set-business-fields. Every value is a string. */
export function encodeFieldEdit(edit: {
  readonly callId: string;
  readonly lcmKey: string;
  readonly agentId: string;
  readonly fields: readonly SentField[];
}): JsonObject {
  return {
    callid: edit.callId,
    AccountNumber: edit.lcmKey,
    AgentID: edit.agentId,
    businessField: edit.fields.map(({ name, value, dataType, format }) => ({
      FieldName: name,
      Value: value,
      DataType: dataType,
      Format: format,
    })),
  };
}

const listEncoders: { readonly [N in ListCallName]: (fields: ListFields[N]) => JsonObject } = {
  GetBusinessOutCome: ({ callId, lcmKey }) => ({ callid: callId, AccountNumber: lcmKey }),
  GetOutcomeByOutcomegroup: ({ callId, type }) => ({ callid: callId, type }),
};

const setEncoders: Readonly<Record<OutcomeCallName, (fields: SetFields) => JsonObject>> = {
  SetBusinessOutcomeWithCallback: businessOutcomeWithCallback,
  SetBusinessOutcomeWithPersonalCallback: businessOutcomeWithCallback,
  SetCallbackWithComments: callbackWithComments,
  SetPersonalCallbackWithComments: callbackWithComments,
  SetCallOutcomeWithComments: (fields) => outcomeWithComments(fields, 'telephonyOutcomeId'),
  SetBusinessOutcomeWithComments: (fields) => outcomeWithComments(fields, 'businessOutcomeId'),
  SetBusinessOutcomeWithCallOutcome: businessOutcomeWithCallOutcome,
};

/** Page 000. */
function businessOutcomeWithCallback(fields: SetFields): JsonObject {
  return {
    ...subject(fields),
    OutcomeId: idNumber('telephonyOutcomeId', fields.telephonyOutcomeId),
    BusinessOutcome: idNumber('businessOutcomeId', fields.businessOutcomeId),
    ...callbackAndComments(fields),
  };
}

/** Page 001. */
function callbackWithComments(fields: SetFields): JsonObject {
  return { ...subject(fields), ...callbackAndComments(fields) };
}

/** Page 002. Its sample sends `OutcomeId` as a number, although its table says String; the sample counts. */
function outcomeWithComments(
  fields: SetFields,
  outcome: 'telephonyOutcomeId' | 'businessOutcomeId',
): JsonObject {
  return {
    ...subject(fields),
    OutcomeId: idNumber(outcome, fields[outcome]),
    ...comments(fields),
  };
}

/** The vendor's SetBusinessOutcomeWithCallOutcome: here the telephony outcome is a string. */
function businessOutcomeWithCallOutcome(fields: SetFields): JsonObject {
  return {
    ...subject(fields),
    BusinessOutcome: idNumber('businessOutcomeId', fields.businessOutcomeId),
    CallOutcome: required('telephonyOutcomeId', fields.telephonyOutcomeId).trim(),
    ...comments(fields),
  };
}

function subject(fields: SetFields): JsonObject {
  return {
    callid: required('callId', fields.callId),
    AccountNumber: required('lcmKey', fields.lcmKey),
  };
}

/** What stands last in a request without a callback. */
function comments(fields: SetFields): JsonObject {
  return {
    LeadScore: figure('leadScore', fields.leadScore),
    UserID: required('userId', fields.userId),
    AgentComments: fields.comments,
    TargetAmount: figure('targetAmount', fields.targetAmount),
  };
}

/** What stands last in a request with one, in the order of pages 000 and 001. */
function callbackAndComments(fields: SetFields): JsonObject {
  return {
    ...callbackTime(fields.callback),
    UserID: required('userId', fields.userId),
    AgentComments: fields.comments,
    LeadScore: figure('leadScore', fields.leadScore),
    TargetAmount: figure('targetAmount', fields.targetAmount),
  };
}

function callbackTime(callback: CallbackFields | undefined): JsonObject {
  if (callback === undefined) throw new FieldFault('callback', 'missing');
  const startDay = dayNumber('startDate', callback.startDate);
  const endDay = dayNumber('endDate', callback.endDate);
  const startMinute = minuteOfDay('startTime', callback.startTime);
  const endMinute = minuteOfDay('endTime', callback.endTime);
  if (endDay < startDay) throw new FieldFault('endDate', 'beforeStart');
  if (endDay === startDay && endMinute < startMinute) {
    throw new FieldFault('endTime', 'beforeStart');
  }
  return {
    StartDate: callback.startDate,
    EndDate: callback.endDate,
    StartTime: callback.startTime,
    EndTime: callback.endTime,
    CallbackModeID: idNumber('modeId', callback.modeId),
  };
}

export function required(field: EncodeField, value: string | undefined): string {
  if (value === undefined || value.trim() === '') throw new FieldFault(field, 'missing');
  return value;
}

/** Accepts only an id that survives as a number: `007` or 20 digits would become another outcome's id. */
export function idNumber(field: EncodeField, id: string | undefined): number {
  const text = required(field, id).trim();
  const value = Number(text);
  if (!/^(0|-?[1-9]\d*)$/.test(text) || !Number.isSafeInteger(value)) {
    throw new FieldFault(field, 'notAnId');
  }
  return value;
}

/** JSON has no NaN and no infinity. Negative zero is sent as 0. */
function figure(field: EncodeField, value: number): number {
  if (!Number.isFinite(value)) throw new FieldFault(field, 'notANumber');
  return value === 0 ? 0 : value;
}

/** Days since the epoch, for comparison. The date must exist. */
function dayNumber(field: EncodeField, text: string): number {
  const match = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(text);
  if (!match) throw new FieldFault(field, 'notADate');
  const [day, month, year] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) {
    throw new FieldFault(field, 'notADate');
  }
  return date.getTime() / 86_400_000;
}

function minuteOfDay(field: EncodeField, text: string): number {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  if (!match) throw new FieldFault(field, 'notATime');
  return Number(match[1]) * 60 + Number(match[2]);
}
