/** A valid set: page 002's sample with this callid, and fields that replace the sample's. */
export function setOutcome(callid: string, fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    channel: 'LCM',
    topic: 'WebService',
    subtopic: 'SetCallOutcomeWithComments',
    source: 'test',
    data: {
      callid,
      AccountNumber: '5|3|1|0|0|44|1',
      OutcomeId: 1,
      LeadScore: 0,
      UserID: 'testagent',
      AgentComments: 'Test comment',
      TargetAmount: 0,
      ...fields,
    },
  };
}

export const SET_REPLY = 'SetCallOutcomeWithCommentsResult';

/** The reply to an applied set. */
export function done(callid: string): Record<string, unknown> {
  return {
    channel: 'LCM',
    topic: 'WebService',
    subtopic: SET_REPLY,
    message: { callid, response: { success: true } },
  };
}

/** Page 004's request, as in its sample. */
export function listOutcomes(callid: string): Record<string, unknown> {
  return {
    channel: 'LCM',
    topic: 'WebService',
    subtopic: 'GetBusinessOutCome',
    source: 'test',
    data: { callid, AccountNumber: '5|3|1|0|0|44|1' },
  };
}
