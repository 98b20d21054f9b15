import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NotSavedError } from '#main/database/errors.ts';
import { agentPreferences } from '#main/settings/agent-preferences.ts';
import type { Platform } from '#shared/contract/keyboards.ts';
import { DEFAULT_PREFERENCES } from '#shared/contract/preferences.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterword-preferences-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const write = (text: string): void => writeFileSync(join(folder, 'preferences.json'), text);

describe('preferences', () => {
  it('are the defaults until they are changed', () => {
    expect(agentPreferences(folder).of('ana')).toEqual(DEFAULT_PREFERENCES);
  });

  it('are kept per agent, and a change keeps all other preferences', () => {
    const preferences = agentPreferences(folder);
    preferences.change('ana', { theme: 'dark' });
    preferences.change('ben', { contrast: 'more' });
    preferences.change('ana', { motion: 'less', contrast: undefined });
    preferences.change(null, { theme: 'light' });
    const later = agentPreferences(folder);
    expect(later.of('ana')).toEqual({ ...DEFAULT_PREFERENCES, theme: 'dark', motion: 'less' });
    expect(later.of('ben')).toEqual({ ...DEFAULT_PREFERENCES, contrast: 'more' });
    expect(later.of(null)).toEqual({ ...DEFAULT_PREFERENCES, theme: 'light' });
    if (process.platform !== 'win32')
      expect(statSync(join(folder, 'preferences.json')).mode & 0o777).toBe(0o600);
  });

  it.each(['', '[]', '{"agents": 5}'])('are the defaults if the file is not valid: %s', (text) => {
    write(text);
    expect(agentPreferences(folder).of('ana')).toEqual(DEFAULT_PREFERENCES);
  });

  it('that are invalid get their defaults one by one', () => {
    write(JSON.stringify({ agents: [['ana', { theme: 'plaid', contrast: 'more', later: 1 }]] }));
    expect(agentPreferences(folder).of('ana')).toEqual({ ...DEFAULT_PREFERENCES, contrast: 'more' });
  });

  it('of very many agents: those changed longest ago are forgotten', () => {
    const preferences = agentPreferences(folder);
    preferences.change('first', { theme: 'dark' });
    for (let n = 0; n < 199; n += 1) preferences.change(`agent-${n}`, { theme: 'dark' });
    expect(preferences.of('first').theme).toBe('dark');
    preferences.change('one too many', { theme: 'dark' });
    expect(preferences.of('first').theme).toBe('system');
    expect(preferences.of('agent-0').theme).toBe('dark');
  });

  it('that cannot be written stay unchanged', () => {
    const preferences = agentPreferences(folder);
    preferences.change('ana', { theme: 'dark' });
    rmSync(folder, { recursive: true });
    expect(() => preferences.change('ana', { theme: 'light' })).toThrow(NotSavedError);
    expect(preferences.of('ana').theme).toBe('dark');
  });

  it('have the default keys where the system cannot have the kept ones, and name those', () => {
    const shortcuts = { callback: 'Alt+C', search: 'CommandOrControl+J', pin: 'CommandOrControl+Alt+B' };
    write(JSON.stringify({ agents: [['ana', { ...DEFAULT_PREFERENCES, shortcuts }]] }));
    const on = (platform: Platform) => {
      const preferences = agentPreferences(folder, platform);
      return { own: preferences.of('ana').shortcuts, without: preferences.forbiddenKeys('ana') };
    };
    expect(on('mac')).toEqual({
      own: { pin: 'CommandOrControl+Alt+B' },
      without: ['Alt+C', 'CommandOrControl+J'],
    });
    expect(on('windows')).toEqual({
      own: { callback: 'Alt+C' },
      without: ['CommandOrControl+J', 'CommandOrControl+Alt+B'],
    });
    expect(agentPreferences(folder).forbiddenKeys('ben')).toEqual([]);
  });
});
