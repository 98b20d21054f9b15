import { createHash } from 'node:crypto';
import type { JsonRecord } from '../wire/envelope.ts';
import type { SimulatedUser, Told } from './call.ts';
import type { Moment } from './stories.ts';

/** One event, with the softphone's own words for it. */
export interface Spoken extends Told {
  readonly event: string;
  readonly type: string;
  readonly id: string;
}

/** Builds `call` of an event, with every member that the softphone's page names. */
export type Body = (spoken: Spoken) => JsonRecord;

const EXTENSION = '5023';
const QUEUE = 'InboundTest';

/** Pages outbound-call-event-parameters and get-call-information; the objects inside as in the sample of incoming-call. */
export const amazonOutbound: Body = (spoken) => ({
  ...amazonHead(spoken),
  CallVariables: businessFields('LCMKey', spoken),
  ExtendedCallVariable: null,
  ResponseFields: {
    Participants: [],
    MediaProperties: mediaProperties(spoken),
    fromAddress: EXTENSION,
    toAddress: spoken.call.contactNumber,
    CallState: spoken.event,
    Type: 'Outbound',
    CallStartTime: time(spoken.began),
    CurrentStateTime: time(spoken.at),
    CallDurationInSec: String(seconds(spoken)),
    StateDuration: '00:00',
    Campaign: '1',
    DN: '',
  },
  User: userOf(spoken),
  ...tail(spoken),
});

/** Page v1 call-event-parameters and the sample of incoming-call. A manual call comes this way too, as `outbound`. */
export const amazonInbound: Body = (spoken) => {
  const { call } = spoken;
  return {
    ...amazonHead(spoken),
    CallVariables: { ANI: call.contactNumber, DNIS: '+16013261548', ...businessFields('LCMKey', spoken) },
    ExtendedCallVariables: null,
    ResponseFields: {
      Participants: [],
      MediaProperties: mediaProperties(spoken),
      fromAddress: call.contactNumber,
      CallState: spoken.event,
      Type: spoken.type,
      CurrentStateTime: time(spoken.at),
      Campaign: '',
      DN: QUEUE,
    },
    ...(isNobody(call.user) ? {} : { User: userOf(spoken) }),
    ...tail(spoken),
  };
};

/** Page outbound-call (`callType`), and for a manual call page v1 manual-outbound-apis-3 (`CallType`). */
export const webexOutbound: Body = (spoken) => ({
  ...webexHead(spoken, {
    fromaddress: '1908603511',
    id: agentId(spoken),
    toAddress: spoken.call.contactNumber,
  }),
  id: spoken.id,
  event: spoken.event,
  [spoken.call.kind === 'manual' ? 'CallType' : 'callType']: spoken.type,
});

/** Page incoming-call-1. */
export const webexInbound: Body = (spoken) => ({
  ...webexHead(spoken, { fromaddress: spoken.call.contactNumber, id: spoken.id, toaddress: '1908603511' }),
  id: spoken.id,
  event: spoken.event,
  callType: spoken.type,
});

/** Page call-event-parameters-4, and for a manual call page manual-outbound-apis-1: only `OutboundType` tells them apart. */
export const five9Outbound: Body = (spoken) => ({
  CallVariables: businessFields('AccountNumber', spoken),
  ResponseFields: {
    interactionData: interactionData(spoken),
    fromAddress: spoken.call.contactNumber,
    CallState: spoken.event,
    Type: spoken.type,
    Campaign: 'AD Progressive - New',
    OutboundType: spoken.call.kind === 'manual' ? 'manualdial' : 'Outbound',
    CallAgent: callAgent(spoken),
  },
  ...givenUser(spoken),
  ...tail(spoken),
});

/** Page call-event-parameters-3. */
export const five9Inbound: Body = (spoken) =>
  interaction(spoken, { interactionData: interactionData(spoken), CallAgent: callAgent(spoken) });

