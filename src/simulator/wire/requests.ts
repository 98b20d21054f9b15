import { CHANNEL, TOPIC, isRecord, loosely, type JsonRecord } from './envelope.ts';

/** Says what is wrong with a field's value, or null where it is as the samples have it. */
type FieldCheck = (value: unknown) => string | null;

/** One request of the API: what it is called, what its answer is called, and its data field by field. */
export interface RequestSpec {
  readonly subtopic: string;
  readonly replySubtopic: string;
  /** True where the request changes what became of a call: the ledger records it. */
  readonly sets: boolean;
  /** Whether a reply carries `callid` (page 003's does not). */
  readonly replyHasCallId: boolean;
  /** Whether the page lists `WS_Error` for an empty or unknown callid. */
  readonly checksCallId: boolean;
  /** In the order of the page's sample. */
  readonly fields: Readonly<Record<string, FieldCheck>>;
}

const text: FieldCheck = (value) =>
  typeof value === 'string' ? null : `must be a string, is ${kind(value)}`;
const filledText: FieldCheck = (value) => text(value) ?? (value === '' ? 'must not be empty' : null);
const amount: FieldCheck = (value) =>
  typeof value === 'number' && Number.isFinite(value) ? null : `must be a number, is ${kind(value)}`;
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

/** Page 002, and SetBusinessOutcomeWithComments. */
const OUTCOME_FIELDS = {
  ...CALL,
  OutcomeId: id,
  LeadScore: amount,
  UserID: filledText,
  AgentComments: text,
  TargetAmount: amount,
};
/** Page 001, and SetPersonalCallbackWithComments. */
const CALLBACK_FIELDS = {
  ...CALL,
  ...WINDOW,
  CallbackModeID: id,
  UserID: filledText,
  AgentComments: text,
  LeadScore: amount,
  TargetAmount: amount,
};
/** Page 000, and SetBusinessOutcomeWithPersonalCallback. */
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

/** Every request that is answered, under the spelling of the samples. */
export const REQUESTS: readonly RequestSpec[] = [
  set('SetBusinessOutcomeWithCallback', OUTCOME_WITH_CALLBACK_FIELDS),
  // The leading blank stands in page 001's sample.
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
    // Despite its name a getter of telephony outcomes.
    subtopic: 'SetCallOutComeOffline',
    replySubtopic: 'SetCallOutComeOfflineResponse',
    sets: false,
    replyHasCallId: false,
    checksCallId: false,
    fields: { AccountNumber: filledText },
  },
];

const BY_LOOSE_NAME = new Map(REQUESTS.map((spec) => [loosely(spec.subtopic), spec]));

/** The request an envelope means to be, however it is spelled; null where it is none of LCM's. */
export function recogniseRequest(envelope: JsonRecord): RequestSpec | null {
  const { channel, subtopic } = envelope;
  if (typeof channel !== 'string' || loosely(channel) !== loosely(CHANNEL)) return null;
  return typeof subtopic === 'string' ? (BY_LOOSE_NAME.get(loosely(subtopic)) ?? null) : null;
}

/**
 * Holds a recognised request against the sample: exact spelling, exact fields, exact JSON types. An empty `callid` is
 * not judged here, it has an error of its own.
 *
 * @returns the first fault, naming the field, or null
 */
export function findFault(envelope: JsonRecord, spec: RequestSpec): string | null {
  const { channel, topic, subtopic, source, data, ...others } = envelope;
  if (channel !== CHANNEL) return misspelt('channel', channel, CHANNEL);
  if (topic !== TOPIC) return misspelt('topic', topic, TOPIC);
  if (subtopic !== spec.subtopic) return misspelt('subtopic', subtopic, spec.subtopic);
  const sourceFault = filledText(source);
  if (sourceFault !== null) return `source ${sourceFault}`;
  const extra = Object.keys(others)[0];
  if (extra !== undefined) return `${extra} is no field of a request`;
  if (!isRecord(data)) return `data must be an object, is ${kind(data)}`;
  return findDataFault(data, spec);
}

function findDataFault(data: JsonRecord, spec: RequestSpec): string | null {
  for (const [name, check] of Object.entries(spec.fields)) {
    if (!Object.hasOwn(data, name)) return `data.${name} is missing`;
    const fault = check(data[name]);
    if (fault !== null) return `data.${name} ${fault}`;
  }
  const extra = Object.keys(data).find((name) => !Object.hasOwn(spec.fields, name));
  if (extra !== undefined) return `data.${extra} is no field of ${spec.subtopic}`;
  if (Object.hasOwn(spec.fields, 'StartDate') && moment(data, 'End') < moment(data, 'Start')) {
    return 'data.EndDate and data.EndTime must not be before the start';
  }
  return null;
}

/** A callback's start or end as text that sorts by time. */
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
  const shown = typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : kind(value);
  return `${field} must be "${sample}" as in the sample, is ${shown}`;
}

function kind(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'missing';
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
}
