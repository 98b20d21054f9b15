import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { agentFile } from '#main/settings/agent-file.ts';

const LCM = 'https://lcm.example.com';
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterword-agent-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('remembers who signed in, for this user of the machine only', () => {
  agentFile(folder, LCM).write('testagent');
  expect(agentFile(folder, LCM).read()).toBe('testagent');
  if (process.platform !== 'win32') expect(statSync(join(folder, 'agent.json')).mode & 0o777).toBe(0o600);
});

it.each([
  ['another LCM', 'https://lcm2.example.com'],
  ['the demo', 'demo'],
])('does not remember them for %s', (_what, lcm) => {
  agentFile(folder, LCM).write('testagent');
  expect(agentFile(folder, lcm).read()).toBeNull();
});

it('reads the file of an earlier version', () => {
  const earlier = { userId: 'testagent', lcm: LCM, agentOfSettings: 'ana' };
  writeFileSync(join(folder, 'agent.json'), JSON.stringify(earlier));
  expect(agentFile(folder, LCM).read()).toBe('testagent');
});

it.each(['', '{', '{"userId": "ana"}', '{"userId": ""}', '{"userId": 5}', '[]'])(
  'an unreadable file counts as nobody: %s',
  (text) => {
    writeFileSync(join(folder, 'agent.json'), text);
    expect(agentFile(folder, LCM).read()).toBeNull();
  },
);