/** Page call-event-parameters-2. `User` has the agent's name, and the login as the extension. */
export const genesysOutbound: Body = (spoken) => {
  const { user, form, kind, contactNumber } = spoken.call;
  const isName = typeof user === 'string' && user !== '' && form === 'documented';
  return {
    User: isName
      ? { UserId: `Agent ${user}`, Extension: withDomain(user, 'genesys.example') }
      : userOf(spoken),
    CallVariables: businessFields('LCMKey', spoken),
    ResponseFields: {
      fromAddress: contactNumber,
      CallState: spoken.event,
      type: 'outbound',
      OutboundType: kind === 'manual' ? 'manualdial' : 'progressive',
      Campaign: '34xchjc7-299b-4d45-82a0-23dfdf3323',
    },
    ...tail(spoken),
  };
};

/** Page call-event-parameters-1. */
export const genesysInbound: Body = (spoken) => interaction(spoken, {});

function interactionData({ id, event, call }: Spoken): JsonRecord {
  return { interactionId: id, state: event, number: call.contactNumber };
}

function interaction(spoken: Spoken, fields: JsonRecord): JsonRecord {
  const { contactNumber } = spoken.call;
  return {
    ResponseActual: {
      contactid: agentId(spoken),
      connectionid: spoken.id,
      status: spoken.event,
      startTimestamp: time(spoken.began),
      phoneNumber: contactNumber,
      type: spoken.type,
    },
    CallVariables: businessFields('AccountNumber', spoken),
    ResponseFields: {
      fromAddress: contactNumber,
      CallState: spoken.event,
      Type: spoken.type,
      ...fields,
    },
    ...givenUser(spoken),
    ...tail(spoken),
  };
}

/** Page call-event-parameters-6, and for a manual call page make-a-call-4. Events name the agent by extension only. */
export const finesseOutbound: Body = (spoken) => finesse(spoken, EXTENSION, spoken.call.contactNumber);

/** Page v1 call-event-parameters-5. */
export const finesseInbound: Body = (spoken) => finesse(spoken, spoken.call.contactNumber, EXTENSION);

/** The agent information object, with the members that page get-direct-connects shows for it. */
export function agentInfo(loginName: string): JsonRecord {
  return { name: `Agent ${loginName}`, extension: '', loginName, muted: false, softphoneEnabled: false };
}

function amazonHead(spoken: Spoken): JsonRecord {
  const shown = BUTTONS.map(([name, moments]) => [name, moments.includes(spoken.moment)] as const);
  return {
    ButtonStates: {
      items: Object.fromEntries(shown.map(([name, isOn]) => [name, isOn ? 'Enable' : 'Hide'])),
      count: BUTTONS.length,
    },
    ActionsAllowed: null,
    ResponseType: 0,
    ResponseText: 'Success',
    ResponseActual: {
      connectionId: spoken.id,
      // The contact is the same for both legs of a call.
      contactId: spoken.call.id,
      phoneNumber: spoken.isLeg ? null : spoken.call.contactNumber,
      status: spoken.event,
      statusTimestamp: time(spoken.at),
      type: spoken.type,
      buttonStates: Object.fromEntries(shown),
    },
  };
}

const TALKING: readonly Moment[] = ['answered', 'recording', 'customerAnswered', 'human', 'machine'];
/** The buttons of the sample of incoming-call, in its order, and when they are enabled. */
const BUTTONS: readonly (readonly [string, readonly Moment[]])[] = [
  ['answer', ['ringing']],
  ['reject', ['ringing', 'preview']],
  ['disconnect', [...TALKING, 'held', 'consulting', 'conference']],
  ['hold', TALKING],
  ['resume', ['held']],
  ['clearContact', ['afterCallWork']],
  ['consult', TALKING],
  ['numberpad', TALKING],
  ['swap', ['held', 'consulting', 'swapped']],
  ['transfer', ['consulting']],
  ['conference', ['consulting']],
];

function webexHead(spoken: Spoken, addresses: JsonRecord): JsonRecord {
  const { fromaddress, id, ...to } = addresses;
  const { user, contactName, contactNumber } = spoken.call;
  const agent = agentId(spoken);
  const participants = {
    ...(agent === '' ? {} : { [agent]: { id: agent, pType: 'Agent', name: user } }),
    [contactNumber]: { id: contactNumber, pType: 'Customer', name: contactName },
  };
  return {
    ResponseActual: {
      fromaddress,
      id,
      mediaType: 'telephony',
      state: WEBEX_STATES[spoken.moment] ?? 'connected',
      ...to,
      participants,
    },
    CallVariables: businessFields('AccountNumber', spoken),
    ResponseFields: { fromAddress: fromaddress, ...to, CallState: spoken.event, Type: spoken.type },
    ...givenUser(spoken),
  };
}

