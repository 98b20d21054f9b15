import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { agentFile } from '#main/settings/agent-file.ts';

const PLACE = { lcm: 'https://lcm.example.com', agentOfSettings: '' };
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterword-agent-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

it('remembers who signed in, for this user of the machine only', () => {
  agentFile(folder, PLACE).write('testagent');
  expect(agentFile(folder, PLACE).read()).toBe('testagent');
  if (process.platform !== 'win32') expect(statSync(join(folder, 'agent.json')).mode & 0o777).toBe(0o600);
});

it.each([
  ['another LCM', { ...PLACE, lcm: 'https://lcm2.example.com' }],
  ['the demo', { ...PLACE, lcm: 'demo' }],
  ['settings that name an agent', { ...PLACE, agentOfSettings: 'ana' }],
])('does not remember them for %s', (_what, place) => {
  agentFile(folder, PLACE).write('testagent');
  expect(agentFile(folder, place).read()).toBeNull();
});

it.each(['', '{', '{"userId": "ana"}', '{"userId": ""}', '{"userId": 5}', '[]'])(
  'an unreadable file counts as nobody: %s',
  (text) => {
    writeFileSync(join(folder, 'agent.json'), text);
    expect(agentFile(folder, PLACE).read()).toBeNull();
  },
);
