import { cleanText } from '#shared/text/clean-text.ts';
import { readLcmZone } from '#main/zones/lcm-zone.ts';
import {
  answerEntries,
  ANSWER_LIMIT,
  membersOf,
  readBoolean,
  readCount,
  readMinuteOfDay,
  someMembers,
  type Members,
} from '#shared/lcm/answer.ts';
import type {
  CallFactName,
  CallFactValues,
  ContactCampaign,
  ContactField,
  ContactMode,
  DoNotCallPeriod,
  LcmZone,
  ModeInformation,
  ScreenPopField,
} from '#shared/lcm/call-facts.ts';
import { readOutcomeRow } from '#shared/lcm/decode.ts';
import type { Envelope } from '#shared/lcm/envelope.ts';
import { isJsonObject } from '#shared/lcm/json.ts';
import type { QuestionCallName, SetCallName } from '#shared/lcm/names.ts';
import { readVerdict } from '#shared/lcm/refusal.ts';
import type { OutcomeRow } from '#shared/lcm/outcome-row.ts';

/** A question whose answer is a fact, and how the answer is read. */
export interface FactQuestion<N extends CallFactName = CallFactName> {
  readonly fact: N;
  readonly call: QuestionCallName;
  /** `campaign`: calls of one campaign share the answer, so it holds nothing about a contact. */
  readonly scope: 'call' | 'campaign';
  readonly changedBy?: SetCallName;
  /**
   * What a reply tells. Rows that cannot be read are left out.
   *
   * @returns null if nothing can be read, such as in a refusal; an empty list is an answer
   */
  read(reply: Envelope): CallFactValues[N] | null;
}

type AnyFactQuestion = { readonly [N in CallFactName]: FactQuestion<N> }[CallFactName];

/** In the order in which an agent needs the answers. The vendor's page of each is named in docs/lcm.md. */
export const FACT_QUESTIONS: readonly AnyFactQuestion[] = [
  {
    fact: 'mode',
    call: 'GetModeInformation',
    scope: 'call',
    read: (reply) => rows(reply, readMode)?.[0] ?? null,
  },
  { fact: 'callbackModes', call: 'GetCallBackModes', scope: 'call', read: (reply) => modes(reply) },
  {
    fact: 'contactModes',
    call: 'GetContactModes',
    scope: 'call',
    read: (reply) => modes(reply, 'Contactmodes'),
  },
  { fact: 'telephonyOutcomes', call: 'GetCallOutCome', scope: 'campaign', read: outcomes },
  { fact: 'telephonyOutcomes', call: 'SetCallOutComeOffline', scope: 'campaign', read: outcomes },
  {
    fact: 'campaignModes',
    call: 'GetCampaignModes',
    scope: 'campaign',
    read: (reply) => modes(reply)?.map(withoutContact) ?? null,
  },
  {
    fact: 'fields',
    call: 'GetContactDetail',
    scope: 'call',
    changedBy: 'SetContactBusinessFields',
    read: (reply) => rows(reply, readContactField),
  },
  {
    fact: 'screenPop',
    call: 'GetScreenPopData',
    scope: 'call',
    changedBy: 'SetContactBusinessFields',
    read: readScreenPop,
  },
  { fact: 'doNotCallFields', call: 'GetDNCBussField', scope: 'campaign', read: readFieldNames },
  {
    fact: 'campaigns',
    call: 'GetCampaignsForMCDRequest',
    scope: 'call',
    read: (reply) =>
      readVerdict(reply).success === false ? null : rows(reply, readContactCampaign, 'Campaigns'),
  },
];

/** Page get-campaigns-for-mcd-request. Without the contact's LCM key there, nothing can be set for it. */
function readContactCampaign(member: Members): ContactCampaign | null {
  const campaignId = readExact(member('CampaignId'), ID_LIMIT);
  const lcmKey = readKey(member('AccountNumber') ?? member('LCMKey'));
  if (campaignId === null || lcmKey === null) return null;
  return {
    campaignId,
    name: cleanText(member('CampaignName'), NAME_LIMIT),
    lcmKey,
    contactId: readExact(member('ContactID'), ID_LIMIT),
    number: readExact(member('PhoneNo'), ID_LIMIT),
  };
}

