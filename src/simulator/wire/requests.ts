import { CHANNEL, TOPIC, isRecord, looseName, type JsonRecord } from './envelope.ts';

/** Returns what is wrong with a field's value, or null if it matches the samples. */
type FieldCheck = (value: unknown) => string | null;

/** One request of the API: its subtopic, the subtopic of its reply, and the fields of its data. */
export interface RequestSpec {
  readonly subtopic: string;
  readonly replySubtopic: string;
  /** True if the request sets something for a call. The ledger records such requests. */
  readonly sets: boolean;
  /** Whether the reply has a `callid` (page 003's has none). */
  readonly replyHasCallId: boolean;
  /** Whether an empty or unknown callid is answered with `WS_Error`, as the page lists. */
  readonly checksCallId: boolean;
  /** In the order of the page's sample. */
  readonly fields: Readonly<Record<string, FieldCheck>>;
}

const text: FieldCheck = (value) =>
  typeof value === 'string' ? null : `must be a string, is ${typeName(value)}`;
const filledText: FieldCheck = (value) => text(value) ?? (value === '' ? 'must not be empty' : null);
const amount: FieldCheck = (value) =>
  typeof value === 'number' && Number.isFinite(value) ? null : `must be a number, is ${typeName(value)}`;
const id: FieldCheck = (value) =>
  amount(value) ??
  (Number.isInteger(value) && Number(value) >= 0 ? null : 'must be a whole number, 0 or more');
const idText: FieldCheck = (value) =>
  text(value) ?? (/^\d+$/.test(String(value)) ? null : 'must be the digits of an id, as a string');
const time: FieldCheck = (value) =>
  text(value) ?? (/^([01]\d|2[0-3]):[0-5]\d$/.test(String(value)) ? null : 'must be HH:mm (24-h)');
const date: FieldCheck = (value) =>
  text(value) ?? (isCalendarDate(String(value)) ? null : 'must be a date as DD/MM/YYYY');

const CALL = { callid: text, AccountNumber: filledText };
const WINDOW = { StartDate: date, EndDate: date, StartTime: time, EndTime: time };

/** For page 002 and SetBusinessOutcomeWithComments. */
const OUTCOME_FIELDS = {
  ...CALL,
  OutcomeId: id,
  LeadScore: amount,
  UserID: filledText,
  AgentComments: text,
  TargetAmount: amount,
};
/** For page 001 and SetPersonalCallbackWithComments. */
const CALLBACK_FIELDS = {
  ...CALL,
  ...WINDOW,
  CallbackModeID: id,
  UserID: filledText,
  AgentComments: text,
  LeadScore: amount,
  TargetAmount: amount,
};
/** For page 000 and SetBusinessOutcomeWithPersonalCallback. */
const OUTCOME_WITH_CALLBACK_FIELDS = {
  ...CALL,
  OutcomeId: id,
  BusinessOutcome: id,
  ...WINDOW,
  CallbackModeID: id,
  UserID: filledText,
  AgentComments: text,
  LeadScore: amount,
  TargetAmount: amount,
};
const BOTH_OUTCOMES_FIELDS = {
  ...CALL,
  BusinessOutcome: id,
  CallOutcome: idText,
  LeadScore: amount,
  UserID: filledText,
  AgentComments: text,
  TargetAmount: amount,
};

function set(
  subtopic: string,
  fields: RequestSpec['fields'],
  replySubtopic = `${subtopic}Result`,
): RequestSpec {
  return { subtopic, replySubtopic, sets: true, replyHasCallId: true, checksCallId: true, fields };
}

