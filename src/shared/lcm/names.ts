/**
 * The LCM calls that Afterword uses, spelled as in the vendor pages' samples.
 * The subtopic of a request is the call's name; that of its reply is in `REPLY_SUBTOPICS`.
 */

/** Channel and topic of every envelope of the API (vendor pages 000–004, samples). */
export const LCM_CHANNEL = 'LCM';
export const LCM_TOPIC = 'WebService';

/** LCM calls that set the outcome of a call: pages 000, 001 and 002, and their documented variants. */
export const OUTCOME_CALLS = [
  'SetBusinessOutcomeWithCallback',
  'SetCallbackWithComments',
  'SetCallOutcomeWithComments',
  'SetBusinessOutcomeWithComments',
  'SetPersonalCallbackWithComments',
  'SetBusinessOutcomeWithPersonalCallback',
  'SetBusinessOutcomeWithCallOutcome',
] as const;
export type OutcomeCallName = (typeof OUTCOME_CALLS)[number];

/**
 * LCM calls that change something. The outbox sends them, and nothing else does. The last two are of the pages
 * set-business-fields and set-dnc.
 */
export const SET_CALLS = [...OUTCOME_CALLS, 'SetContactBusinessFields', 'SetDNC'] as const;
export type SetCallName = (typeof SET_CALLS)[number];

/** Whether its request names no call, so that its reply cannot name one either (page set-dnc). */
export function isNameless(call: SetCallName): boolean {
  return call === 'SetDNC';
}

/** LCM calls that list business outcomes: by campaign (page 004) and by outcome group (page 003). */
export const LIST_CALLS = ['GetBusinessOutCome', 'GetOutcomeByOutcomegroup'] as const;
export type ListCallName = (typeof LIST_CALLS)[number];

/**
 * Calls that ask about a call and change nothing, `SetCallOutComeOffline` too. The vendor documents them outside the five
 * pages (docs/lcm.md). `GetCampaignTimeZone` asks for the time zone of the call's campaign, and for LCM's clock.
 * `StateSync` asks which calls are on.
 */
export const QUESTION_CALLS = [
  'GetCampaignTimeZone',
  'StateSync',
  'GetModeInformation',
  'GetCallBackModes',
  'GetContactModes',
  'GetCallOutCome',
  'SetCallOutComeOffline',
  'GetCampaignModes',
  'GetContactDetail',
  'GetScreenPopData',
  'GetDNCBussField',
  'ScheduledCallBackOverlap',
  'GetCampaignsForMCDRequest',
] as const;
export type QuestionCallName = (typeof QUESTION_CALLS)[number];

/** Calls that ask about the agent who is signed in and change nothing: page get-personal-callback-list. */
export const AGENT_QUESTION_CALLS = ['GetPersonalCallbackList'] as const;
export type AgentQuestionCallName = (typeof AGENT_QUESTION_CALLS)[number];

/** Questions whose replies name neither the call nor the contact. What stands in their rows is about others. */
export const NAMELESS_QUESTIONS: readonly QuestionCallName[] = [
  'GetContactModes',
  'SetCallOutComeOffline',
  'GetCampaignsForMCDRequest',
];

export type LcmCallName = SetCallName | ListCallName | QuestionCallName | AgentQuestionCallName;

export function isOneOf<C extends LcmCallName>(calls: readonly C[], call: LcmCallName | null): call is C {
  return calls.some((each) => each === call);
}

/** The subtopic of the reply to each call; pages 003 and 004 share one. */
export const REPLY_SUBTOPICS: Readonly<Record<LcmCallName, string>> = {
  SetBusinessOutcomeWithCallback: 'SetBusinessOutcomeWithCallbackResult',
  SetCallbackWithComments: 'SetCallbackWithCommentsResult',
  SetCallOutcomeWithComments: 'SetCallOutcomeWithCommentsResult',
  SetBusinessOutcomeWithComments: 'SetBusinessOutcomeWithCommentsResult',
  SetPersonalCallbackWithComments: 'SetPersonalCallbackWithCommentsResult',
  SetBusinessOutcomeWithPersonalCallback: 'SetBusinessOutcomeWithPersonalCallbackResult',
  SetBusinessOutcomeWithCallOutcome: 'SetBusinessOutcomeWithCallOutcomeResult',
  SetContactBusinessFields: 'SetContactBusinessFieldsResult',
  SetDNC: 'SetDNCResult',
  GetBusinessOutCome: 'BusinessOutCome',
  GetOutcomeByOutcomegroup: 'BusinessOutCome',
  GetCampaignTimeZone: 'CampaignTimeZone',
  StateSync: 'StateSync',
  GetModeInformation: 'GetModeInformationResult',
  GetCallBackModes: 'CallBackModes',
  // A reply in spite of its name.
  GetContactModes: 'SetContactModes',
  GetCallOutCome: 'CallOutCome',
  SetCallOutComeOffline: 'SetCallOutComeOfflineResponse',
  GetCampaignModes: 'CampaignModes',
  GetContactDetail: 'ContactDetail',
  GetScreenPopData: 'ScreenPopData',
  GetDNCBussField: 'DNCBussField',
  GetPersonalCallbackList: 'PersonalCallbackList',
  // As in the sample of page check-scheduled-callback-overlap; its table names the request.
  ScheduledCallBackOverlap: 'ScheduledCallBackOverlapResult',
  GetCampaignsForMCDRequest: 'SetCampaignsForMCDResponse',
};
