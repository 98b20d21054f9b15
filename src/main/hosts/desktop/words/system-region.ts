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
  const country = app.getLocaleCountryCode();
  if (!/^[a-z]{2}$/i.test(country)) return null;
  const hourCycle = chosenClock();
  return new Intl.Locale('und', { region: country, ...(hourCycle && { hourCycle }) }).toString();
}

/** The clock that the user chose in place of the region's, where the system tells it. */
function chosenClock(): 'h12' | 'h23' | null {
  if (process.platform !== 'darwin') return null;
  if (systemPreferences.getUserDefault('AppleICUForce24HourTime', 'boolean')) return 'h23';
  return systemPreferences.getUserDefault('AppleICUForce12HourTime', 'boolean') ? 'h12' : null;
}
