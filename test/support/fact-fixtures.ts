import {
  NO_FACTS,
  type CallFacts,
  type CallFactValues,
  type ContactMode,
  type LcmZone,
  type ModeInformation,
} from '#shared/lcm/call-facts.ts';

/** What LCM has told, by question. */
export function told(values: Partial<CallFactValues>): CallFacts {
  const entries = Object.entries(values).map(([name, value]) => [name, { value, at: 0 }]);
  return { ...NO_FACTS, ...(Object.fromEntries(entries) as Partial<CallFacts>) };
}

/** A mode of the contact of which LCM told only its id, unless `more` says more. */
export function mode(modeId: string, more: Partial<ContactMode> = {}): ContactMode {
  return {
    modeId,
    name: '',
    number: null,
    callableFrom: null,
    callableUntil: null,
    zone: null,
    hasConsent: null,
    hasCampaignConsent: null,
    ...more,
  };
}

/** Hours as LCM tells them, from `HH:mm` texts. */
export function hours(from: string, until: string): Pick<ContactMode, 'callableFrom' | 'callableUntil'> {
  const minutes = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
  return { callableFrom: minutes(from), callableUntil: minutes(until) };
}

export const zone = (iana: string): LcmZone => ({ text: iana, iana });
export const UNCERTAIN: LcmZone = { text: '(UTC-03:00) Somewhere', iana: null };

export function modeInformation(more: Partial<ModeInformation> = {}): ModeInformation {
  return {
    campaignId: null,
    campaignCategory: null,
    modeName: null,
    contactId: null,
    contactNumber: null,
    zone: null,
    dispositionRequired: null,
    doNotCall: null,
    ...more,
  };
}
