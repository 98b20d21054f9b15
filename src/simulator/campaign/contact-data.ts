import type { SimulatedCall } from '../softphones/call.ts';
import { isRecord, type JsonRecord } from '../wire/envelope.ts';
import { CONTACTS, WINDOWS_ZONES, contactOfKey, type Contact } from './contacts.ts';

export interface ContactDataOptions {
  /** Fields that replace those of the reply to `GetModeInformation`, such as `DispositionRequired`. */
  modeInformation?: Readonly<Record<string, unknown>>;
  /** What every contact has instead of their own, such as the hours in which they may be called. */
  contact?: Partial<Contact>;
}

interface Field {
  readonly FieldName: string;
  readonly Value: string;
  readonly DataType: string;
  readonly Format: string;
  readonly Editable: boolean;
}

/** As in the samples of get-campaign-modes and get-callback-modes. */
const MODES = [
  ['1', 'Home'],
  ['2', 'Office'],
  ['3', 'Mobile'],
] as const;

/** Changed fields are kept for this many contacts; then those of the first contact are forgotten. */
const MAX_CHANGED = 10_000;

export type ContactData = ReturnType<typeof createContactData>;

/**
 * What LCM knows of a call's contact: the answers to the requests about it, with the fields in the order of the pages.
 *
 * @param find the call that rang with this callid. Any other call's contact depends on the LCM key alone.
 */
export function createContactData(
  find: (callid: string) => SimulatedCall | undefined,
  campaignZone: string,
  { modeInformation = {}, contact: shared = {} }: ContactDataOptions,
) {
  /** Changed values by LCM key, then by the name of the field. */
  const changed = new Map<string, Map<string, string>>();

  function contactOf(callid: string, lcmKey: string): Contact {
    const call = find(callid);
    if (call === undefined) return { ...contactOfKey(lcmKey), ...shared };
    const known = CONTACTS.find(({ mobile }) => mobile === call.contactNumber) ?? contactOfKey(lcmKey);
    return { ...known, name: call.contactName, mobile: call.contactNumber, ...shared };
  }

  function fieldsOf(callid: string, lcmKey: string): Field[] {
    const values = changed.get(lcmKey);
    return fieldsOfContact(contactOf(callid, lcmKey), lcmKey).map((field) => ({
      ...field,
      Value: values?.get(field.FieldName) ?? field.Value,
    }));
  }

  return {
    /** Whether every call needs an outcome before its after-call work can end. */
    requiresDisposition: modeInformation['DispositionRequired'] === true,
    modeInformation(callid: string, lcmKey: string) {
      const zone = WINDOWS_ZONES[campaignZone];
      return {
        CampaignId: '1',
        ModeName: 'Mobile',
        ContactID: contactIdOf(lcmKey),
        Timezone: zone?.display ?? campaignZone,
        ContactNumber: contactOf(callid, lcmKey).mobile,
        CampaignCategoryName: 'Collections',
        CallId: callid,
        GMTDeviation: zone?.minutes ?? null,
        DispositionRequired: false,
        DNCPeriodType: 'Specific Days',
        DNCDays: 30,
        DNCEOD: true,
        CustomerDNCTZEnabled: false,
        ...modeInformation,
      };
    },
    contactModes(callid: string, lcmKey: string) {
      const contact = contactOf(callid, lcmKey);
      return numbersOf(contact).map(([ModeID, ModeDesc, CValue]) => ({
        ModeID,
        ModeDesc,
        CampaignID: '1',
        CValue,
        ModeDialingStartTime: contact.callableFrom,
        ModeDialingEndTime: contact.callableUntil,
        TimeZone: WINDOWS_ZONES[contact.zone]?.id ?? contact.zone,
        TimeZone1: '',
        TimeZone2: '',
        TimeZone3: '',
        PEWC: ModeDesc === 'Mobile' ? '1' : '0',
        AreaCode: '',
        ZipCode: '',
      }));
    },
    callbackModes(callid: string, lcmKey: string) {
      const numbers = numbersOf(contactOf(callid, lcmKey)).reverse();
      return numbers.map(([ModeID, Description, Cvalue]) => ({
        ModeID,
        Description,
        ChannelType: null,
        MinLength: null,
        MaxLength: null,
        Cvalue,
        PEWC: Description === 'Mobile',
        CampaignPEWC: false,
      }));
    },
    campaignModes: () =>
      MODES.map(([ModeID, Description]) => ({
        ModeID,
        Description,
        ChannelType: '2',
        MinLength: '8',
        MaxLength: '12',
        Cvalue: null,
        PEWC: false,
        CampaignPEWC: false,
      })),
    /** The name of a mode and the contact's number for it; '' where there is none. */
    mode(callid: string, lcmKey: string, modeId: string) {
      const found = numbersOf(contactOf(callid, lcmKey)).find(([id]) => id === modeId);
      return { name: found?.[1] ?? '', number: found?.[2] ?? '' };
    },
    fields: fieldsOf,
    screenPop(callid: string, lcmKey: string) {
      const contact = contactOf(callid, lcmKey);
      const named = new Map(fieldsOf(callid, lcmKey).map(({ FieldName, Value }) => [FieldName, Value]));
      return {
        FName: named.get('FName'),
        LName: named.get('LName'),
        Address: contact.address,
        Country: contact.country,
        Home: contact.home ?? '',
        Office: contact.office,
        Mobile: contact.mobile,
      };
    },
    /** @returns why the fields cannot be set, or null. All are set, or none. */
    setFields(callid: string, lcmKey: string, rows: unknown) {
      const wanted = Array.isArray(rows) ? rows.filter(isRecord) : [];
      const fields = new Map(fieldsOf(callid, lcmKey).map((field) => [field.FieldName, field]));
      for (const row of wanted) {
        const problem = problemOf(row, fields.get(String(row['FieldName'])));
        if (problem !== null) return problem;
      }
      const values = new Map(changed.get(lcmKey));
      for (const { FieldName, Value } of wanted) values.set(String(FieldName), String(Value));
      changed.set(lcmKey, values);
      if (changed.size > MAX_CHANGED) changed.delete(changed.keys().next().value ?? '');
      return null;
    },
    clear: () => changed.clear(),
  };
}