/** In UTF-16 units. A longer id, number or field name is none; other texts are shortened. */
const ID_LIMIT = 64;
const KEY_LIMIT = 256;
const NAME_LIMIT = 128;
const VALUE_LIMIT = 2_000;

/** How many characters of an answer are kept at most; the rows beyond are left out. */
const CHARACTER_LIMIT = 200_000;

/** The readable rows of a reply; null if it has none although it is not an empty list. */
function rows<T>(reply: Envelope, read: (entry: Members) => T | null, list?: string): T[] | null {
  const entries = answerEntries(reply, list);
  if (entries === null) return null;
  const found: T[] = [];
  let characters = 0;
  for (const entry of entries) {
    const members = membersOf(entry);
    const row = members === null ? null : read(members);
    if (row === null) continue;
    characters += JSON.stringify(row).length;
    if (characters > CHARACTER_LIMIT) break;
    found.push(row);
  }
  return found.length > 0 || entries.length === 0 ? found : null;
}

/** Page get-mode-information. */
function readMode(member: Members): ModeInformation | null {
  const mode: ModeInformation = {
    campaignId: readExact(member('CampaignId'), ID_LIMIT),
    campaignCategory: cleanText(member('CampaignCategoryName'), NAME_LIMIT),
    modeName: cleanText(member('ModeName'), NAME_LIMIT),
    contactId: readExact(member('ContactID'), ID_LIMIT),
    contactNumber: readExact(member('ContactNumber'), ID_LIMIT),
    zone: readZone(member('Timezone'), member('GMTDeviation')),
    dispositionRequired: readBoolean(member('DispositionRequired')),
    doNotCall: readDoNotCall(member),
  };
  return Object.values(mode).some((value) => value !== null) ? mode : null;
}

/** The page names the kinds in words, not as the wire writes them. */
function readDoNotCall(member: Members): DoNotCallPeriod | null {
  const type = cleanText(member('DNCPeriodType'), NAME_LIMIT)?.toLowerCase() ?? '';
  const kind = /perm/.test(type)
    ? 'permanent'
    : /agent/.test(type)
      ? 'agentChooses'
      : /day|specific/.test(type)
        ? 'days'
        : null;
  if (kind === null) return null;
  return {
    kind,
    days: kind === 'days' ? readCount(member('DNCDays')) : null,
    untilEndOfDay: readBoolean(member('DNCEOD')),
    inContactZone: readBoolean(member('CustomerDNCTZEnabled')),
  };
}

/** Pages get-contact-modes, get-callback-modes, get-campaign-modes: the same rows with other members. */
function modes(reply: Envelope, list?: string): ContactMode[] | null {
  const told = rows(reply, readContactMode, list);
  const seen = new Set<string>();
  return (
    told?.filter(({ modeId, number }) => {
      const key = JSON.stringify([modeId, number]);
      return !seen.has(key) && seen.add(key);
    }) ?? null
  );
}

function readContactMode(member: Members): ContactMode | null {
  const modeId = readExact(member('ModeID'), ID_LIMIT);
  if (modeId === null) return null;
  const from = readMinuteOfDay(member('ModeDialingStartTime'));
  const until = readMinuteOfDay(member('ModeDialingEndTime'));
  return {
    modeId,
    name: cleanText(member('ModeDesc') ?? member('Description'), NAME_LIMIT) ?? '',
    number: readExact(member('CValue'), ID_LIMIT),
    callableFrom: from,
    // A day ends at midnight, not before it began.
    callableUntil: until === 0 ? 1_440 : until,
    zone: readZone(member('TimeZone')),
    hasConsent: readBoolean(member('PEWC')),
    hasCampaignConsent: readBoolean(member('CampaignPEWC')),
  };
}

/** `Cvalue` and the consents of GetCampaignModes are those of the contact of the question. */
function withoutContact(mode: ContactMode): ContactMode {
  return { ...mode, number: null, zone: null, hasConsent: null, hasCampaignConsent: null };
}

