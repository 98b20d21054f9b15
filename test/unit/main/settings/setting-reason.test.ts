import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { reasonWords } from '#main/words/reason-words.ts';
import { loadSettings } from '#main/settings/settings-file.ts';
import type { Fault } from '#main/settings/sound-settings.ts';
import { fileOf, readPlaces, readSettings } from '#test/support/read-settings.ts';
import { reason, REASON_PARAMS, SETTING_FAULTS } from '#shared/reasons/reason-codes.ts';

/** Settings with one fault, its path, and its code with its params. */
const FAULTY: [settings: object | string, path: string, code: string, params?: object][] = [
  ['', '', 'notJson'],
  ['{\n  "lcm": {,}\n}', '', 'notJsonAt', { line: 2, column: 11 }],
  ['{"lcm": ', '', 'notJsonAt', { line: 1, column: 9 }],
  ['{\r\n  // ours\r\n  "lcm": {}\r\n}', '', 'commentInJson', { line: 2, column: 3 }],
  ['{"agent": {} /* ours */}', '', 'commentInJson', { line: 1, column: 14 }],
  ['{\n  "lcm": {},\n}', '', 'commaTooMany', { line: 2, column: 12 }],
  ['{"form": {"holidays": ["2026-12-25" , ]}}', '', 'commaTooMany', { line: 1, column: 37 }],
  ['{\n  “lcm”: {}\n}', '', 'quotesInJson', { line: 2, column: 3 }],
  [`{"lcm": {"url": 'https://lcm.example.com'}}`, '', 'quotesInJson', { line: 1, column: 17 }],
  ['{"lcm": {"caFile": "C:\\certs\\ca.pem"}}', '', 'backslashInJson', { line: 1, column: 20 }],
  ['['.repeat(200_000), '', 'nestedTooDeep'],
  [`{"busEvents": ${'['.repeat(20_000)}${']'.repeat(20_000)}}`, '', 'nestedTooDeep'],
  [{ lcm: { xyzzy: '' } }, 'lcm.xyzzy', 'notASetting'],
  [{ lcm: { uri: '' } }, 'lcm.uri', 'notThisSetting', { nearest: 'url' }],
  [{ LCM: {} }, 'LCM', 'notThisSetting', { nearest: 'lcm' }],
  [{ lcm: { timeout: 5 } }, 'lcm.timeout', 'notThisSetting', { nearest: 'requestTimeoutMs' }],
  [{ 'lcm.url': 'x' }, 'lcm.url', 'notThisSetting', { nearest: '"lcm": { "url": … }' }],
  [
    { lcm: { 'tls.keyFile': 'x' } },
    'lcm.tls.keyFile',
    'notThisSetting',
    { nearest: '"tls": { "keyFile": … }' },
  ],
  [
    { lcm: JSON.parse('{"auth":{"__proto__":"x","token":"y"}}') as object },
    'lcm.auth.__proto__',
    'notASetting',
  ],
  [{ lcm: { commentlimit: 5 } }, 'lcm.commentlimit', 'notThisSetting', { nearest: 'form.commentLimit' }],
  [
    { afterCall: { byCampaign: { 7: { limit: 5 } } } },
    'afterCall.byCampaign.7.limit',
    'notThisSetting',
    { nearest: 'limitSeconds' },
  ],
  [
    { form: { callbackQuickPicks: [{ in: '1 h', lable: 'x' }] } },
    'form.callbackQuickPicks.0.lable',
    'notThisSetting',
    { nearest: 'label' },
  ],
  [
    { form: { callbackModes: [{ id: '1', naam: 'x', name: 'y' }] } },
    'form.callbackModes.0.naam',
    'notThisSetting',
    { nearest: 'name' },
  ],
  [{ agent: { userId: 7 } }, 'agent.userId', 'needsText'],
  [{ agent: { userId: 'a'.repeat(257) } }, 'agent.userId', 'tooManyCharacters', { most: 256 }],
  [{ lcm: [] }, 'lcm', 'needsGroup'],
  [{ lcm: { url: 'lcm.example.com' } }, 'lcm.url', 'notAnLcmAddress'],
  [{ lcm: { url: 'https://me:secret@lcm.example.com' } }, 'lcm.url', 'addressWithPassword'],
  [{ lcm: { url: 'https://lcm.example.com/bus' } }, 'lcm.url', 'addressTooLong'],
  [{ lcm: { path: 'bus' } }, 'lcm.path', 'needsSlash'],
  [{ lcm: { eventName: 'disconnect' } }, 'lcm.eventName', 'reservedEvent'],
  [{ lcm: { source: ' ' } }, 'lcm.source', 'settingEmpty'],
  [{ lcm: { proxy: 'proxy:3128' } }, 'lcm.proxy', 'notAProxy'],
  [{ lcm: { headers: { 'X y': '1' } } }, 'lcm.headers.X y', 'notAHeaderName'],
  [{ lcm: { headers: { 'X-Y': 'a\r\nb' } } }, 'lcm.headers.X-Y', 'badHeaderValue'],
  [{ lcm: { headers: { host: 'elsewhere' } } }, 'lcm.headers.host', 'ownHeader', { header: 'host' }],
  [{ lcm: { headers: { 'X-Y': { env: 5 } } } }, 'lcm.headers.X-Y', 'notASecret'],
  [{ lcm: { auth: { token: { env: 'A', file: 'b' } } } }, 'lcm.auth.token', 'notASecret'],
  [{ lcm: { auth: { token: { signIn: 'refreshToken' } } } }, 'lcm.auth.token', 'notASecret'],
  [{ lcm: { proxySignIn: { password: 7 } } }, 'lcm.proxySignIn.password', 'notASecret'],
  [{ lcm: { tls: { certFile: '/c.pem' } } }, 'lcm.tls', 'certOrPfx'],
  [{ lcm: { tls: { certFile: '/c', keyFile: '/k', pfxFile: '/p' } } }, 'lcm.tls', 'certOrPfx'],
  [{ signIn: { issuer: 'http://id.example.com', clientId: 'a' } }, 'signIn.issuer', 'notASafeAddress'],
  [{ signIn: { issuer: 'https://id.example.com' } }, 'signIn.clientId', 'settingEmpty'],
  [{ signIn: { redirectPath: 'back' } }, 'signIn.redirectPath', 'needsSlash'],
  [{ lcm: { requestTimeoutMs: '5' } }, 'lcm.requestTimeoutMs', 'needsNumber'],
  [{ lcm: { reconnect: { baseMs: 9_000, capMs: 8_000 } } }, 'lcm.reconnect', 'baseAboveCap'],
  [{ outbox: { retry: { baseMs: 9_000, capMs: 8_000 } } }, 'outbox.retry', 'baseAboveCap'],
  [{ outbox: { retry: { capMs: 9e12 } } }, 'outbox.retry.capMs', 'tooLarge', { most: 600_000 }],
  [{ form: { callbackZone: 'Mars/Olympus' } }, 'form.callbackZone', 'notAZone'],
  [{ form: { callbackMaxDays: 0 } }, 'form.callbackMaxDays', 'tooSmall', { least: 1 }],
  [{ form: { callbackMaxDays: 366 } }, 'form.callbackMaxDays', 'tooLarge', { most: 365 }],
  [{ form: { callbackMaxDays: 1.5 } }, 'form.callbackMaxDays', 'needsWholeNumber'],
  [{ form: { callingHours: { from: '8', to: '21:00' } } }, 'form.callingHours.from', 'notATime'],
  [{ form: { callingHours: { from: '08:00' } } }, 'form.callingHours.to', 'settingMissing'],
  [{ form: { parentsChoosable: 'yes' } }, 'form.parentsChoosable', 'needsTrueOrFalse'],
  [{ form: { holidays: {} } }, 'form.holidays', 'needsList'],
  [{ form: { holidays: ['25 December'] } }, 'form.holidays.0', 'notADate'],
  [{ form: { holidays: [5] } }, 'form.holidays.0', 'notAHoliday'],
  [
    { form: { callbackGuards: { past: 'no' } } },
    'form.callbackGuards.past',
    'needsOneOf',
    { values: '"warn", "forbid"' },
  ],
  [{ form: { callbackQuickPicks: [{ in: 'soon' }] } }, 'form.callbackQuickPicks.0.in', 'notADuration'],
  [{ form: { callbackQuickPicks: [{ on: 'Monday' }] } }, 'form.callbackQuickPicks.0', 'notAQuickPick'],
  [
    { form: { callbackQuickPicks: Array(13).fill({ in: '1 h' }) } },
    'form.callbackQuickPicks',
    'tooManyEntries',
    { most: 12 },
  ],
  [
    { form: { snippets: [{ abbreviation: 'a b', text: 'c' }] } },
    'form.snippets.0.abbreviation',
    'notAnAbbreviation',
  ],
  [
    { form: { snippets: [1, 2].map(() => ({ abbreviation: 'a', text: 'c' })) } },
    'form.snippets.1.abbreviation',
    'isThereTwice',
  ],
  [{ form: { rules: [{ when: { campaignId: '7' } }] } }, 'form.rules.0.when', 'notOneOutcome'],
  [
    { form: { rules: [{ when: { within: '1', telephonyOutcomeId: '3' } }] } },
    'form.rules.0.when',
    'notOneOutcome',
  ],
  [
    { form: { rules: [{ when: { within: '1', campain: '7' } }] } },
    'form.rules.0.when.campain',
    'notThisSetting',
    { nearest: 'campaignId' },
  ],
  [
    { form: { rules: [{ when: { within: '1' }, needs: ['comment', 'amount'] }] } },
    'form.rules.0.needs.1',
    'needsOneOf',
    { values: '"comment", "targetAmount", "leadScore"' },
  ],
  [
    { form: { rules: [{ when: { within: '1' }, presets: { amount: 5 } }] } },
    'form.rules.0.presets.amount',
    'notThisSetting',
    { nearest: 'targetAmount' },
  ],
  [
    { form: { rules: [{ when: { within: '1' }, presets: { comment: 'paid' } }] } },
    'form.rules.0.presets.comment',
    'notASnippet',
    { abbreviation: 'paid' },
  ],
  [{ form: { rules: [{ when: { within: '1' }, confirm: {} }] } }, 'form.rules.0.confirm', 'notWords'],
  [{ form: { rules: [{ when: { within: '1' }, note: 5 }] } }, 'form.rules.0.note', 'notWords'],
  [{ shortcuts: { quickWrapUp: 'AltGr+E' } }, 'shortcuts.quickWrapUp', 'keysWrite'],
  [{ afterCall: { default: { atEnd: 'submit' } } }, 'afterCall.default.atEnd', 'needsDefaultOutcome'],
  [{ calls: { clearContact: true } }, 'calls.clearContact', 'needsOwnBus'],
  [
    { busEvents: [{ channel: 'c', topic: 't', subtopic: 's', callId: 'id', lcmKey: '/k', phase: '/p' }] },
    'busEvents.0.callId',
    'notAJsonPointer',
  ],
  [{ busEvents: [{ channel: 'c', subtopic: 's', lcmKey: '/k' }] }, 'busEvents.0.topic', 'settingMissing'],
  [
    { form: { callbackModes: ['1', '1'].map((id) => ({ id, name: 'x' })) } },
    'form.callbackModes.1.id',
    'isThereTwice',
  ],
  [{ afterCall: { byCallType: { 'MANUAL ': {} } } }, 'afterCall.byCallType.MANUAL ', 'notACallType'],
  [{ calls: { types: { Chat: 'a type' } } }, 'calls.types.Chat', 'notACallType'],
  [{ spelling: { dictionaryUrl: 'http://example.com' } }, 'spelling.dictionaryUrl', 'notASafeAddress'],
  [{ machine: { dataFolder: 'data' } }, 'machine.dataFolder', 'notAFolder'],
  [{ machine: { dataFolder: '/data' } }, 'machine.dataFolder', 'onlyOfSite'],
  [{ machine: { name: 'desk' } }, 'machine.name', 'onlyOfSite'],
];

