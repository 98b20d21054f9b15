import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PreferenceChange } from '#shared/contract/preferences.ts';
import { AGENT, type TestLcm } from './lcm.ts';

/** Callback zone in the tests. It is neither the machine's zone nor UTC. */
export const ZONE = 'Europe/Madrid';

/**
 * Creates a data folder with settings for this LCM and the agent's preferences. `more` replaces settings, section by
 * section.
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
    // Equal hours switch the check off, because the tests run at any time of day.
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

/** Makes the quick wrap-up one that the agent uses, so that it is made in advance. Places that are known already stay. */
export function useQuick(folder: string): void {
  const places = join(folder, 'windows.json');
  if (!existsSync(places))
    writeFileSync(places, JSON.stringify({ main: null, quick: [], quickUsed: Date.now() }));
}

/** Tomorrow's date in the callback zone, in LCM's format. */
export function tomorrow(): string {
  const day = new Date(Date.now() + 24 * 60 * 60 * 1_000);
  return new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, dateStyle: 'short' }).format(day);
}
