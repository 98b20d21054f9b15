import { z } from 'zod';
import type {
  AfterCallView,
  AppState,
  CallView,
  Clearing,
  LinkState,
  MoreTime,
  Notice,
  OfferedCall,
  OutboxSummary,
} from '#shared/contract/app-state.ts';
import type { MyCallback } from '#shared/callbacks/my-callback.ts';
import type { ConnectStatus, PreviewAnswer } from '#shared/contract/connect.ts';
import { CHECK_STEPS, type CheckStep } from '#shared/contract/connection-check.ts';
import type { ExportCursor } from '#shared/contract/history-file.ts';
import {
  ERROR_CODES,
  type ContractError,
  type RequestName,
  type RequestOutput,
} from '#shared/contract/index.ts';
import type { YourDay } from '#shared/contract/requests/history.ts';
import { preferencesSchema } from '#shared/contract/preferences-schema.ts';
import { draftSchema } from '#shared/draft/draft-schema.ts';
import type { FieldProblem } from '#shared/draft/draft.ts';
import type { CallFacts, ContactField, ContactMode, LcmZone, Told } from '#shared/lcm/call-facts.ts';
import { SET_CALLS } from '#shared/lcm/names.ts';
import { outcomeRowSchema } from '#shared/lcm/outcome-row.ts';
import type { OutcomeList } from '#shared/outcomes/outcome-list.ts';
import type { OutcomeUse } from '#shared/outcomes/outcome-usage.ts';
import { outcomeRefSchema } from '#shared/outcomes/outcome-usage-schema.ts';
import type { Reason } from '#shared/reasons/reason.ts';
import { HELD_SETTINGS } from '#shared/contract/held-settings.ts';
import { formSettingsSchema } from '#shared/wrapup/form-settings.ts';
import { SUBMISSION_KINDS } from '#shared/wrapup/submission-kind.ts';
import {
  SUBMISSION_STATES,
  type EarlierWrapUp,
  type HistoryEntry,
  type HistoryStep,
  type SubmissionView,
} from '#shared/wrapup/submission.ts';

/*
 * The shapes by which tests check the core's answers at run time. The type checker compares each shape with its type.
 * Unlike a type, a shape is strict: an answer with one more field, such as a text that should stay sealed, fails.
 */

const count = z.number().int();
const at = z.number();
const params = z.record(z.string(), z.union([z.string(), z.number()]));
const reason: z.ZodType<Reason> = z.strictObject({ code: z.string(), params });
const submissionKind = z.enum(SUBMISSION_KINDS);
const submissionState = z.enum(SUBMISSION_STATES);

export const fieldProblemShape: z.ZodType<FieldProblem> = z.strictObject({
  field: z.enum([
    'form',
    'businessOutcome',
    'telephonyOutcome',
    'confirmation',
    'doNotCall',
    'campaigns',
    'callback',
    'callbackWhen',
    'callbackStartDate',
    'callbackStartTime',
    'callbackEndDate',
    'callbackEndTime',
    'callbackMode',
    'comment',
    'targetAmount',
    'leadScore',
  ]),
  code: z.string(),
  params,
});

export const contractErrorShape: z.ZodType<ContractError> = z.strictObject({
  code: z.enum(ERROR_CODES),
  detail: reason.nullable(),
  problems: z.array(fieldProblemShape),
});

const submissionView = z.strictObject({
  id: z.string(),
  callId: z.string(),
  kind: submissionKind,
  campaign: z.string().nullable(),
  lcmKey: z.string(),
  agent: z.string(),
  call: z.enum(SET_CALLS),
  summary: z.string(),
  comment: z.string(),
  fields: z.array(z.strictObject({ name: z.string(), value: z.string() })),
  withheld: z.boolean(),
  callbackAt: at.nullable(),
  callbackZone: z.string().nullable(),
  madeAt: at,
  byLimit: z.boolean(),
  state: submissionState,
  unknown: z.boolean(),
  attempts: count,
  isLetPast: z.boolean(),
  reason: z.string().nullable(),
  nextTryAt: at.nullable(),
  updatedAt: at,
});

