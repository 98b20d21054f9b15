import { app, systemPreferences } from 'electron';

/**
 * The region that the operating system is set to, which need not be its language's, as a BCP 47 tag such as `und-DE` or
 * `und-US-u-hc-h23`; null if the system tells none. Call when the app is ready.
 *
 * - Windows: the regional format. A clock that the user changed within that format is not told.
 * - macOS: the region, and the user's choice of the 24-hour clock.
 * - Linux: LC_TIME. The `C` locale names no region.
 *
 * Source: electronjs.org/docs/latest/api/app, `app.getLocaleCountryCode`.
 */
export function systemRegion(): string | null {
  const forced = (key: string): boolean =>
    process.platform === 'darwin' && systemPreferences.getUserDefault(key, 'boolean');
  const hourCycle = forced('AppleICUForce24HourTime')
    ? 'h23'
    : forced('AppleICUForce12HourTime')
      ? 'h12'
      : null;
  return regionTag(app.getLocaleCountryCode(), hourCycle);
}

/** @param country ISO 3166 code, or '' */
export function regionTag(country: string, hourCycle: 'h12' | 'h23' | null): string | null {
  if (!/^[A-Z]{2}$/i.test(country)) return null;
  return new Intl.Locale('und', { region: country, ...(hourCycle && { hourCycle }) }).toString();
}
