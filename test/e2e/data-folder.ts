import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PreferenceChange } from '#shared/contract/preferences.ts';
import { AGENT, type TestLcm } from './lcm.ts';

/** Zone of callbacks in the tests: neither the machine's nor UTC. */
export const ZONE = 'Europe/Madrid';

/**
 * A fresh data folder whose settings lead to that LCM, with what its agent prefers. `more` goes on top of the settings,
 * section by section.
 */
export function makeDataFolder(
  { url, token }: Pick<TestLcm, 'url' | 'token'>,
  preferences: PreferenceChange = {},
  more: Readonly<Record<string, object>> = {},
): string {
  const folder = mkdtempSync(join(tmpdir(), 'afterword-e2e-'));
  const settings: Record<string, object> = {
    lcm: { url, auth: { token }, reconnect: { baseMs: 200, capMs: 1_000 } },
    agent: { userId: AGENT },
    // Equal hours switch the check off: the tests run at any time of day.
    form: { callbackZone: ZONE, callingHours: { from: '00:00', to: '00:00' } },
    outbox: { retry: { baseMs: 200, capMs: 1_000 } },
  };
  for (const [section, values] of Object.entries(more)) {
    settings[section] = { ...settings[section], ...values };
  }
  writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings));
  writeFileSync(join(folder, 'preferences.json'), JSON.stringify({ agents: [[AGENT, preferences]] }));
  return folder;
}

export function removeDataFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Tomorrow in the zone of callbacks, as LCM writes a date. */
export function tomorrow(): string {
  const day = new Date(Date.now() + 24 * 60 * 60 * 1_000);
  return new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, dateStyle: 'short' }).format(day);
}
