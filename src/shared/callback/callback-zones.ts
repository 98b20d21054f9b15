import type { CallbackSettings } from './callback-settings.ts';
import { isKnownZone, isSameZone } from './wall-clock.ts';

/** The IANA time zones that matter to a callback. */
export interface CallbackZones {
  /** The zone in which LCM reads callback times: the settings' zone, else the machine's. */
  readonly sent: string;
  /** Where the contact is; null if unknown. It is what the call's link says, else the zone of the chosen number. */
  readonly contact: string | null;
  /** The campaign's zone, if LCM named it with certainty. */
  readonly campaign: string | null;
  readonly agent: string;
}

/** A zone that times can be entered in, and whose it is. */
export interface ZoneChoice {
  readonly whose: 'contact' | 'campaign' | 'sent' | 'agent';
  readonly zone: string;
}

/**
 * @param told certain zones that LCM told: of the number to call back on, and of the campaign
 */
export function callbackZones(
  settings: Pick<CallbackSettings, 'callbackZone'>,
  machineZone: string,
  call: { readonly contactZone: string | null; readonly campaignZone: string | null },
  told: { readonly number: string | null; readonly campaign: string | null } = NOTHING_TOLD,
): CallbackZones {
  return {
    sent: settings.callbackZone === '' ? machineZone : settings.callbackZone,
    contact: known(call.contactZone) ?? told.number,
    campaign: known(call.campaignZone) ?? told.campaign,
    agent: machineZone,
  };
}

const NOTHING_TOLD = { number: null, campaign: null };

/** A zone kept with a call may come from a runtime that knew more zones than this one. */
function known(zone: string | null): string | null {
  return zone !== null && isKnownZone(zone) ? zone : null;
}

/** The best guess of the contact's zone. Calling hours and holidays are checked in it; the form starts in it. */
export function localZone({ contact, campaign, sent }: CallbackZones): string {
  return contact ?? campaign ?? sent;
}

/** The zone that the times of a callback are entered in. */
export function entryZone(callback: { readonly zone: string | null }, zones: CallbackZones): string {
  return callback.zone ?? zones.sent;
}

/**
 * The zones that times can be entered in. A zone that several have, by whatever name, is listed once, under the first of
 * them.
 */
export function zoneChoices(zones: CallbackZones): ZoneChoice[] {
  const choices: ZoneChoice[] = [];
  for (const whose of ['contact', 'campaign', 'sent', 'agent'] as const) {
    const zone = zones[whose];
    if (zone !== null && !choices.some((choice) => isSameZone(choice.zone, zone))) {
      choices.push({ whose, zone });
    }
  }
  return choices;
}
