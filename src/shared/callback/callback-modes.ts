import type { CallFacts, ContactMode, LcmZone } from '#shared/lcm/call-facts.ts';
import type { CallbackSettings } from './callback-settings.ts';
import { isKnownZone } from './wall-clock.ts';

/** A mode that a contact can be called back on. A callback carries its id and nothing else of it. */
export interface CallbackMode {
  readonly id: string;
  /** As LCM names it, else as the settings do, else its id. */
  readonly name: string;
  /**
   * What LCM told of the contact's numbers of this mode, each number once; empty if it told nothing. It may have several
   * numbers of one mode. Which of them is called back is LCM's choice, since the wire carries only the mode.
   */
  readonly numbers: readonly ContactMode[];
}

/** What LCM told of modes. */
export type ModeFacts = Pick<CallFacts, 'callbackModes' | 'contactModes' | 'campaignModes'>;

/** Hours in which a callback may start, in minutes after midnight of an IANA zone; over midnight if `until` is earlier. */
export interface CallingHours {
  readonly from: number;
  readonly until: number;
  readonly zone: string;
  /** The name of the mode whose hours they are; null for the settings' hours. */
  readonly mode: string | null;
}

/** More than people have. They keep a list from outside from filling the screen. */
const MOST_MODES = 30;
const MOST_NUMBERS = 5;

/** The last possible `until`: midnight at the end of the day. */
export const DAY_MINUTES = 24 * 60;

/**
 * The modes to offer for a callback: those that LCM lists for callbacks (page get-callback-modes), else all of the
 * contact's (page get-contact-modes), else the settings'. A mode of which the contact has no number is left out, unless
 * LCM tells no number at all.
 */
export function callbackModes(
  settings: Pick<CallbackSettings, 'callbackModes'>,
  facts: ModeFacts,
): readonly CallbackMode[] {
  const names = new Map(settings.callbackModes.map(({ id, name }) => [id, name]));
  const contact = byMode(facts.contactModes?.value ?? []);
  const listed = byMode(facts.callbackModes?.value ?? []);
  const told = listed.size > 0 ? listed : contact;
  if (told.size === 0) return settings.callbackModes.map(({ id, name }) => ({ id, name, numbers: [] }));
  const campaign = byMode(facts.campaignModes?.value ?? []);
  const modes = [...told].map(([id, rows]) => {
    const own = contact.get(id) ?? [];
    const named = [...rows, ...own, ...(campaign.get(id) ?? [])].find(({ name }) => name.trim() !== '');
    return { id, name: named?.name.trim() ?? names.get(id) ?? id, numbers: numbersOf(rows, own) };
  });
  const had = modes.filter(({ numbers }) => numbers.some(hasNumber));
  return (had.length > 0 ? had : modes).slice(0, MOST_MODES);
}

/**
 * The mode that a new callback starts with: the settings' default if it is offered, else the mode of this call, else the
 * first one.
 */
export function firstMode(
  modes: readonly CallbackMode[],
  settings: Pick<CallbackSettings, 'defaultCallbackModeId'>,
  facts: Pick<CallFacts, 'mode'>,
): string | null {
  const { defaultCallbackModeId: byDefault } = settings;
  const called = facts.mode?.value.modeName?.trim().toLowerCase();
  const mode =
    modes.find(({ id }) => id === byDefault) ??
    modes.find(({ name }) => name.toLowerCase() === called) ??
    modes[0];
  return mode?.id ?? null;
}

/** Hours as LCM told them for a number; null if it told none. Equal ends tell nothing either. */
export function toldHours({
  callableFrom,
  callableUntil,
}: ContactMode): Pick<CallingHours, 'from' | 'until'> | null {
  const isTime = (minutes: number | null): minutes is number =>
    minutes !== null && Number.isInteger(minutes) && minutes >= 0 && minutes <= DAY_MINUTES;
  if (!isTime(callableFrom) || !isTime(callableUntil) || callableFrom === callableUntil) return null;
  return { from: callableFrom, until: callableUntil };
}

/**
 * The hours in which a callback on a mode may start: in any of them. They are those that LCM told for the numbers, each
 * in the number's zone, else the settings' in the contact's zone. Hours whose zone LCM names without certainty are not
 * computed with.
 *
 * @param local the zone of the settings' hours, and of hours for which LCM named no zone
 * @returns an empty list if a callback may start at any hour
 */
export function callingHours(
  mode: CallbackMode | null,
  settings: Pick<CallbackSettings, 'callingHours'>,
  local: string,
): readonly CallingHours[] {
  const own = (mode?.numbers ?? []).flatMap((number) => {
    const hours = toldHours(number);
    const zone = number.zone === null ? local : certainZone(number.zone);
    return hours === null || zone === null ? [] : [{ ...hours, zone, mode: mode?.name ?? null }];
  });
  if (own.length > 0) return own;
  const { from, to } = settings.callingHours;
  return from === to ? [] : [{ from: minutesOf(from), until: minutesOf(to), zone: local, mode: null }];
}

/** The zone that LCM named, if it is certain and this runtime knows it; else null. */
export function certainZone(zone: LcmZone | null): string | null {
  const iana = zone?.iana ?? null;
  return iana !== null && isKnownZone(iana) ? iana : null;
}

/** The first certain zone among a mode's numbers. */
export function zoneOfMode(mode: CallbackMode | null): string | null {
  for (const { zone } of mode?.numbers ?? []) {
    const certain = certainZone(zone);
    if (certain !== null) return certain;
  }
  return null;
}

/** Minutes after midnight as `HH:mm`; the end of the day is `24:00`. */
export function clockOf(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
}

/** `HH:mm` in minutes after midnight. */
export function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

function byMode(rows: readonly ContactMode[]): Map<string, ContactMode[]> {
  const modes = new Map<string, ContactMode[]>();
  for (const row of rows) {
    const id = row.modeId.trim();
    if (id === '') continue;
    const known = modes.get(id);
    if (known === undefined) modes.set(id, [row]);
    else known.push(row);
  }
  return modes;
}

/** The numbers of one mode, each with all that either list tells of it. A row without a number tells of all of them. */
function numbersOf(listed: readonly ContactMode[], contact: readonly ContactMode[]): ContactMode[] {
  const numbered = [listed, contact].map((rows) => rows.filter(hasNumber)).find((rows) => rows.length > 0);
  const distinct = new Map<string, ContactMode>();
  for (const row of numbered ?? listed.slice(0, 1)) {
    const known = distinct.get(bare(row));
    distinct.set(bare(row), known === undefined ? row : filled(known, row));
  }
  const tellsOf = (number: string, row: ContactMode): boolean => !hasNumber(row) || bare(row) === number;
  return [...distinct]
    .slice(0, MOST_NUMBERS)
    .map(([number, row]) =>
      [...listed, ...contact].filter((other) => tellsOf(number, other)).reduce(filled, row),
    );
}

function hasNumber({ number }: ContactMode): boolean {
  return (number ?? '').trim() !== '';
}

/** A number without what people put between its digits. */
function bare({ number }: ContactMode): string {
  return (number ?? '').replace(/[^\p{L}\p{N}]/gu, '');
}

/** A row with what only the other one tells. */
function filled(row: ContactMode, other: ContactMode): ContactMode {
  const { callableFrom, callableUntil } = toldHours(row) === null ? other : row;
  return {
    ...row,
    callableFrom,
    callableUntil,
    zone: row.zone ?? other.zone,
    hasConsent: row.hasConsent ?? other.hasConsent,
    hasCampaignConsent: row.hasCampaignConsent ?? other.hasCampaignConsent,
  };
}
