import cldr from 'cldr-core/supplemental/windowsZones.json' with { type: 'json' };

/** CLDR's territory for the zone that stands for a Windows name anywhere in the world. */
const WORLD = '001';

/** The IANA zone of each Windows name in lower case. Made at the first question, since few sites send such names. */
let zones: ReadonlyMap<string, string> | null = null;

/**
 * The IANA time zone of a Windows time zone, such as `W. Europe Standard Time`, in any case.
 * Source: windowsZones of the Unicode CLDR.
 *
 * @returns null if there is no such Windows name
 */
export function ianaOfWindows(name: string): string | null {
  zones ??= new Map(
    cldr.supplemental.windowsZones.mapTimezones
      .filter(({ mapZone }) => mapZone._territory === WORLD)
      .map(({ mapZone }) => [mapZone._other.toLowerCase(), mapZone._type]),
  );
  return zones.get(name.toLowerCase()) ?? null;
}
