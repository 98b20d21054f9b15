import type { CallbackSettings } from './callback-settings.ts';
import { isKnownZone } from './wall-clock.ts';

/** The time zones (IANA) that a callback has to do with. */
export interface CallbackZones {
  /** In which LCM reads callback times: the settings' own, else the machine's. */
  readonly sent: string;
  /** Where the contact is; null where nobody said. */
  readonly contact: string | null;
  /** The campaign's, where LCM told it by a name that is surely one. */
  readonly campaign: string | null;
  readonly agent: string;
}

/** A zone that times can be entered in, and whose it is. */
export interface ZoneChoice {
  readonly whose: 'contact' | 'campaign' | 'sent' | 'agent';
  readonly zone: string;
}

export function callbackZones(
  settings: Pick<CallbackSettings, 'callbackZone'>,
  machineZone: string,
  call: { readonly contactZone: string | null; readonly campaignZone: string | null },
): CallbackZones {
  return {
    sent: settings.callbackZone === '' ? machineZone : settings.callbackZone,
    contact: known(call.contactZone),
    campaign: known(call.campaignZone),
    agent: machineZone,
  };
}

/** Kept with a call by another runtime, which may have known more zones. */
function known(zone: string | null): string | null {
  return zone !== null && isKnownZone(zone) ? zone : null;
}

/** The zone that is best known to be the contact's: its calling hours and holidays count, and times start out in it. */
export function localZone({ contact, campaign, sent }: CallbackZones): string {
  return contact ?? campaign ?? sent;
}

/** The zone that the times of a callback are entered in. */
export function entryZone(callback: { readonly zone: string | null }, zones: CallbackZones): string {
  return callback.zone ?? zones.sent;
}

/** The zones that times can be entered in, each once, under the first that it belongs to. */
export function zoneChoices(zones: CallbackZones): ZoneChoice[] {
  const choices: ZoneChoice[] = [];
  for (const whose of ['contact', 'campaign', 'sent', 'agent'] as const) {
    const zone = zones[whose];
    if (zone !== null && !choices.some((choice) => choice.zone === zone)) choices.push({ whose, zone });
  }
  return choices;
}