/** Text, numbers and dates; some may be edited. */
function fieldsOfContact({ name, balance, dueDate, country }: Contact, lcmKey: string): Field[] {
  const [first = '', ...rest] = name.split(' ');
  return [
    ['FName', first, 'String', '', true],
    ['LName', rest.join(' '), 'String', '', true],
    ['Email', `contact${contactIdOf(lcmKey)}@customer.example`, 'String', '', true],
    ['ContractNo', `K-${contactIdOf(lcmKey)}`, 'String', '', false],
    ['Balance', balance, 'Number', '0.00', false],
    ['Instalments', '3', 'Number', '', true],
    ['DueDate', dueDate, 'DateTime', 'DD/MM/YYYY', true],
    ['LastCall', '24/11/2026 16:05', 'DateTime', 'DD/MM/YYYY HH:mm', false],
    ['Country', country, 'String', '', false],
  ].map(
    ([FieldName, Value, DataType, Format, Editable]) =>
      ({ FieldName, Value, DataType, Format, Editable }) as Field,
  );
}

function problemOf(row: JsonRecord, field: Field | undefined): string | null {
  if (field === undefined) return `${String(row['FieldName'])} is no business field of this contact.`;
  if (!field.Editable) return `${field.FieldName} cannot be edited.`;
  for (const name of ['DataType', 'Format'] as const) {
    if (row[name] !== field[name]) return `${name} of ${field.FieldName} is "${field[name]}".`;
  }
  if (field.DataType === 'Number' && !/^-?\d+([.]\d+)?$/.test(String(row['Value']))) {
    return `${field.FieldName} must be a number.`;
  }
  return null;
}

/** The contact's modes that have a number. */
function numbersOf(contact: Contact): (readonly [id: string, name: string, number: string])[] {
  const numbers = { Home: contact.home, Office: contact.office, Mobile: contact.mobile };
  return MODES.flatMap(([id, name]) => {
    const number = numbers[name];
    return number === null ? [] : [[id, name, number] as const];
  });
}

/** A number for the contact: the digits of its key. */
export function contactIdOf(lcmKey: string): string {
  return lcmKey.replace(/\D/g, '').slice(-9);
}
