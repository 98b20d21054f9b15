import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { reason } from '#shared/reasons/reason-codes.ts';
import { settingsReport } from '#main/settings/settings-report.ts';
import { readSettings } from '#test/support/read-settings.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterword-report-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function reported(text: string) {
  writeFileSync(join(folder, 'settings.json'), text);
  return settingsReport(folder, []);
}

it('says of each fault where it is, what is there, and what is used instead', () => {
  const text = `{
  "lcm": { "url": "https://lcm.example.com",
    "path": "socket.io",
    "uri": "x" },
  "outbox": { "maxInFlight": 99,
    "retry": { "capMs": "5" } },
  "form": { "callingHours": { "from": "09:00" },
    "holidays": ["2026-12-25",
      "Christmas"] }
}`;
  const { file, faults } = reported(text);
  expect(file).toBe(join(folder, 'settings.json'));
  const views = new Map(faults.map(({ path, place: _file, ...rest }) => [path, rest]));
  expect(views.get('lcm.path')).toEqual({
    line: 3,
    written: '"socket.io"',
    instead: '"/socket.io"',
    reason: reason('needsSlash'),
  });
  expect(views.get('lcm.uri')).toMatchObject({ line: 4, written: null, instead: null });
  expect(views.get('outbox.maxInFlight')).toMatchObject({ line: 5, written: '99', instead: '4' });
  expect(views.get('outbox.retry.capMs')).toMatchObject({ line: 6, written: '"5"', instead: '60000' });
  expect(views.get('form.callingHours.to')).toMatchObject({ line: 7, written: null });
  expect(views.get('form.holidays.1')).toMatchObject({ line: 9, written: '"Christmas"', instead: null });
  // It is only a look.
  expect(readdirSync(folder)).toEqual(['settings.json']);
});

it('shows nothing that may be secret', () => {
  const lcm = {
    url: 'https://ana:s3cret@lcm.example.com',
    proxy: 's3cret',
    headers: { 'X s': 's3cret', Host: 's3cret' },
    auth: 's3cret',
    token: 's3cret',
  };
  const spelling = { dictionaryUrl: 'http://example.com/words?key=s3cret#s3cret' };
  const report = reported(JSON.stringify({ lcm, spelling, pasword: 's3cret' }));
  expect(report.faults.map(({ path }) => path).sort()).toEqual([
    ...['lcm.auth', 'lcm.headers.Host', 'lcm.headers.X s', 'lcm.proxy', 'lcm.token', 'lcm.url'],
    ...['pasword', 'spelling.dictionaryUrl'],
  ]);
  expect(JSON.stringify(report)).not.toContain('s3cret');
  expect(report.faults.find(({ path }) => path === 'spelling.dictionaryUrl')?.written).toBe(
    '"http://example.com/words…"',
  );
});

it('has nothing to say of a file that is sound or missing', () => {
  expect(settingsReport(folder, []).faults).toEqual([]);
  expect(reported('{"lcm": {"url": "https://lcm.example.com"}}').faults).toEqual([]);
});

it('says what to change in an address that would not be encrypted, and that it is not used', () => {
  const { faults } = reported('{"lcm": {"url": "http://lcm.example.com"}}');
  const why = reason('notEncrypted', { host: 'lcm.example.com', address: 'https://lcm.example.com' });
  expect(faults).toMatchObject([
    { path: 'lcm.url', line: 1, written: '"http://lcm.example.com"', instead: null, reason: why },
  ]);
});

it('keeps what a file says whose only fault is a comment or a comma too many', () => {
  const text =
    '{\n  // ours\n  "lcm": { "url": "https://lcm.example.com", },\n  "outbox": { "maxInFlight": 0 }\n}';
  expect(readSettings(text).settings.lcm.url).toBe('https://lcm.example.com');
  expect(reported(text).faults).toMatchObject([
    { path: '', line: null, written: null, reason: { code: 'commentInJson' } },
    { path: 'outbox.maxInFlight', line: 4, written: '0', instead: '4' },
  ]);
  expect(readSettings('{"lcm": {"url": "https://lcm.example.com}}').settings.lcm.url).toBe('');
});
