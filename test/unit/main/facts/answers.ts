import { FACT_QUESTIONS } from '#main/facts/fact-answers.ts';
import type { CallFactName, CallFactValues } from '#shared/lcm/call-facts.ts';
import { readEnvelope, type Envelope } from '#shared/lcm/envelope.ts';
import { REPLY_SUBTOPICS, type QuestionCallName } from '#shared/lcm/names.ts';

/** A message of LCM's channel. */
export function envelope(subtopic: string, body: { message?: unknown; data?: unknown }): Envelope {
  const reading = readEnvelope({ channel: 'LCM', topic: 'WebService', subtopic, ...body });
  if (!reading.ok) throw new Error(reading.reason);
  return reading.envelope;
}

export const replyTo = (call: QuestionCallName, message: unknown): Envelope =>
  envelope(REPLY_SUBTOPICS[call], { message });

/** What the first question for that fact reads from a reply to it. */
export function readFact<N extends CallFactName>(fact: N, message: unknown): CallFactValues[N] | null {
  const question = FACT_QUESTIONS.find((one) => one.fact === fact)!;
  return question.read(replyTo(question.call, message)) as CallFactValues[N] | null;
}

/** Replies: where a page shows a sample, that; else the members of its table with values of the field. */
export const ANSWERS: Readonly<
  Record<Exclude<QuestionCallName, 'StateSync' | 'ScheduledCallBackOverlap'>, unknown>
> = {
  GetCampaignTimeZone: { callid: '12345', response: [{ ZoneName: 'Asia/Kolkata' }] },
  GetModeInformation: {
    callid: '12345',
    response: [
      {
        CampaignId: '5',
        ModeName: 'Mobile',
        ContactID: '44',
        Timezone: '(UTC-05:00) Eastern Time (US & Canada)',
        ContactNumber: '6591462346',
        CampaignCategoryName: 'Sales',
        CallId: '9',
        GMTDeviation: -300,
        DispositionRequired: true,
        DNCPeriodType: 'Specific Days',
        DNCDays: 30,
        DNCEOD: true,
        CustomerDNCTZEnabled: false,
      },
    ],
  },
  GetCallBackModes: {
    callid: '12345',
    response: [
      {
        ModeID: '3',
        Description: 'Mobile',
        ChannelType: null,
        MinLength: null,
        MaxLength: null,
        Cvalue: '6591462346',
        PEWC: true,
        CampaignPEWC: false,
      },
    ],
  },
  GetContactModes: {
    Contactmodes: [
      {
        ModeID: '3',
        ModeDesc: 'Mobile',
        CampaignID: '5',
        CValue: '6591462346',
        ModeDialingStartTime: '08:00',
        ModeDialingEndTime: '21:00',
        TimeZone: 'Romance Standard Time',
        TimeZone1: '',
        PEWC: 'Yes',
        AreaCode: '',
        ZipCode: '',
      },
    ],
  },
  GetCallOutCome: {
    callid: '12345',
    response: [
      { OutComeID: '0', Description: 'Success' },
      { OutComeID: '1', Description: 'Abandoned' },
    ],
  },
  SetCallOutComeOffline: { response: [{ OutComeID: '0', Description: 'Success' }] },
  GetCampaignModes: {
    callid: '12345',
    response: [
      {
        ModeID: '1',
        Description: 'Home',
        ChannelType: '2',
        MinLength: '8',
        MaxLength: '12',
        Cvalue: '6591462346',
        PEWC: false,
        CampaignPEWC: false,
      },
    ],
  },
  GetContactDetail: {
    callid: '12345',
    response: [
      { FieldName: 'FName', Value: 'Test', DataType: 'String', Format: '', Editable: true },
      { FieldName: 'LName', Value: 'Berry', DataType: 'String', Format: '', Editable: true },
    ],
  },
  GetScreenPopData: {
    callid: '12345',
    response: { FName: 'David1', LName: 'Berry', Address: 'Virginia', Home: '6491462346', Office: '' },
  },
  GetDNCBussField: { callid: '12345', response: ['LName'] },
  GetCampaignsForMCDRequest: {
    response: [
      {
        CampaignId: '7',
        CampaignName: 'Contract renewal',
        ContactID: 550,
        CallType: 'regular call',
        AgentID: 'test',
        Mode: 'Mobile',
        PhoneNo: '919500610256',
        AccountNumber: '34|7|550|0|0|44|59',
      },
    ],
  },
};