/** As far as the page names states. */
const WEBEX_STATES: Readonly<Partial<Record<Moment, string>>> = {
  ringing: 'new',
  held: 'consulting',
  consulting: 'consult',
  conference: 'conference',
  ended: 'wrapUp',
  afterCallWork: 'wrapUp',
  dropped: 'wrapUp',
};

function finesse(spoken: Spoken, fromaddress: string, toaddress: string): JsonRecord {
  const { call, event } = spoken;
  // What Cisco's dialer puts into the variables of an outbound call.
  const variables = {
    BACampaign: 'Collections',
    ...keyAs('BAAccountNumber', spoken),
    BABuddyName: `${call.contactName},${call.id}`,
    BAStatus: call.kind === 'campaign' ? 'PO' : '',
  };
  return {
    ResponseActual: {
      // Cisco's dialogs name the one that they were made from.
      ...(spoken.isLeg ? { associatedDialogUri: `/finesse/api/Dialog/${call.id}` } : {}),
      fromaddress,
      id: spoken.id,
      mediaType: 'Voice',
      state: event,
      toaddress,
      participants: {
        Participant: [fromaddress, toaddress].map((mediaAddress) => ({
          mediaAddress,
          state: spoken.moment === 'held' ? 'HELD' : event,
          stateChangeTime: time(spoken.at),
        })),
      },
      mediaProperties: {
        DNIS: toaddress,
        callType: spoken.type,
        dialedNumber: toaddress,
        callvariables: {
          CallVariable: Object.entries(variables).map(([name, value]) => ({ name, value })),
        },
      },
    },
    Callvariables: variables,
    responsefields: { fromAddress: fromaddress, toAddress: toaddress, CallState: event, Type: spoken.type },
    ...givenUser(spoken),
    ...tail(spoken),
  };
}

/** The call variables: the LCM key under the site's name for it, and the contact. */
function businessFields(keyName: string, spoken: Spoken): JsonRecord {
  const { contactName, contactNumber } = spoken.call;
  return { ...keyAs(keyName, spoken), ContactName: contactName, ContactNumber: contactNumber };
}

function keyAs(name: string, { call: { lcmKey } }: Spoken): JsonRecord {
  return lcmKey === '' ? {} : { [name]: lcmKey };
}

function mediaProperties({ type, began }: Spoken): JsonRecord {
  return { callType: type, queueName: QUEUE, queueTimestamp: time(began) };
}

function tail({ id, event, type }: Spoken): JsonRecord {
  return { id, event, CallType: type };
}

/** `User` where the page has it. */
function userOf({ call: { user, form } }: Spoken): unknown {
  if (typeof user === 'object') return user;
  if (form === 'plain') return user;
  return user === '' ? null : agentInfo(user);
}

/** `User` where the page does not have it, if a test wants one. */
function givenUser({ call: { user } }: Spoken): JsonRecord {
  return typeof user === 'object' && user !== null ? { User: user } : {};
}

/** "The logged-in agent name", which in the page's sample has a domain. */
function callAgent({ call: { user } }: Spoken): string {
  return typeof user === 'string' && user !== '' ? withDomain(user, 'five9.example') : '';
}

function withDomain(user: string, domain: string): string {
  return user.includes('@') ? user : `${user}@${domain}`;
}

/** A made-up id of the agent, in the form of a UUID; '' if the event names nobody. */
function agentId({ call: { user } }: Spoken): string {
  if (isNobody(user)) return '';
  const hex = createHash('sha256').update(JSON.stringify(user)).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5');
}

function isNobody(user: SimulatedUser): boolean {
  return user === null || user === '';
}

function time(ms: number): string {
  return new Date(ms).toISOString();
}

function seconds({ began, at }: Spoken): number {
  return Math.round((at - began) / 1_000);
}