export const submissionViewShape: z.ZodType<SubmissionView> = submissionView;

const listedSubmission = submissionView.extend({ contact: z.string().nullable() });

export const historyEntryShape: z.ZodType<HistoryEntry> = listedSubmission.extend({ seq: count });

const earlierShape: z.ZodType<EarlierWrapUp> = listedSubmission.extend({
  seq: count,
  firstAt: at,
  times: count,
  draft: draftSchema.pick({ businessOutcomeId: true, telephonyOutcomeId: true, comment: true }),
});

const historyStep: z.ZodType<HistoryStep> = z.strictObject({
  seq: count,
  at,
  from: submissionState.nullable(),
  to: submissionState,
  detail: z.string(),
});

const yourDay: z.ZodType<YourDay> = z.strictObject({
  from: at,
  until: at,
  wrappedUp: count,
  byLimit: count,
  timed: count,
  average: z.number().nullable(),
  longest: z.number().nullable(),
  booked: count,
  due: count,
  hours: z.array(count),
});

const link: z.ZodType<LinkState> = z.strictObject({
  status: z.enum(['connecting', 'connected', 'unreachable', 'refused']),
  since: at,
  reason: reason.nullable(),
  nextTryAt: at.nullable(),
});

const outbox: z.ZodType<OutboxSummary> = z.strictObject({
  waiting: count,
  sending: count,
  refused: count,
  held: count,
  elsewhere: count,
  oldestAt: at.nullable(),
});

const afterCall: z.ZodType<AfterCallView> = z.strictObject({
  startedAt: at,
  endsAt: at.nullable(),
  warnAt: at.nullable(),
  show: z.enum(['up', 'down']),
  atEnd: z.enum(['nothing', 'notify', 'submit']),
  more: z.strictObject({ left: count, seconds: count }).nullable(),
});

const phase = z.enum(['ringing', 'talking', 'ended']);
const moment = z.enum([
  'preview',
  'ringing',
  'talking',
  'held',
  'conference',
  'transferring',
  'dropped',
  'afterCallWork',
  'cleared',
]);

const moreTime: z.ZodType<MoreTime> = z.strictObject({ agent: z.string(), at, seconds: count, since: at });

const clearing: z.ZodType<Clearing> = z.strictObject({
  callId: z.string(),
  state: z.enum(['waits', 'sent', 'unconfirmed', 'cleared', 'refused', 'notSent']),
  reason: z.string().nullable(),
});

const offeredCall: z.ZodType<OfferedCall> = z.strictObject({
  callId: z.string(),
  type: z.string(),
  contact: z.string().nullable(),
  phase,
  moment: moment.nullable(),
  openedAt: at,
});

const callView: z.ZodType<CallView> = z.strictObject({
  callId: z.string(),
  number: z.int().min(1).max(9).nullable(),
  lcmKey: z.string(),
  type: z.string(),
  contact: z.string().nullable(),
  contactZone: z.string().nullable(),
  campaignZone: z.string().nullable(),
  origin: z.enum(['bus', 'link', 'hand']),
  phase,
  openedAt: at,
  endedAt: at.nullable(),
  afterCall: afterCall.nullable(),
  wrappedAt: at.nullable(),
  correcting: z.strictObject({ submissionId: z.string(), sentAt: at.nullable() }).nullable(),
  draft: draftSchema.nullable(),
  draftBy: z.string().nullable(),
  submission: submissionViewShape.nullable(),
  outcomeSetAt: at.nullable(),
  moment: moment.nullable(),
  unmappedType: z.string().nullable(),
  neverAnswered: z.boolean(),
  moreTime: z.array(moreTime),
  endMissed: z.boolean(),
  heardAt: at.nullable(),
  linkSays: z.strictObject({ lcmKey: z.string(), type: z.string() }).nullable(),
});

const notice: z.ZodType<Notice> = z.strictObject({
  id: z.string(),
  level: z.enum(['info', 'warning', 'error']),
  lasting: z.boolean(),
  code: z.string(),
  params,
  at,
});

