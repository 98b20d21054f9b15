/**
 * The LCM calls Afterword speaks, under the spelling of the vendor pages' samples.
 * Requests go out under the call's own name; replies come back under `replySubtopics`.
 */

/** Channel and topic of every envelope of the API (vendor pages 000–004, samples). */
export const LCM_CHANNEL = 'LCM';
export const LCM_TOPIC = 'WebService';

/** Calls that set what became of a call. Pages 000, 001 and 002, and their documented siblings. */
export const SET_CALLS = [
  'SetBusinessOutcomeWithCallback',
  'SetCallbackWithComments',
  'SetCallOutcomeWithComments',
  'SetBusinessOutcomeWithComments',
  'SetPersonalCallbackWithComments',
  'SetBusinessOutcomeWithPersonalCallback',
  'SetBusinessOutcomeWithCallOutcome',
] as const;
export type SetCallName = (typeof SET_CALLS)[number];

/** Calls that list business outcomes: by campaign (page 004) and by outcome group (page 003). */
export const LIST_CALLS = ['GetBusinessOutCome', 'GetOutcomeByOutcomegroup'] as const;
export type ListCallName = (typeof LIST_CALLS)[number];

/**
 * Calls that ask about a call and change nothing; documented by the vendor beyond the five pages.
 * `GetCampaignTimeZone` asks for the time zone of the call's campaign, and for LCM's own clock.
 */
export const QUESTION_CALLS = ['GetCampaignTimeZone'] as const;
export type QuestionCallName = (typeof QUESTION_CALLS)[number];

export type LcmCallName = SetCallName | ListCallName | QuestionCallName;

/** The reply's subtopic of each call; 003 and 004 share one. */
export const REPLY_SUBTOPICS: Readonly<Record<LcmCallName, string>> = {
  SetBusinessOutcomeWithCallback: 'SetBusinessOutcomeWithCallbackResult',
  SetCallbackWithComments: 'SetCallbackWithCommentsResult',
  SetCallOutcomeWithComments: 'SetCallOutcomeWithCommentsResult',
  SetBusinessOutcomeWithComments: 'SetBusinessOutcomeWithCommentsResult',
  SetPersonalCallbackWithComments: 'SetPersonalCallbackWithCommentsResult',
  SetBusinessOutcomeWithPersonalCallback: 'SetBusinessOutcomeWithPersonalCallbackResult',
  SetBusinessOutcomeWithCallOutcome: 'SetBusinessOutcomeWithCallOutcomeResult',
  GetBusinessOutCome: 'BusinessOutCome',
  GetOutcomeByOutcomegroup: 'BusinessOutCome',
  GetCampaignTimeZone: 'CampaignTimeZone',
};
