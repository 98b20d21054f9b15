import type { Dialect, Place } from './dialect.ts';
import type { Envelope } from '#shared/lcm/envelope.ts';
import { foldWord } from './lookup.ts';
import { MOMENTS } from './words.ts';

/** Events carry the call in `message`. The samples of the pages outbound-apis-3 and get-call-information use `data`. */
const ROOTS = ['/message/call', '/data/call'];

const inCall = (...places: readonly string[]): readonly string[] =>
  places.flatMap((place) => ROOTS.map((root) => root + place));

/** Where call variables lie: on every page, and as Finesse and Webex nest them in what they answered themselves. */
const VARIABLES = [
  '/CallVariables',
  '/CallVariables/CallVariable',
  '/ExtendedCallVariables',
  '/ResponseFields/CallVariables',
  '/ResponseActual/callAssociatedData',
  '/ResponseActual/dialog/mediaProperties/callvariables',
  '/ResponseActual/dialog/mediaProperties/callvariables/CallVariable',
];

/**
 * Which variable bears the LCM key is the site's choice. These are the names that LCM and its public clients use. The
 * clearest comes first, since call variables are business fields too, and an account number may be the customer's own.
 */
const LCM_KEYS = ['LCMKey', 'BAAccountNumber', 'AccountNumber'];

const inVariables = (...names: readonly string[]): readonly string[] =>
  inCall(...VARIABLES.flatMap((holder) => names.map((name) => `${holder}/${name}`)));

/** First and last name, as the page state-synchronization names them, and as people do. */
const bothNames = (first: string, last: string): readonly Place[] =>
  ROOTS.map((root) => [`${root}/CallVariables/${first}`, `${root}/CallVariables/${last}`]);

const NAMES: readonly Place[] = [
  ...inVariables('ContactName', 'CustomerName', 'FullName', 'BABuddyName'),
  ...bothNames('FName', 'LName'),
  ...bothNames('FirstName', 'LastName'),
];

/** What all pages have in common. The rows below say what differs. */
const COMMON: Omit<Dialect, 'name' | 'channels' | 'topics' | 'subtopics'> = {
  callId: inCall('/id', '/callid'),
  lcmKey: [...inVariables(...LCM_KEYS), ...inCall('/LCMKey', '/AccountNumber')],
  type: inCall('/CallType'),
  types: new Map(),
  legStatus: [],
  defaultType: 'OUTBOUND',
  contact: [...NAMES, ...inCall('/ResponseFields/toAddress', '/ResponseFields/phoneNumber')],
  zone: [],
  agent: inCall('/User'),
  participants: [],
  event: inCall('/event', '/ResponseFields/CallState', '/ResponseActual/status', '/ResponseActual/state'),
  moments: MOMENTS,
  partOf: [],
};

const CUSTOMER_IS_CALLED: Pick<Dialect, 'topics' | 'subtopics'> = {
  topics: ['Outbound', 'OutboundCall'],
  subtopics: ['OutboundCallStateChange'],
};

const CUSTOMER_CALLS: Pick<Dialect, 'topics' | 'subtopics' | 'defaultType' | 'contact'> = {
  topics: ['Inbound', 'InboundCall'],
  subtopics: ['InboundCallStateChange'],
  defaultType: 'INBOUND',
  contact: [
    ...NAMES,
    ...inCall('/ResponseFields/fromAddress', '/ResponseActual/phoneNumber', '/ResponseActual/fromAddress'),
    ...inVariables('ANI'),
  ],
};

const AMAZON = {
  channels: ['Amazon'],
  // A call has a connection for each who takes part. The id of the customer's is the contact id of all of them.
  partOf: inCall('/ResponseActual/contactId'),
};
const WEBEX = { channels: ['Webex CC', 'Webex'], participants: inCall('/ResponseActual/participants') };
const FIVE9 = { channels: ['Five9'], agent: inCall('/User', '/ResponseFields/CallAgent') };
const GENESYS = { channels: ['Genesys'] };
/**
 * Only the call variable `BAStatus` tells the reservation of the agent (`PREVIEW_OUTBOUND_RESERVATION`) from the call to the
 * customer: both have the LCM key, but ids of their own. The dialog at Cisco that a leg belongs to is an
 * address: `/finesse/api/Dialog/2130706631`.
 */