const myCallback: z.ZodType<MyCallback> = z.strictObject({
  id: z.string(),
  origin: z.enum(['lcm', 'here', 'both']),
  isPersonal: z.boolean(),
  contact: z.string().nullable(),
  number: z.string().nullable(),
  mode: z.string().nullable(),
  at,
  until: at,
  contactZone: z.string().nullable(),
  summary: z.string(),
  comment: z.string(),
  state: submissionState.nullable(),
  isUnlisted: z.boolean(),
  standing: z.enum(['coming', 'due', 'snoozed', 'missed', 'done']),
  snoozedUntil: at.nullable(),
  callId: z.string().nullable(),
});

export const appStateShape: z.ZodType<AppState> = z.strictObject({
  version: count,
  agent: z.string().nullable(),
  agentOfSettings: z.string(),
  signIn: z
    .strictObject({
      status: z.enum(['out', 'waiting', 'in']),
      naming: z.boolean(),
      page: z.string().nullable(),
      reason: reason.nullable(),
    })
    .nullable(),
  secrets: z.array(z.strictObject({ name: z.string(), given: z.boolean() })),
  demo: z.boolean(),
  connect: z.enum(['closed', 'offered', 'asked']),
  lcmHost: z.string(),
  link,
  lcmAheadMs: z.number(),
  outbox,
  callbacks: z.strictObject({ due: z.array(myCallback), missed: count }),
  calls: z.array(callView),
  offers: z.array(offeredCall),
  softphoneAgent: z.string().nullable(),
  currentCallId: z.string().nullable(),
  notices: z.array(notice),
  form: formSettingsSchema,
  quickWrapUpKeys: z.string(),
  region: z.string().nullable(),
  mayStartAtLogin: z.boolean(),
  settingsFaults: count,
  settingsWait: z.boolean(),
  heldSettings: z.array(z.enum(HELD_SETTINGS)),
  mayClear: z.boolean(),
  clearing: clearing.nullable(),
  update: z
    .strictObject({
      version: z.string(),
      step: z.enum(['byAdmin', 'byHand', 'offered', 'loading', 'failed', 'ready', 'soon']),
      percent: z.number(),
    })
    .nullable(),
  measures: z.boolean(),
  preferences: preferencesSchema,
});

const outcomeList: z.ZodType<OutcomeList> = z.strictObject({
  listKey: z.string(),
  version: z.string(),
  count,
  packed: z.string().nullable(),
  fetchedAt: at.nullable(),
  refreshing: z.boolean(),
  assumed: z.boolean(),
  campaign: z.string().nullable(),
  failure: z.string().nullable(),
  ignored: count,
});

const outcomeUse: z.ZodType<OutcomeUse> = z.strictObject({
  ...outcomeRefSchema.shape,
  favourite: z.boolean(),
  weight: z.number().nullable(),
  number: z.number().int().min(1).max(9).nullable(),
});

const told = <T>(value: z.ZodType<T>): z.ZodType<Told<T> | null> => z.strictObject({ value, at }).nullable();

const lcmZone: z.ZodType<LcmZone> = z.strictObject({ text: z.string(), iana: z.string().nullable() });

const contactMode: z.ZodType<ContactMode> = z.strictObject({
  modeId: z.string(),
  name: z.string(),
  number: z.string().nullable(),
  callableFrom: count.nullable(),
  callableUntil: count.nullable(),
  zone: lcmZone.nullable(),
  hasConsent: z.boolean().nullable(),
  hasCampaignConsent: z.boolean().nullable(),
});

const contactField: z.ZodType<ContactField> = z.strictObject({
  name: z.string(),
  value: z.string(),
  dataType: z.string(),
  format: z.string(),
  editable: z.boolean(),
});

