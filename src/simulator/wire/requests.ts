import { CHANNEL, TOPIC, looseName, type JsonRecord } from './envelope.ts';
import {
  amount,
  date,
  dateAndTime,
  filledText,
  flag,
  id,
  idText,
  phoneNumber,
  rowsOf,
  text,
  time,
  type FieldCheck,
} from './field-checks.ts';

/** What a request sets: the outcome of a call, fields of its contact, a do-not-call, or the agent's state. */
export type SetKind = 'outcome' | 'fields' | 'doNotCall' | 'agentState';

/** One request of the API: its envelope, the subtopic of its reply, and the fields of its data. */
export interface RequestSpec {
  readonly channel: string;
  readonly topic: string;
  readonly subtopic: string;
  /** Null: there is no reply. */
  readonly replySubtopic: string | null;
  /** What it sets, or null for a question. The ledger records what sets something. */
  readonly sets: SetKind | null;
  /** Whether the reply has a `callid` (page 003's has none). */
  readonly replyHasCallId: boolean;
  /** Whether the answer is the reply's `message` itself, instead of `message.response`. */
  readonly answersInMessage: boolean;
  /** Whether an empty or unknown callid is answered with `WS_Error`, as the page lists. */
  readonly checksCallId: boolean;
  /** In the order of the page's sample. Null: the request has no data. */
  readonly fields: Readonly<Record<string, FieldCheck>> | null;
  /** The fields that may be left out. */
  readonly optional: readonly string[];
}

const CALL = { callid: text, AccountNumber: filledText };
/** What stands last in a request without a callback, and in one with it. */
const COMMENTS = { LeadScore: amount, UserID: filledText, AgentComments: text, TargetAmount: amount };
const CALLBACK = {
  StartDate: date,
  EndDate: date,
  StartTime: time,
  EndTime: time,
  CallbackModeID: id,
  UserID: filledText,
  AgentComments: text,
  LeadScore: amount,
  TargetAmount: amount,
};

/** For page 002 and SetBusinessOutcomeWithComments. */
const OUTCOME_FIELDS = { ...CALL, OutcomeId: id, ...COMMENTS };
/** For page 001 and SetPersonalCallbackWithComments. */
const CALLBACK_FIELDS = { ...CALL, ...CALLBACK };
/** For page 000 and SetBusinessOutcomeWithPersonalCallback. */
const OUTCOME_WITH_CALLBACK_FIELDS = { ...CALL, OutcomeId: id, BusinessOutcome: id, ...CALLBACK };
const BOTH_OUTCOMES_FIELDS = { ...CALL, BusinessOutcome: id, CallOutcome: idText, ...COMMENTS };

const DO_NOT_CALL_FIELDS = {
  AccountNumber: filledText,
  OutcomeID: id,
  CampaignSpecificDNC: flag,
  isPhoneNoDNC: flag,
  BussfldDNCValue: text,
  BussfldDNCValue1: text,
  BlockedBy: text,
  DNCBlockStartDate: dateAndTime,
  DNCBlockEndDate: dateAndTime,
  AgentComments: text,
  TargetAmount: amount,
  BusinessOutcome: id,
  LeadScore: amount,
  DNCCampaignCategoryID: text,
};

/** A request as most are: about a call, answered in `message.response` beside the callid. */
function request(
  subtopic: string,
  replySubtopic: string | null,
  fields: RequestSpec['fields'],
  different: Partial<RequestSpec> = {},
): RequestSpec {
  return {
    channel: CHANNEL,
    topic: TOPIC,
    subtopic,
    replySubtopic,
    sets: null,
    replyHasCallId: true,
    answersInMessage: false,
    checksCallId: true,
    fields,
    optional: [],
    ...different,
  };
}

function setsOutcome(
  subtopic: string,
  fields: RequestSpec['fields'],
  reply = `${subtopic}Result`,
): RequestSpec {
  return request(subtopic, reply, fields, { sets: 'outcome' });
}

/** The reply names no call, and the request is answered for any call. */
const NO_CALL = { replyHasCallId: false, checksCallId: false };
const IN_MESSAGE = { ...NO_CALL, answersInMessage: true };