const read = (settings: object | string): readonly Fault[] =>
  readSettings(typeof settings === 'string' ? settings : JSON.stringify(settings)).faults;

it.each(FAULTY)('%j: %s %s', (settings, path, code, params = {}) => {
  expect(read(settings)).toEqual([{ path, reason: { code, params } }]);
});

it('a settings file that cannot be read is reported with the system’s error code', () => {
  const folder = mkdtempSync(join(tmpdir(), 'afterword-settings-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  symlinkSync('settings.json', join(folder, 'settings.json'));
  const { faults } = loadSettings(folder, []);
  expect(faults).toMatchObject([{ path: '', reason: { code: 'fileUnreadable', params: { code: 'ELOOP' } } }]);
  expect(reasonWords(faults[0]!.reason, 'es')).toBe('el archivo no se puede leer (ELOOP)');
});

it.runIf(process.platform !== 'win32').each<[string, (path: string) => void]>([
  ['a folder', (path) => mkdirSync(path)],
  ['longer than any settings', (path) => writeFileSync(path, `{${' '.repeat(4 * 1024 ** 2)}}`)],
  ['a device', (path) => symlinkSync('/dev/null', path)],
])('settings that are %s are not read, and say what they have to be', (_name, make) => {
  const folder = mkdtempSync(join(tmpdir(), 'afterword-settings-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  make(join(folder, 'settings.json'));
  const { faults, keptAs } = loadSettings(folder, []);
  expect(faults).toMatchObject([{ path: '', reason: reason('noOrdinaryFile', { megabytes: 4 }) }]);
  expect(keptAs).toBeNull();
});

it('a setting of a site stands in one of its sections', () => {
  const { faults } = readPlaces(fileOf('machineFile', { lcm: {}, defaults: {} }));
  expect(faults).toMatchObject([{ path: 'lcm', reason: { code: 'needsSection', params: {} } }]);
});

it('every code for a setting is covered', () => {
  // What else Zod may find: in none of the schemas can a file reach a union without a code of its own.
  const shown = new Set([
    ...FAULTY.map(([, , code]) => code),
    'fileUnreadable',
    'noOrdinaryFile',
    'needsSection',
    'settingUnfit',
  ]);
  expect([...shown].sort()).toEqual(Object.keys(SETTING_FAULTS).sort());
});

it('a file of very many names that are no settings is read, and the first thousand of them are told', () => {
  const names = Object.fromEntries(Array.from({ length: 60_000 }, (_, at) => [`name${at}`, at]));
  const faults = read({ ...names, busEvents: [names] });
  expect(faults).toHaveLength(1_000);
  expect(faults[0]).toEqual({ path: 'name0', reason: reason('notASetting') });
});

it('every fault of a random file has words without unfilled gaps', () => {
  const sections = fc.constantFrom('lcm', 'form', 'afterCall', 'outbox', 'agent', 'busEvents');
  fc.assert(
    fc.property(fc.dictionary(sections, fc.jsonValue()), (settings) => {
      for (const { reason } of read(settings)) {
        expect(Object.keys(reason.params)).toEqual(REASON_PARAMS[reason.code as keyof typeof REASON_PARAMS]);
        expect(reasonWords(reason, 'de')).not.toMatch(/[{}]/);
      }
    }),
  );
});