const CISCO = {
  channels: ['Finesse', 'Cisco'],
  legStatus: inVariables('BAStatus'),
  partOf: inCall('/ResponseActual/dialog/associatedDialogUri', '/ResponseActual/associatedDialogUri'),
};
/** Only the kind of outbound call tells an agent's own call (`manualdial`) from one of a campaign. */
const BY_OUTBOUND_TYPE = inCall('/ResponseFields/OutboundType', '/CallType');
/** Here `fromAddress` is the customer's number, whoever called. */
const ANY_NUMBER: readonly Place[] = [...COMMON.contact, ...inCall('/ResponseFields/fromAddress')];

/** The softphones whose events are documented. The pages are named in docs/lcm.md. */
export const DIALECTS: readonly Dialect[] = [
  { ...COMMON, ...CUSTOMER_IS_CALLED, ...AMAZON, name: 'amazon outbound' },
  {
    ...COMMON,
    ...CUSTOMER_CALLS,
    ...AMAZON,
    name: 'amazon inbound',
    // Amazon's softphone tells of calls that agents dial themselves on the inbound topic (page make-call).
    types: new Map([[foldWord('outbound'), 'MANUAL']]),
  },
  {
    ...COMMON,
    ...CUSTOMER_IS_CALLED,
    ...WEBEX,
    name: 'webex outbound',
    contact: [...COMMON.contact, ...inCall('/ResponseActual/toAddress')],
  },
  { ...COMMON, ...CUSTOMER_CALLS, ...WEBEX, name: 'webex inbound' },
  {
    ...COMMON,
    ...CUSTOMER_IS_CALLED,
    ...FIVE9,
    name: 'five9 outbound',
    type: BY_OUTBOUND_TYPE,
    contact: ANY_NUMBER,
  },
  { ...COMMON, ...CUSTOMER_CALLS, ...FIVE9, name: 'five9 inbound' },
  {
    ...COMMON,
    ...CUSTOMER_IS_CALLED,
    ...CISCO,
    name: 'finesse outbound',
    contact: [
      ...COMMON.contact,
      ...inVariables('BACustomerNumber', 'dialedNumber'),
      ...inCall('/ResponseActual/toAddress', '/ResponseActual/dialog/mediaProperties/dialedNumber'),
    ],
  },
  { ...COMMON, ...CUSTOMER_CALLS, ...CISCO, name: 'finesse inbound' },
  {
    ...COMMON,
    ...CUSTOMER_IS_CALLED,
    ...GENESYS,
    name: 'genesys outbound',
    type: BY_OUTBOUND_TYPE,
    contact: ANY_NUMBER,
  },
  { ...COMMON, ...CUSTOMER_CALLS, ...GENESYS, name: 'genesys inbound' },
  { ...COMMON, ...CUSTOMER_IS_CALLED, name: 'lcm', channels: ['LCM'] },
];

/** For an envelope that is none of the documented ones: what all of them have in common. */
export const UNKNOWN_SOFTPHONE: Dialect = {
  ...COMMON,
  name: 'unknown',
  channels: [],
  topics: [],
  subtopics: [],
};

/** The dialect whose documented event this is; null if it is none. */
export function documentedDialect(event: Pick<Envelope, 'channel' | 'topic' | 'subtopic'>): Dialect | null {
  const has = (names: readonly string[], name: string): boolean =>
    names.some((known) => foldWord(known) === foldWord(name));
  const isOf = ({ channels, topics, subtopics }: Dialect): boolean =>
    has(channels, event.channel) && has(topics, event.topic) && has(subtopics, event.subtopic);
  return DIALECTS.find(isOf) ?? null;
}
