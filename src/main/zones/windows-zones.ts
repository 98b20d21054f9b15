import cldr from 'cldr-core/supplemental/windowsZones.json' with { type: 'json' };
import { isKnownZone } from '#shared/callback/wall-clock.ts';
import { WINDOWS_DISPLAY_NAMES } from './windows-display-names.ts';

/** CLDR's territory for the zone that stands for a Windows name anywhere in the world. */
const WORLD = '001';

/** CLDR keeps the first name of a zone. These have newer ones. Source: the file `backward` of the IANA database. */
const RENAMED: Readonly<Record<string, string>> = {
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Europe/Kiev': 'Europe/Kyiv',
};

/**
 * The IANA zone of each Windows id and of each Windows display name, with and without its offset, as {@link folded}. Made
 * at the first question, since few sites send such names.
 */
let zones: ReadonlyMap<string, string> | null = null;

/**
 * The IANA time zone of a Windows time zone in any case: its id, such as `W. Europe Standard Time`, or its English display
 * name, such as `(UTC-05:00) Eastern Time (US & Canada)`. A display name with an offset that Windows does not show for it
 * is unknown. Source: windowsZones of the Unicode CLDR.
 *
 * @returns null if there is no such Windows name
 */
export function ianaOfWindows(name: string): string | null {
  zones ??= readZones();
  return zones.get(folded(name)) ?? null;
}

function readZones(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { mapZone } of cldr.supplemental.windowsZones.mapTimezones) {
    if (mapZone._territory !== WORLD) continue;
    const { _other: id, _type: first } = mapZone;
    const newer = RENAMED[first];
    const zone = newer !== undefined && isKnownZone(newer) ? newer : first;
    const shown = WINDOWS_DISPLAY_NAMES[id];
    if (shown !== undefined)
      for (const name of [shown, shown.replace(OFFSET, '')]) found.set(folded(name), zone);
    found.set(folded(id), zone);
  }
  return found;
}

const OFFSET = /^\([^)]*\)\s*/;

/** Older Windows wrote GMT; some writers drop a zero, write `and`, or send HTML. */
function folded(name: string): string {
  return name
    .toLowerCase()
    .replace(/&amp;|\band\b/g, '&')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(
      /^\((?:utc|gmt) ?(?:([+-])(\d{1,2}):?(\d{2}))?\)/,
      (_, sign = '+', hours = '0', minutes = '00') => {
        return `(utc${String(sign)}${String(hours).padStart(2, '0')}:${String(minutes)})`;
      },
    );
}