/** Every request that the simulator answers, spelled as in the samples. */
export const REQUESTS: readonly RequestSpec[] = [
  set('SetBusinessOutcomeWithCallback', OUTCOME_WITH_CALLBACK_FIELDS),
  // The leading blank is in page 001's sample.
  set('SetCallbackWithComments', CALLBACK_FIELDS, ' SetCallbackWithCommentsResult'),
  set('SetCallOutcomeWithComments', OUTCOME_FIELDS),
  set('SetBusinessOutcomeWithComments', OUTCOME_FIELDS),
  set('SetPersonalCallbackWithComments', CALLBACK_FIELDS),
  set('SetBusinessOutcomeWithPersonalCallback', OUTCOME_WITH_CALLBACK_FIELDS),
  set('SetBusinessOutcomeWithCallOutcome', BOTH_OUTCOMES_FIELDS),
  {
    subtopic: 'GetBusinessOutCome',
    replySubtopic: 'BusinessOutCome',
    sets: false,
    replyHasCallId: true,
    checksCallId: true,
    fields: CALL,
  },
  {
    subtopic: 'GetOutcomeByOutcomegroup',
    replySubtopic: 'BusinessOutCome',
    sets: false,
    replyHasCallId: false,
    checksCallId: false,
    fields: { callid: text, type: filledText },
  },
  {
    subtopic: 'GetCallOutCome',
    replySubtopic: 'CallOutCome',
    sets: false,
    replyHasCallId: true,
    checksCallId: true,
    fields: { callid: text },
  },
  {
    subtopic: 'GetCampaignTimeZone',
    replySubtopic: 'CampaignTimeZone',
    sets: false,
    replyHasCallId: true,
    checksCallId: true,
    fields: CALL,
  },
  {
    // Despite its name, this request gets the telephony outcomes.
    subtopic: 'SetCallOutComeOffline',
    replySubtopic: 'SetCallOutComeOfflineResponse',
    sets: false,
    replyHasCallId: false,
    checksCallId: false,
    fields: { AccountNumber: filledText },
  },
];

const BY_LOOSE_NAME = new Map(REQUESTS.map((spec) => [looseName(spec.subtopic), spec]));

/** The request that an envelope is meant to be, in any spelling; null if it is not a request to LCM. */
export function recogniseRequest(envelope: JsonRecord): RequestSpec | null {
  const { channel, subtopic } = envelope;
  if (typeof channel !== 'string' || looseName(channel) !== looseName(CHANNEL)) return null;
  return typeof subtopic === 'string' ? (BY_LOOSE_NAME.get(looseName(subtopic)) ?? null) : null;
}

/**
 * Compares a recognised request with the page's sample: spelling, fields and JSON types must be exactly the same.
 * It accepts an empty `callid`, which has its own error (`EMPTY_CALL_ID`).
 *
 * @returns the first deviation, with the name of the field, or null
 */
export function findDeviation(envelope: JsonRecord, spec: RequestSpec): string | null {
  const { channel, topic, subtopic, source, data, ...others } = envelope;
  if (channel !== CHANNEL) return misspelt('channel', channel, CHANNEL);
  if (topic !== TOPIC) return misspelt('topic', topic, TOPIC);
  if (subtopic !== spec.subtopic) return misspelt('subtopic', subtopic, spec.subtopic);
  const sourceDeviation = filledText(source);
  if (sourceDeviation !== null) return `source ${sourceDeviation}`;
  const extra = Object.keys(others)[0];
  if (extra !== undefined) return `${extra} is no field of a request`;
  if (!isRecord(data)) return `data must be an object, is ${typeName(data)}`;
  return findDataDeviation(data, spec);
}

function findDataDeviation(data: JsonRecord, spec: RequestSpec): string | null {
  for (const [name, check] of Object.entries(spec.fields)) {
    if (!Object.hasOwn(data, name)) return `data.${name} is missing`;
    const deviation = check(data[name]);
    if (deviation !== null) return `data.${name} ${deviation}`;
  }
  const extra = Object.keys(data).find((name) => !Object.hasOwn(spec.fields, name));
  if (extra !== undefined) return `data.${extra} is no field of ${spec.subtopic}`;
  if (Object.hasOwn(spec.fields, 'StartDate') && moment(data, 'End') < moment(data, 'Start')) {
    return 'data.EndDate and data.EndTime must not be before the start';
  }
  return null;
}

/** The start or end of a callback, as text that sorts in the order of time. */
function moment(data: JsonRecord, edge: 'Start' | 'End'): string {
  const [day, month, year] = String(data[`${edge}Date`]).split('/');
  return `${year ?? ''}${month ?? ''}${day ?? ''} ${String(data[`${edge}Time`])}`;
}

function isCalendarDate(value: string): boolean {
  const match = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(value);
  if (match === null) return false;
  const [day, month, year] = match.slice(1).map(Number) as [number, number, number];
  const made = new Date(Date.UTC(year, month - 1, day));
  return made.getUTCMonth() === month - 1 && made.getUTCDate() === day;
}

function misspelt(field: string, value: unknown, sample: string): string {
  const shown = typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : typeName(value);
  return `${field} must be "${sample}" as in the sample, is ${shown}`;
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'missing';
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
}
