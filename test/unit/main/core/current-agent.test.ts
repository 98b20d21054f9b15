import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { currentAgent } from '#main/core/current-agent.ts';
import { NotAllowedError } from '#main/outbox/transitions.ts';
import { settingsSchema } from '#main/settings/settings-schema.ts';
import type { HeldSetting } from '#shared/contract/held-settings.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'afterword-agent-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

const LCM = 'https://lcm.example.com';
const settings = (userId: string, url = LCM) => settingsSchema.parse({ agent: { userId }, lcm: { url } });
/** The agent of a start with these settings. */
const started = (dataDir: string, userId: string, url = LCM) =>
  currentAgent(dataDir, settings(userId, url), url === '');

it('is the agent of the settings at every start, whoever signed in since', () => {
  const dataDir = folder();
  expect(started(dataDir, '').userId()).toBeNull();
  const agent = started(dataDir, 'ana');
  const told: boolean[] = [];
  agent.signedIn.on(({ inPlaceOfAnother }) => told.push(inPlaceOfAnother));
  expect(agent.userId()).toBe('ana');
  agent.signIn('ANA');
  agent.signIn('ben');
  expect(told).toEqual([false, true]);
  expect([agent.userId(), started(dataDir, 'ana').userId()]).toEqual(['ben', 'ana']);
  // Without a name in the settings it is whoever signed in last.
  expect(started(dataDir, '').userId()).toBe('ben');
});

it('is never a name that was given in the demo or at another LCM, nor the other way round', () => {
  const dataDir = folder();
  started(dataDir, '', '').signIn('try-out');
  expect(started(dataDir, '', '').userId()).toBe('try-out');
  expect(started(dataDir, '').userId()).toBeNull();
  expect(started(dataDir, 'ana').userId()).toBe('ana');

  started(dataDir, '').signIn('ben');
  expect(started(dataDir, '').userId()).toBe('ben');
  expect(started(dataDir, '', 'https://lcm2.example.com').userId()).toBeNull();
  expect(started(dataDir, 'ana').userId()).toBe('ana');
  expect(started(dataDir, '', '').userId()).toBeNull();
});

it('keeps what each agent prefers', () => {
  const dataDir = folder();
  const agent = started(dataDir, 'ana');
  let changes = 0;
  agent.preferencesChanged.on(() => {
    changes += 1;
  });
  agent.changePreferences({ language: 'de' });
  expect([changes, agent.preferences().language]).toEqual([1, 'de']);
  agent.signIn('ben');
  expect(agent.preferences().language).not.toBe('de');
  expect(started(dataDir, '').userId()).toBe('ben');
});

it('is the one whom the site has locked, and what it has locked overrules what they prefer', () => {
  const dataDir = folder();
  const held: HeldSetting[] = [];
  const agent = currentAgent(dataDir, settings('ana'), false, () => held);
  agent.changePreferences({
    atLogin: 'nothing',
    callbackReminder: '30',
    theme: 'dark',
    shortcuts: { quickWrapUp: 'Control+Shift+Y', submit: 'Control+Enter' },
  });
  const own = agent.preferences();
  held.push('start.atLogin', 'callbacks.remindMinutes', 'shortcuts.quickWrapUp', 'agent.userId');
  expect(agent.preferences()).toEqual({
    ...own,
    atLogin: 'start',
    callbackReminder: 'site',
    shortcuts: { submit: 'Control+Enter' },
  });
  expect(() => agent.signIn('ben')).toThrow(NotAllowedError);
  agent.signIn('ana');
  expect(agent.userId()).toBe('ana');
  // Once the site lets go, what they preferred is there again.
  held.length = 0;
  expect(agent.preferences()).toEqual(own);
});