/** Pages get-available-outcomes and set-call-outcome-offline. */
function outcomes(reply: Envelope): OutcomeRow[] | null {
  return rows(reply, (member) => {
    const row = readOutcomeRow({ OutComeID: member('OutComeID'), Description: member('Description') });
    const id = row === null ? null : readExact(row.id, ID_LIMIT);
    if (row === null || id === null) return null;
    return { ...row, id, description: cleanText(row.description, NAME_LIMIT) ?? '' };
  });
}

/** Page get-business-fields. A value that is an object or an array cannot be shown, so its row is left out. */
function readContactField(member: Members): ContactField | null {
  const name = readExact(member('FieldName'), NAME_LIMIT);
  const value = readValue(member('Value'));
  if (name === null || value === null) return null;
  return {
    name,
    value,
    dataType: cleanText(member('DataType'), NAME_LIMIT) ?? '',
    format: cleanText(member('Format'), NAME_LIMIT) ?? '',
    editable: readBoolean(member('Editable')) ?? false,
  };
}

/** More fields than a request can name are none to choose from. */
const MOST_FIELD_NAMES = 50;

/** Page get-dnc-business-fields: a list of names. Rows with `FieldName` are accepted too. */
function readFieldNames(reply: Envelope): string[] | null {
  const entries = answerEntries(reply);
  if (entries === null || readVerdict(reply).success === false) return null;
  const names = entries.slice(0, MOST_FIELD_NAMES).flatMap((entry) => {
    const name = readExact(isJsonObject(entry) ? membersOf(entry)?.('FieldName') : entry, NAME_LIMIT);
    return name === null ? [] : [name];
  });
  return names.length > 0 || entries.length === 0 ? [...new Set(names)] : null;
}

/** Members of a message that are not about the contact. */
const NOT_FIELDS = new Set(['callid', 'response', 'success']);

/** Page get-optional-business-fields: its table says an array, its sample shows one object whose members are the fields. */
function readScreenPop(reply: Envelope): ScreenPopField[] | null {
  const named = rows(reply, readContactField);
  if (named !== null && named.length > 0) return named.map(({ name, value }) => ({ name, value }));
  const entries = answerEntries(reply);
  if (entries === null || readVerdict(reply).success === false) return null;
  const found: ScreenPopField[] = [];
  let characters = 0;
  for (const entry of entries) {
    if (!isJsonObject(entry)) continue;
    for (const [member, raw] of someMembers(entry)) {
      const name = cleanText(member, NAME_LIMIT);
      const value = readValue(raw);
      if (name === null || value === null || NOT_FIELDS.has(name.toLowerCase())) continue;
      characters += name.length + value.length;
      if (found.length >= ANSWER_LIMIT || characters > CHARACTER_LIMIT) return found;
      found.push({ name, value });
    }
  }
  return found.length > 0 || entries.length === 0 ? found : null;
}

/** The text of a field; '' if it is empty, null if it is no text, or a number without its last digits. */
function readValue(value: unknown): string | null {
  if (value === undefined || value === null) return '';
  if (typeof value === 'boolean') return String(value);
  if ((typeof value !== 'string' && typeof value !== 'number') || hasLostDigits(value)) return null;
  return cleanText(value, VALUE_LIMIT) ?? '';
}

/** Whether a JSON number may have had other digits on the wire. */
function hasLostDigits(value: unknown): boolean {
  return Number.isInteger(value) && !Number.isSafeInteger(value);
}

/** An id, a phone number or a name as LCM writes it. Shortened, or without its last digits, it would name something else. */
function readExact(value: unknown, limit: number): string | null {
  const text = hasLostDigits(value) ? null : cleanText(value, limit + 1);
  return text !== null && text.length <= limit && !text.endsWith('…') ? text : null;
}

/** An LCM key is opaque: it is taken as it is, or not at all. */
function readKey(value: unknown): string | null {
  const key = readExact(value, KEY_LIMIT);
  return typeof value === 'string' && value.trim() === key ? key : null;
}

function readZone(value: unknown, deviation?: unknown): LcmZone | null {
  const text = cleanText(value, NAME_LIMIT);
  return text === null ? null : readLcmZone(text, deviation);
}
