import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { currentAgent } from '#main/core/current-agent.ts';
import { settingsSchema } from '#main/settings/settings-schema.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'afterword-agent-'));
  onTestFinished(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return path;
}

const settings = (userId: string) => settingsSchema.parse({ agent: { userId } });

it('is the agent of the settings until somebody signs in, and then whoever did last', () => {
  const dataDir = folder();
  expect(currentAgent(dataDir, settings('')).userId()).toBeNull();
  const agent = currentAgent(dataDir, settings('ana'));
  const told: boolean[] = [];
  agent.signedIn.on(({ inPlaceOfAnother }) => told.push(inPlaceOfAnother));
  expect(agent.userId()).toBe('ana');
  agent.signIn('ANA');
  agent.signIn('ben');
  expect(told).toEqual([false, true]);
  expect([agent.userId(), currentAgent(dataDir, settings('ana')).userId()]).toEqual(['ben', 'ben']);
});

it('keeps what each agent prefers', () => {
  const dataDir = folder();
  const agent = currentAgent(dataDir, settings('ana'));
  let changes = 0;
  agent.preferencesChanged.on(() => {
    changes += 1;
  });
  agent.changePreferences({ language: 'de' });
  expect([changes, agent.preferences().language]).toEqual([1, 'de']);
  agent.signIn('ben');
  expect(agent.preferences().language).not.toBe('de');
  expect(currentAgent(dataDir, settings('')).userId()).toBe('ben');
});
