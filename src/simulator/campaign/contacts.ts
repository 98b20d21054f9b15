import { createHash } from 'node:crypto';

/** Whom a call is with. */
export interface Contact {
  readonly name: string;
  /** The number that is called. */
  readonly mobile: string;
  readonly office: string;
  /** Null: the contact has none. */
  readonly home: string | null;
  /** IANA name of the contact's time zone, and `HH:mm` in it. */
  readonly zone: string;
  readonly callableFrom: string;
  readonly callableUntil: string;
  readonly address: string;
  readonly country: string;
  readonly balance: string;
  /** `DD/MM/YYYY`; '' if nothing is due. */
  readonly dueDate: string;
}

/** The contacts of the campaign. Calls have them in turn. */
export const CONTACTS: readonly [Contact, ...Contact[]] = [
  {
    name: 'Inés Álvarez',
    mobile: '+34 600 100 101',
    office: '+34 910 100 101',
    home: '+34 911 100 101',
    zone: 'Europe/Madrid',
    callableFrom: '09:00',
    callableUntil: '20:00',
    address: 'Calle Mayor 7',
    country: 'ES',
    balance: '84.50',
    dueDate: '15/12/2026',
  },
  {
    name: 'Marek Wiśniewski',
    mobile: '+48 600 100 102',
    office: '+48 22 100 1002',
    home: null,
    zone: 'Europe/Warsaw',
    callableFrom: '08:00',
    callableUntil: '21:00',
    address: 'ul. Długa 12',
    country: 'PL',
    balance: '1310.00',
    dueDate: '01/12/2026',
  },
  {
    name: 'Priya Raman',
    mobile: '+91 90000 10103',
    office: '+91 44 1000 1003',
    home: '+91 44 1000 2003',
    zone: 'Asia/Kolkata',
    callableFrom: '09:00',
    callableUntil: '19:00',
    address: '14 Anna Salai',
    country: 'IN',
    balance: '12500.00',
    dueDate: '30/11/2026',
  },
  {
    name: 'Jürgen Groß',
    mobile: '+49 1520 1001004',
    office: '+49 30 1001004',
    home: null,
    zone: 'Europe/Berlin',
    callableFrom: '08:00',
    callableUntil: '20:00',
    address: 'Lange Straße 3',
    country: 'DE',
    balance: '249.99',
    dueDate: '10/01/2027',
  },
  {
    name: "Siobhán O'Neill",
    mobile: '+353 85 100 1005',
    office: '+353 1 100 1005',
    home: '+353 1 100 2005',
    zone: 'Europe/Dublin',
    callableFrom: '09:00',
    callableUntil: '21:00',
    address: '9 Dame Street',
    country: 'IE',
    balance: '0.00',
    dueDate: '',
  },
  {
    name: 'Lê Thị Hoa',
    mobile: '+84 90 100 1006',
    office: '+84 24 100 1006',
    home: null,
    zone: 'Asia/Ho_Chi_Minh',
    callableFrom: '08:00',
    callableUntil: '20:30',
    address: '22 Hàng Bài',
    country: 'VN',
    balance: '3150000.00',
    dueDate: '05/12/2026',
  },
];

/** The contact of a key that belongs to no call that rang: always the same one. */
export function contactOfKey(lcmKey: string): Contact {
  const number = createHash('sha256').update(lcmKey).digest().readUInt32BE();
  return CONTACTS[number % CONTACTS.length] ?? CONTACTS[0];
}

/** A time zone as LCM writes it: by its Windows id or its Windows display name. */
export interface WindowsZone {
  readonly id: string;
  readonly display: string;
  /** Standard time, in minutes east of Greenwich. */
  readonly minutes: number;
}

/** By IANA name: ids of CLDR's windowsZones, and Windows' own display names. */
export const WINDOWS_ZONES: Readonly<Record<string, WindowsZone>> = {
  'Asia/Kolkata': {
    id: 'India Standard Time',
    display: '(UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi',
    minutes: 330,
  },
  'Europe/Madrid': {
    id: 'Romance Standard Time',
    display: '(UTC+01:00) Brussels, Copenhagen, Madrid, Paris',
    minutes: 60,
  },
  'Europe/Warsaw': {
    id: 'Central European Standard Time',
    display: '(UTC+01:00) Sarajevo, Skopje, Warsaw, Zagreb',
    minutes: 60,
  },
  'Europe/Berlin': {
    id: 'W. Europe Standard Time',
    display: '(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna',
    minutes: 60,
  },
  'Europe/Dublin': {
    id: 'GMT Standard Time',
    display: '(UTC+00:00) Dublin, Edinburgh, Lisbon, London',
    minutes: 0,
  },
  'Asia/Ho_Chi_Minh': {
    id: 'SE Asia Standard Time',
    display: '(UTC+07:00) Bangkok, Hanoi, Jakarta',
    minutes: 420,
  },
  'America/New_York': {
    id: 'Eastern Standard Time',
    display: '(UTC-05:00) Eastern Time (US & Canada)',
    minutes: -300,
  },
};
