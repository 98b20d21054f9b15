import type { OutcomeRow } from './outcome-row.ts';

/** Something that LCM told, and when the answer came, in milliseconds since the epoch. */
export interface Told<T> {
  readonly value: T;
  readonly at: number;
}

/**
 * A time zone as LCM writes it: an IANA name, a Windows id (`Romance Standard Time`) or a Windows display name
 * (`(UTC-05:00) Eastern Time (US & Canada)`).
 */
export interface LcmZone {
  readonly text: string;
  /** The IANA zone, only if it is certain; null: `text` is shown and nothing is computed with it. */
  readonly iana: string | null;
}

/** How long a "do not call" holds by default in a campaign. */
export interface DoNotCallPeriod {
  readonly kind: 'permanent' | 'days' | 'agentChooses';
  /** Only for `days`. */
  readonly days: number | null;
  readonly untilEndOfDay: boolean | null;
  readonly inContactZone: boolean | null;
}

/** The answer to `GetModeInformation` (page get-mode-information). A member that LCM left out is null. */
export interface ModeInformation {
  readonly campaignId: string | null;
  readonly campaignCategory: string | null;
  readonly modeName: string | null;
  readonly contactId: string | null;
  readonly contactNumber: string | null;
  readonly zone: LcmZone | null;
  readonly dispositionRequired: boolean | null;
  readonly doNotCall: DoNotCallPeriod | null;
}

/**
 * A mode of the contact and its number: `GetContactModes`, `GetCallBackModes`, `GetCampaignModes` (pages
 * get-contact-modes, get-callback-modes, get-campaign-modes). A member that the answer does not have is null.
 */
export interface ContactMode {
  readonly modeId: string;
  /** As LCM names it, such as Mobile; '' if it has no name. */
  readonly name: string;
  /** The contact's number for this mode; null if the contact has none. */
  readonly number: string | null;
  /** When the number may be called, in minutes after midnight of `zone`. */
  readonly callableFrom: number | null;
  readonly callableUntil: number | null;
  readonly zone: LcmZone | null;
  /** Prior express written consent: for this number, and for this campaign. */
  readonly hasConsent: boolean | null;
  readonly hasCampaignConsent: boolean | null;
}

/** A business field of the contact: `GetContactDetail` (page get-business-fields). */
export interface ContactField {
  readonly name: string;
  readonly value: string;
  /** As LCM writes them; `format` is '' if there is none. They go back unchanged if the field is corrected. */
  readonly dataType: string;
  readonly format: string;
  readonly editable: boolean;
}

/** An optional business field: `GetScreenPopData` (page get-optional-business-fields). */
export type ScreenPopField = Pick<ContactField, 'name' | 'value'>;

/**
 * A campaign in which the contact of a call is open too: a row of `GetCampaignsForMCDRequest` (page
 * get-campaigns-for-mcd-request). A member that LCM left out is null.
 */
export interface ContactCampaign {
  readonly campaignId: string;
  readonly name: string | null;
  /** The contact's LCM key in that campaign. */
  readonly lcmKey: string;
  readonly contactId: string | null;
  readonly number: string | null;
}

/** The questions about a call whose answers are kept, and what each answer is. */
export interface CallFactValues {
  readonly mode: ModeInformation;
  readonly contactModes: readonly ContactMode[];
  readonly callbackModes: readonly ContactMode[];
  readonly campaignModes: readonly ContactMode[];
  readonly telephonyOutcomes: readonly OutcomeRow[];
  readonly fields: readonly ContactField[];
  readonly screenPop: readonly ScreenPopField[];
  /** The names of the business fields by which the campaign can block a contact, first and second (page get-dnc-business-fields). */
  readonly doNotCallFields: readonly string[];
  readonly campaigns: readonly ContactCampaign[];
}
export type CallFactName = keyof CallFactValues;

/** What LCM knows of a call, as far as it has told. Null: it has not told, so the settings count. */
export type CallFacts = { readonly [N in CallFactName]: Told<CallFactValues[N]> | null };

export const NO_FACTS: CallFacts = {
  mode: null,
  contactModes: null,
  callbackModes: null,
  campaignModes: null,
  telephonyOutcomes: null,
  fields: null,
  screenPop: null,
  doNotCallFields: null,
  campaigns: null,
};