const callFacts: z.ZodType<CallFacts> = z.strictObject({
  mode: told(
    z.strictObject({
      campaignId: z.string().nullable(),
      campaignCategory: z.string().nullable(),
      modeName: z.string().nullable(),
      contactId: z.string().nullable(),
      contactNumber: z.string().nullable(),
      zone: lcmZone.nullable(),
      dispositionRequired: z.boolean().nullable(),
      doNotCall: z
        .strictObject({
          kind: z.enum(['permanent', 'days', 'agentChooses']),
          days: count.nullable(),
          untilEndOfDay: z.boolean().nullable(),
          inContactZone: z.boolean().nullable(),
        })
        .nullable(),
    }),
  ),
  contactModes: told(z.array(contactMode)),
  callbackModes: told(z.array(contactMode)),
  campaignModes: told(z.array(contactMode)),
  telephonyOutcomes: told(z.array(outcomeRowSchema)),
  fields: told(z.array(contactField)),
  screenPop: told(z.array(z.strictObject({ name: z.string(), value: z.string() }))),
  doNotCallFields: told(z.array(z.string())),
  campaigns: told(
    z.array(
      z.strictObject({
        campaignId: z.string(),
        name: z.string().nullable(),
        lcmKey: z.string(),
        contactId: z.string().nullable(),
        number: z.string().nullable(),
      }),
    ),
  ),
});

const exportCursor: z.ZodType<ExportCursor> = z.strictObject({
  after: count,
  until: count,
  done: count,
  rows: count,
  total: count,
});

const checkStep: z.ZodType<CheckStep> = z.strictObject({
  step: z.enum(CHECK_STEPS),
  state: z.enum(['running', 'passed', 'failed', 'skipped']),
  detail: reason.nullable(),
  note: reason.exactOptional(),
  tookMs: z.number().nullable(),
});

const connectStatus: z.ZodType<ConnectStatus> = z.strictObject({
  address: z
    .strictObject({
      url: z.string(),
      path: z.string(),
      namespace: z.string(),
      eventName: z.string(),
      caFile: z.string(),
      proxy: z.string(),
      proxyHasPassword: z.boolean(),
      auth: z.array(z.string()),
      headers: z.array(z.string()),
    })
    .nullable(),
  steps: z.array(checkStep),
  passed: z.boolean().nullable(),
  link: link.nullable(),
  bus: z.strictObject({
    groups: z.array(
      z.strictObject({
        id: z.string(),
        channel: z.string(),
        topic: z.string(),
        subtopic: z.string(),
        count,
        lastAt: at,
        dialect: z.string().nullable(),
      }),
    ),
    total: count,
    perSecond: count,
    beyond: count,
    unreadable: count,
    otherEvents: z.array(z.strictObject({ name: z.string(), count })),
  }),
});

const callPreview: z.ZodType<PreviewAnswer> = z.union([
  z.strictObject({
    call: z.strictObject({
      callId: z.string(),
      lcmKey: z.string(),
      contact: z.string().nullable(),
      agent: z.string().nullable(),
      type: z.string(),
      phase: z.enum(['ringing', 'talking', 'ended']).nullable(),
      list: z.enum(['004', '003']),
    }),
    problem: z.null(),
  }),
  z.strictObject({ call: z.null(), problem: reason }),
]);

const callIdAlone = z.strictObject({ callId: z.string() });

