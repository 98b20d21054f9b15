import type { Catalogue } from '../campaign/catalogue.ts';
import type { ContactData } from '../campaign/contact-data.ts';
import { campaignsOfContact, outcomesOfOther } from '../campaign/other-campaigns.ts';
import { agentCallCount, callbackOverlap, personalCallbackRows } from '../campaign/personal-callbacks.ts';
import type { SimulatedCall } from '../softphones/call.ts';
import type { RequestSpec } from '../wire/requests.ts';
import type { Envelope, JsonRecord } from '../wire/envelope.ts';
import type { Ledger } from './ledger.ts';

/** Where a reply holds a `WS_Error`. The pages show no sample of it, so a client must accept all three places. */
export const ERROR_PLACES = ['message.response', 'message', 'data'] as const;
export type ErrorPlace = (typeof ERROR_PLACES)[number];

/** An error as in the pages' table: `errorMessage` is the column "Actual Error", `msg` the column "Message". */
export interface WsError {
  readonly errorMessage: string;
  readonly msg: string;
}

/** From the table of possible error cases on pages 000, 001, 002 and 004. */
export const EMPTY_CALL_ID: WsError = { errorMessage: 'Callid is empty', msg: 'Invalid Call ID.' };
export function unknownCallId(callid: string): WsError {
  return { errorMessage: `Invalid Call ID:${callid}`, msg: 'Invalid Call ID.' };
}

/** What LCM knows, as far as its answers need it. */
export interface Knowledge {
  readonly catalogue: Catalogue;
  readonly contacts: ContactData;
  readonly ledger: Pick<Ledger, 'applied'>;
  /** The calls that have begun and not ended. */
  readonly callsOn: () => SimulatedCall[];
}

type Answer = (lcm: Knowledge, data: JsonRecord, callid: string, lcmKey: string) => unknown;

const ANSWERS: Readonly<Record<string, Answer>> = {
  GetBusinessOutCome: ({ catalogue }, _, __, lcmKey) => outcomesOfOther(lcmKey) ?? catalogue.campaign,
  GetOutcomeByOutcomegroup: ({ catalogue }, { type }) => catalogue.group(String(type)),
  GetCallOutCome: ({ catalogue }) => catalogue.callOutcomes,
  SetCallOutComeOffline: ({ catalogue }) => catalogue.telephony,
  GetCampaignTimeZone: ({ catalogue }) => catalogue.time(),
  GetModeInformation: ({ contacts }, _, callid, lcmKey) => contacts.modeInformation(callid, lcmKey),
  GetContactModes: ({ contacts }, _, callid, lcmKey) => ({
    Contactmodes: contacts.contactModes(callid, lcmKey),
  }),
  GetCallBackModes: ({ contacts }, _, callid, lcmKey) => contacts.callbackModes(callid, lcmKey),
  GetCampaignModes: ({ contacts }) => contacts.campaignModes(),
  GetContactDetail: ({ contacts }, _, callid, lcmKey) => contacts.fields(callid, lcmKey),
  GetScreenPopData: ({ contacts }, _, callid, lcmKey) => contacts.screenPop(callid, lcmKey),
  // `optionalbussinessfields` is spelled so in the sample of state-synchronization, which has no business fields.
  StateSync: ({ contacts, callsOn }) =>
    callsOn().map(({ id, lcmKey }) => ({
      callid: id,
      campaignmodes: contacts.campaignModes(),
      optionalbussinessfields: contacts.screenPop(id, lcmKey),
    })),
  ScheduledCallBackOverlap: ({ ledger }, data) => callbackOverlap(ledger.applied(), data),
  GetPersonalCallbackList: ({ ledger, contacts }, data) =>
    personalCallbackRows(ledger.applied(), data, contacts),
  GetAgentCallCount: ({ ledger }, data) => agentCallCount(ledger.applied(), data),
  GetDNCBussField: () => ['LName'],
  GetCampaignsForMCDRequest: (_, { ANI, LCMKey }) => campaignsOfContact(String(LCMKey), String(ANI)),
};

/** The reply to a valid request, with its fields in the order of the page's sample. */
export function answer(spec: RequestSpec, data: JsonRecord, lcm: Knowledge): Envelope {
  if (spec.sets !== null) return reply(spec, data, { success: true });
  const { callid = '', AccountNumber = '' } = data;
  const answered = ANSWERS[spec.subtopic]?.(lcm, data, String(callid), String(AccountNumber));
  return spec.answersInMessage ? { ...head(spec), message: answered } : reply(spec, data, answered);
}

/** A refusal by LCM. `msg` is placed as in the failing sample of a related page; null leaves it out. */
export function refusal(spec: RequestSpec, data: JsonRecord, msg: string | null): Envelope {
  return reply(spec, data, msg === null ? { success: false } : { success: false, msg });
}

export function wsError(spec: RequestSpec, data: JsonRecord, error: WsError, place: ErrorPlace): Envelope {
  const body = { errorType: 'WS_Error', errorMessage: error.errorMessage, msg: error.msg };
  if (place === 'message.response') return reply(spec, data, body);
  const message = { ...callId(spec, data), ...body };
  return place === 'data' ? { ...head(spec), data: message } : { ...head(spec), message };
}

/**
 * The error of page clear-acw-call, whose request has no reply. The page names it and shows no sample.
 */
export function agentStateError(spec: RequestSpec, msg: string, place: ErrorPlace): Envelope {
  const body = {
    errorType: 'SET_AGENTSTATE_FAILED',
    errorMessage: 'Campaign Manager Failure Error Message.',
    msg,
  };
  if (place === 'data') return { ...head(spec), data: body };
  return { ...head(spec), message: place === 'message' ? body : { response: body } };
}

function reply(spec: RequestSpec, data: JsonRecord, response: unknown): Envelope {
  return { ...head(spec), message: { ...callId(spec, data), response } };
}

function head({ channel, topic, subtopic, replySubtopic }: RequestSpec): Envelope {
  return { channel, topic, subtopic: replySubtopic ?? subtopic };
}

function callId(spec: RequestSpec, data: JsonRecord): { callid?: unknown } {
  return spec.replyHasCallId ? { callid: data['callid'] ?? '' } : {};
}