/** Every request that the simulator answers, spelled as in the samples. */
export const REQUESTS: readonly RequestSpec[] = [
  setsOutcome('SetBusinessOutcomeWithCallback', OUTCOME_WITH_CALLBACK_FIELDS),
  // The leading blank is in page 001's sample.
  setsOutcome('SetCallbackWithComments', CALLBACK_FIELDS, ' SetCallbackWithCommentsResult'),
  setsOutcome('SetCallOutcomeWithComments', OUTCOME_FIELDS),
  setsOutcome('SetBusinessOutcomeWithComments', OUTCOME_FIELDS),
  setsOutcome('SetPersonalCallbackWithComments', CALLBACK_FIELDS),
  setsOutcome('SetBusinessOutcomeWithPersonalCallback', OUTCOME_WITH_CALLBACK_FIELDS),
  setsOutcome('SetBusinessOutcomeWithCallOutcome', BOTH_OUTCOMES_FIELDS),
  request('GetBusinessOutCome', 'BusinessOutCome', CALL),
  request('GetOutcomeByOutcomegroup', 'BusinessOutCome', { callid: text, type: filledText }, NO_CALL),
  request('GetCallOutCome', 'CallOutCome', { callid: text }),
  request('GetCampaignTimeZone', 'CampaignTimeZone', CALL),
  // Despite its name, this request gets the telephony outcomes.
  request('SetCallOutComeOffline', 'SetCallOutComeOfflineResponse', { AccountNumber: filledText }, NO_CALL),
  request('GetModeInformation', 'GetModeInformationResult', CALL),
  request('GetContactModes', 'SetContactModes', CALL, { ...IN_MESSAGE, optional: ['callid'] }),
  request('GetCallBackModes', 'CallBackModes', CALL),
  request('GetCampaignModes', 'CampaignModes', CALL),
  request('GetContactDetail', 'ContactDetail', CALL),
  request('GetScreenPopData', 'ScreenPopData', CALL),
  request(
    'SetContactBusinessFields',
    'SetContactBusinessFieldsResult',
    {
      ...CALL,
      AgentID: filledText,
      businessField: rowsOf({ FieldName: filledText, Value: text, DataType: text, Format: text }),
    },
    { sets: 'fields' },
  ),
  request('StateSync', 'StateSync', null, IN_MESSAGE),
  request(
    'ScheduledCallBackOverlap',
    'ScheduledCallBackOverlapResult',
    {
      ...CALL,
      StartFromDate: date,
      StartToDate: date,
      StartFromTime: time,
      StartToTime: time,
      UserID: filledText,
    },
    IN_MESSAGE,
  ),
  request(
    'GetPersonalCallbackList',
    'PersonalCallbackList',
    { UserID: filledText, FromDate: date, ToDate: date, StartingNoOfRecord: idText, NoofRecords: idText },
    NO_CALL,
  ),
  request('GetAgentCallCount', 'AgentCallCount', { UserID: filledText }, NO_CALL),
  request('GetDNCBussField', 'DNCBussField', CALL),
  request(
    'GetCampaignsForMCDRequest',
    'SetCampaignsForMCDResponse',
    {
      ANI: phoneNumber,
      DNIS: text,
      LCMKey: text,
      CallType: filledText,
      BusinessFieldQueryToSearch: text,
    },
    { ...NO_CALL, optional: ['DNIS', 'LCMKey', 'BusinessFieldQueryToSearch'] },
  ),
  request('SetDNC', 'SetDNCResult', DO_NOT_CALL_FIELDS, {
    ...NO_CALL,
    sets: 'doNotCall',
    optional: Object.keys(DO_NOT_CALL_FIELDS).filter(
      (name) => !['AccountNumber', 'OutcomeID', 'BusinessOutcome', 'LeadScore'].includes(name),
    ),
  }),
  request('ClearContact', null, null, {
    ...NO_CALL,
    channel: 'Amazon',
    topic: 'OutboundCall',
    sets: 'agentState',
  }),
];

const BY_LOOSE_NAME = new Map(
  REQUESTS.map((spec) => [`${looseName(spec.channel)} ${looseName(spec.subtopic)}`, spec]),
);

/** The request that an envelope is meant to be, in any spelling; null if it is not a request to LCM. */
export function recogniseRequest({ channel, subtopic }: JsonRecord): RequestSpec | null {
  if (typeof channel !== 'string' || typeof subtopic !== 'string') return null;
  return BY_LOOSE_NAME.get(`${looseName(channel)} ${looseName(subtopic)}`) ?? null;
}
