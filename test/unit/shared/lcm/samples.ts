/** The sample requests of the vendor pages, typed off, and what the app knows inside when it sends them. */
import type { JsonObject } from '#shared/lcm/json.ts';
import type { SetFields } from '#shared/lcm/encode.ts';

const subject = {
  callId: '12345',
  lcmKey: '5|3|1|0|0|44|1',
  comments: 'Test comment',
  leadScore: 0,
  targetAmount: 0,
};

/** Page 000, Set Business Outcome With Callback. */
export const page000 = {
  fields: {
    ...subject,
    userId: 'prakashr',
    telephonyOutcomeId: '4',
    businessOutcomeId: '101',
    callback: {
      startDate: '13/01/2021',
      endDate: '13/01/2021',
      startTime: '13:45',
      endTime: '13:45',
      modeId: '1',
    },
  } satisfies SetFields,
  sample: {
    channel: 'LCM',
    topic: 'WebService',
    subtopic: 'SetBusinessOutcomeWithCallback',
    data: {
      callid: '12345',
      AccountNumber: '5|3|1|0|0|44|1',
      OutcomeId: 4,
      BusinessOutcome: 101,
      StartDate: '13/01/2021',
      EndDate: '13/01/2021',
      StartTime: '13:45',
      EndTime: '13:45',
      CallbackModeID: 1,
      UserID: 'prakashr',
      AgentComments: 'Test comment',
      LeadScore: 0,
      TargetAmount: 0,
    },
  },
};

/** Page 001, Set Callback. */
export const page001 = {
  fields: {
    ...subject,
    userId: 'testagent',
    callback: {
      startDate: '03/07/2020',
      endDate: '03/07/2020',
      startTime: '13:45',
      endTime: '13:45',
      modeId: '1',
    },
  } satisfies SetFields,
  sample: {
    channel: 'LCM',
    topic: 'WebService',
    subtopic: 'SetCallbackWithComments',
    data: {
      callid: '12345',
      AccountNumber: '5|3|1|0|0|44|1',
      StartDate: '03/07/2020',
      EndDate: '03/07/2020',
      StartTime: '13:45',
      EndTime: '13:45',
      CallbackModeID: 1,
      UserID: 'testagent',
      AgentComments: 'Test comment',
      LeadScore: 0,
      TargetAmount: 0,
    },
  },
};

/** Page 002, Set Telephony Outcome. */
export const page002 = {
  fields: { ...subject, userId: 'testagent', telephonyOutcomeId: '1' } satisfies SetFields,
  sample: {
    channel: 'LCM',
    topic: 'WebService',
    subtopic: 'SetCallOutcomeWithComments',
    data: {
      callid: '12345',
      AccountNumber: '5|3|1|0|0|44|1',
      OutcomeId: 1,
      LeadScore: 0,
      UserID: 'testagent',
      AgentComments: 'Test comment',
      TargetAmount: 0,
    },
  },
};

/** Page 003, Get Business Outcome By Outcome group: request and reply. */
export const page003 = {
  sample: {
    channel: 'LCM',
    topic: 'WebService',
    subtopic: 'GetOutcomeByOutcomegroup',
    data: { callid: '', type: 'MANUAL' },
  },
  reply: {
    channel: 'LCM',
    topic: 'WebService',
    subtopic: 'BusinessOutCome',
    message: {
      response: [
        { CampaignID: '0', OutComeID: '107', LeadScore: '0', ParentID: '5', Description: 'success' },
        { CampaignID: '0', OutComeID: '108', LeadScore: '0', ParentID: '6', Description: 'Fail' },
      ],
    },
  },
};

/** Page 004, Get Business Outcomes: request and reply. */
export const page004 = {
  sample: {
    channel: 'LCM',
    topic: 'WebService',
    subtopic: 'GetBusinessOutCome',
    data: { callid: '12345', AccountNumber: '5|3|1|0|0|44|1' },
  },
  reply: {
    channel: 'LCM',
    topic: 'WebService',
    subtopic: 'BusinessOutCome',
    message: {
      callid: '12345',
      response: [
        { OutComeID: '101', Description: 'Payment Done', CampaignID: '1', LeadScore: '0', ParentID: null },
        { OutComeID: '102', Description: 'Payment Failure', CampaignID: '1', LeadScore: '0', ParentID: null },
      ],
    },
  },
};

/** Page set-business-fields: request and reply. */
export const pageSetBusinessFields = {
  fields: {
    callId: '12345',
    lcmKey: '5|3|1|0|0|44|1',
    agentId: 'testagent',
    fields: [
      { name: 'FName', value: 'Test', dataType: 'String', format: '' },
      { name: 'LName', value: 'Berry', dataType: 'String', format: '' },
    ],
  },
  sample: {
    channel: 'LCM',
    topic: 'WebService',
    subtopic: 'SetContactBusinessFields',
    data: {
      callid: '12345',
      AccountNumber: '5|3|1|0|0|44|1',
      AgentID: 'testagent',
      businessField: [
        { FieldName: 'FName', Value: 'Test', DataType: 'String', Format: '' },
        { FieldName: 'LName', Value: 'Berry', DataType: 'String', Format: '' },
      ],
    },
  },
  reply: {
    channel: 'LCM',
    topic: 'WebService',
    subtopic: 'SetContactBusinessFieldsResult',
    message: { callid: '12345', response: { success: true } },
  },
};

/** A sample with `source` where the pages' tables have it: before `data`. */
export function withSource(
  sample: { channel: string; topic: string; subtopic: string; data: JsonObject },
  source: string,
): JsonObject {
  const { channel, topic, subtopic, data } = sample;
  return { channel, topic, subtopic, source, data };
}