/** The shapes of all requests that answer with more than success. */
const ANSWER_SHAPES: {
  readonly [N in RequestName as undefined extends RequestOutput<N> ? never : N]: z.ZodType<RequestOutput<N>>;
} = {
  getState: appStateShape,
  openCall: callIdAlone,
  correctContactFields: z.strictObject({ submissionId: z.string() }),
  listFieldEdits: z.strictObject({ items: z.array(submissionViewShape) }),
  saveDoNotCall: z.strictObject({ submissionId: z.string() }),
  listDoNotCalls: z.strictObject({ items: z.array(submissionViewShape) }),
  earlierWrapUps: z.strictObject({
    by: z.enum(['contact', 'number']),
    items: z.array(earlierShape),
    hasOlder: z.boolean(),
  }),
  otherCampaigns: z.strictObject({
    items: z.array(
      z.strictObject({
        lcmKey: z.string(),
        name: z.string(),
        contactId: z.string().nullable(),
        because: fieldProblemShape.nullable(),
        submission: submissionViewShape.nullable(),
      }),
    ),
  }),
  bookedCallbacks: z.strictObject({
    items: z.array(
      z.strictObject({
        callId: z.string(),
        contact: z.string().nullable(),
        at,
        until: at,
        isPersonal: z.boolean(),
      }),
    ),
  }),
  callbackOverlap: z.boolean().nullable(),
  submitWrapUp: z.strictObject({ submissionId: z.string() }),
  listOutcomes: outcomeList,
  getOutcomeUsage: z.array(outcomeUse),
  getCallFacts: callFacts,
  listOutbox: z.strictObject({ total: count, items: z.array(listedSubmission) }),
  beginCorrection: callIdAlone,
  editSubmission: callIdAlone,
  listNotWrappedUp: z.strictObject({
    calls: z.array(
      z.strictObject({
        callId: z.string(),
        lcmKey: z.string(),
        type: z.string(),
        contact: z.string().nullable(),
        openedAt: at,
      }),
    ),
  }),
  listHistory: z.strictObject({ entries: z.array(historyEntryShape), upTo: count }),
  followHistory: z
    .strictObject({ changed: z.array(count), entries: z.array(historyEntryShape), upTo: count })
    .nullable(),
  countHistory: z.strictObject({
    found: count,
    without: z.partialRecord(z.enum(['today', 'state', 'callback', 'outcome', 'agent', 'query']), count),
  }),
  historyChoices: z.strictObject({ outcomes: z.array(z.string()), agents: z.array(z.string()) }),
  historyTimeline: z.strictObject({
    moreTime: z.array(moreTime),
    steps: z.array(historyStep),
    draft: draftSchema.nullable(),
  }),
  yourDay: yourDay.nullable(),
  listCallbacks: z.strictObject({
    callbacks: z.array(myCallback),
    list: z
      .strictObject({
        fetchedAt: at.nullable(),
        isWhole: z.boolean(),
        areDatesCertain: z.boolean(),
        ignored: count,
        isAsking: z.boolean(),
        fault: z.string().nullable(),
      })
      .nullable(),
  }),
  exportHistory: z.strictObject({
    text: z.string(),
    done: count,
    rows: count,
    total: count,
    next: exportCursor.nullable(),
  }),
  makeDiagnostics: z.strictObject({ name: z.string(), zip: z.base64() }),
  checkSettings: z.strictObject({
    file: z.string(),
    faults: z.array(
      z.strictObject({
        place: z.string(),
        path: z.string(),
        line: count.nullable(),
        written: z.string().nullable(),
        instead: z.string().nullable(),
        reason,
      }),
    ),
    site: z.array(z.strictObject({ place: z.string(), locked: z.array(z.string()) })),
    waits: z.boolean(),
    desktop: z.boolean(),
  }),
  getConnect: connectStatus,
  testConnection: z.strictObject({ faults: z.array(z.strictObject({ path: z.string(), reason })) }),
  listBusMembers: z.strictObject({
    members: z.array(
      z.strictObject({
        pointer: z.string(),
        name: z.string(),
        depth: count,
        kind: z.enum(['group', 'list', 'text', 'number', 'flag', 'nothing']),
        size: count,
      }),
    ),
  }),
  revealMember: z.strictObject({
    latest: z.string(),
    values: z.array(z.strictObject({ value: z.string(), count })),
    more: z.boolean(),
  }),
  previewCall: callPreview,
  tryOutcomeList: z.union([
    z.strictObject({
      rows: z.array(z.strictObject({ id: z.string(), name: z.string() })),
      total: count,
      problem: z.null(),
    }),
    z.strictObject({ rows: z.array(z.never()), total: z.literal(0), problem: reason }),
  ]),
  draftSettings: z.strictObject({
    text: z.string(),
    leftOut: z.array(z.string()),
    held: z.array(z.string()),
    path: z.string(),
    canWrite: z.boolean(),
  }),
  recordBus: z.strictObject({ path: z.string() }),
  writeSettings: z.strictObject({ path: z.string() }),
};

/** @throws ZodError if the answer is not what the request declares */
export function checkAnswer<N extends RequestName>(name: N, value: unknown): RequestOutput<N> {
  const shapes: Partial<Record<RequestName, z.ZodType>> = ANSWER_SHAPES;
  return (shapes[name] ?? z.undefined()).parse(value) as RequestOutput<N>;
}
