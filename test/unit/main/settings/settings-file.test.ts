import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reason } from '#shared/reasons/reason-codes.ts';
import { loadSettings, opensDemo, retentionDays } from '#main/settings/settings-file.ts';
import { settingsSchema } from '#main/settings/settings-schema.ts';
import { fileOf, readPlaces, readSettings } from '#test/support/read-settings.ts';

const defaults = settingsSchema.parse({});

describe('the text of a settings file', () => {
  it('may be an empty object: every setting has a default', () => {
    expect(readSettings('{}')).toEqual({ settings: defaults, faults: [], retired: [] });
  });

  it.each([[['websocket', 'polling']], [['polling']], ['websocket'], [null]])(
    'may still choose transports (%j), which has no effect any more',
    (transports) => {
      const url = 'http://127.0.0.1:9';
      const read = readSettings(JSON.stringify({ lcm: { url, transports }, outbox: { maxInFlight: 2 } }));
      expect(read).toEqual({
        ...readSettings(JSON.stringify({ lcm: { url }, outbox: { maxInFlight: 2 } })),
        retired: ['lcm.transports'],
      });
      expect(read.faults).toEqual([]);
    },
  );

  it('keeps its sound settings if it has retired transports and a fault too', () => {
    const text = JSON.stringify({ lcm: { transports: [], uri: 'x' }, agent: { userId: 'ana' } });
    const { settings, faults, retired } = readSettings(text);
    expect(faults.map(({ path }) => path)).toEqual(['lcm.uri']);
    expect(retired).toEqual(['lcm.transports']);
    expect(settings.agent.userId).toBe('ana');
  });

  it('says where and why a value is wrong', () => {
    const { faults } = readSettings(
      JSON.stringify({ form: { callbackZone: 'Mars/Olympus', commentLimit: 0 }, lcm: { uri: 'x' } }),
    );
    expect(faults).toEqual([
      { path: 'form.callbackZone', reason: reason('notAZone') },
      { path: 'form.commentLimit', reason: reason('tooSmall', { least: 1 }) },
      { path: 'lcm.uri', reason: reason('notThisSetting', { nearest: 'url' }) },
    ]);
  });

  it('keeps everything beside a fault, in a group, in a list and in what the administrator names', () => {
    const url = 'https://lcm.example.com';
    const event = { channel: 'c', topic: 't', subtopic: 's', callId: '/id', lcmKey: '/k', phase: '/p' };
    const text = JSON.stringify({
      unknown: { deep: true },
      lcm: { url, uri: 'x', path: 7, headers: { 'X-Ours': '1', Host: 'x', 'X y': '2' } },
      form: {
        commentLimit: 0,
        callbackMaxDays: 9,
        callingHours: { from: '09:00' },
        holidays: ['2026-12-25', 'Christmas', { date: '2027-01-01', name: 'New Year' }],
        mandatory: { byCampaign: { 5: ['comment', 'nothing'], 6: ['nothing'] } },
        callbackGuards: { past: 'never', tooFar: 'warn' },
        rules: [
          { when: { within: '1', campain: '7' }, callback: 'none' },
          { when: { businessOutcomeId: '4711' }, callback: 'needed' },
        ],
      },
      afterCall: {
        byCampaign: { 7: { limit: 5, warnSeconds: 3 } },
        default: { limitSeconds: 60, atEnd: 'submit' },
      },
      outbox: { retry: { baseMs: 200, capMs: '5' } },
      busEvents: [event, { ...event, agent: 'user' }, { ...event, agnet: '/user' }],
    });
    const { settings, faults } = readSettings(text);
    expect(settings.lcm).toEqual({ ...defaults.lcm, url, headers: { 'X-Ours': '1' } });
    expect(settings.form).toEqual({
      ...defaults.form,
      callbackMaxDays: 9,
      holidays: ['2026-12-25', { date: '2027-01-01', name: 'New Year' }],
      mandatory: { default: [], byCampaign: { 5: ['comment'] } },
      callbackGuards: { ...defaults.form.callbackGuards, tooFar: 'warn' },
      // Without its campaign, a rule would hold for all of them. That no list may have 4711 is no fault.
      rules: [{ when: { businessOutcomeId: '4711' }, callback: 'needed' }],
    });
    expect(settings.afterCall).toEqual({
      default: { ...defaults.afterCall.default, limitSeconds: 60 },
      byCallType: {},
      byCampaign: { 7: { warnSeconds: 3 } },
    });
    expect(settings.outbox.retry).toEqual({ ...defaults.outbox.retry, baseMs: 200 });
    // Without its `agent`, a mapping would bring the calls of all agents.
    expect(settings.busEvents).toMatchObject([event]);
    expect(faults.map(({ path }) => path).sort()).toEqual(
      [
        ...['unknown', 'lcm.uri', 'lcm.path', 'lcm.headers.Host', 'lcm.headers.X y', 'form.commentLimit'],
        ...['form.callingHours.to', 'form.holidays.1', 'form.mandatory.byCampaign.5.1'],
        ...['form.rules.0.when.campain'],
        ...['form.mandatory.byCampaign.6.0', 'form.callbackGuards.past', 'afterCall.byCampaign.7.limit'],
        ...['afterCall.default.atEnd', 'outbox.retry.capMs', 'busEvents.1.agent', 'busEvents.2.agnet'],
      ].sort(),
    );
  });

  it.each([
    ['{"history":{"retentionDays":3650}}', 3650],
    ['{"history":{"retentionDays":30},"lcm":{"path":7}}', 30],
    ['{"history":{"retentionDays":"3650"}}', 0],
    ['{"history":{"retentionDay":3650}}', 0],
    ['{"histroy":{"retentionDays":3650}}', 0],
    ['{"history":{"retentionDays":3650,}}', 0],
  ])('deletes nothing if it does not say for sure after how many days: %s', (text, days) => {
    expect(retentionDays(readPlaces(fileOf('userFile', text)))).toBe(days);
  });

  it.each([
    ['{"lcm":{"url":"https://a.example"},"form":{},"lcm":{"path":"/bus"}}', ['lcm']],
    [
      '{"lcm":{"path":"/a","path":"/b","path":"/c"},"busEvents":[{"channel":"A","channel":"B"}]}',
      ['lcm.path', 'busEvents.0.channel'],
    ],
  ])(
    'tells what is in it twice, of which only the last counts, and is no reason to practise: %s',
    (text, twice) => {
      const loaded = readPlaces(fileOf('userFile', text));
      const told = loaded.faults.filter(({ reason: { code } }) => code === 'isThereTwice');
      expect(told.map(({ path }) => path)).toEqual(twice);
      expect(opensDemo(loaded)).toBe(false);
    },
  );

  it('keeps the sections without a fault', () => {
    const { settings, faults } = readSettings(
      JSON.stringify({ lcm: { url: 'http://127.0.0.1:9' }, outbox: { maxInFlight: 'many' } }),
    );
    expect(faults.map((fault) => fault.path)).toEqual(['outbox.maxInFlight']);
    expect(settings.lcm.url).toBe('http://127.0.0.1:9');
    expect(settings.outbox).toEqual(defaults.outbox);
  });

  it.each(['', '{"lcm": ', '[]', 'null', '"text"', '{"__proto__": {"lcm": {}}}'])(
    'may be nonsense: %s',
    (text) => {
      const { settings, faults } = readSettings(text);
      expect(settings).toEqual(defaults);
      expect(faults).not.toHaveLength(0);
    },
  );

  it('never throws and always gives usable settings', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(settingsSchema.safeParse(readSettings(text).settings).success).toBe(true);
      }),
    );
  });
});

describe('the settings file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'afterword-settings-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('may be missing', () => {
    expect(loadSettings(folder, [])).toEqual({
      settings: defaults,
      faults: [],
      retired: [],
      keptAs: null,
      managed: false,
      origins: new Map(),
      withheld: [],
    });
  });

  it.skipIf(process.platform === 'win32')(
    'may be a link to a drive that is not there yet: that is no missing file',
    () => {
      symlinkSync(join(folder, 'drive', 'settings.json'), join(folder, 'settings.json'));
      const loaded = loadSettings(folder, []);
      expect(loaded.faults).toMatchObject([{ path: '', reason: { code: 'fileUnreadable' } }]);
      expect(opensDemo(loaded)).toBe(false);
    },
  );

  const swapped = (bytes: Buffer): Buffer => bytes.swap16();
  it.each<[string, (text: string) => Buffer]>([
    ['UTF-8', (text) => Buffer.from(text)],
    ['UTF-8 with a mark', (text) => Buffer.from(`\uFEFF${text}`)],
    ['UTF-16', (text) => Buffer.from(text, 'utf16le')],
    ['UTF-16 with a mark, as Notepad’s “Unicode”', (text) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['big-endian UTF-16', (text) => swapped(Buffer.from(text, 'utf16le'))],
    ['big-endian UTF-16 with a mark', (text) => swapped(Buffer.from(`\uFEFF${text}`, 'utf16le'))],
    ['Windows-1252, as Notepad’s “ANSI”', (text) => Buffer.from(text.replace('€', '\x80'), 'latin1')],
  ])('may be saved in %s', (_encoding, encode) => {
    writeFileSync(join(folder, 'settings.json'), encode('{"lcm":{"source":"Müller €"}}'));
    expect(loadSettings(folder, [])).toMatchObject({ settings: { lcm: { source: 'Müller €' } }, faults: [] });
  });

  it('stays as it is when faulty, and a copy is kept once for each content', () => {
    const path = join(folder, 'settings.json');
    writeFileSync(path, '{"lcm": 5}');
    const first = loadSettings(folder, []);
    loadSettings(folder, []);
    writeFileSync(path, '{"lcm": 6}');
    const second = loadSettings(folder, []);
    expect(first.keptAs).not.toBe(second.keptAs);
    expect(readdirSync(folder).sort()).toEqual([first.keptAs, second.keptAs, 'settings.json'].sort());
    expect(readFileSync(join(folder, first.keptAs!), 'utf8')).toBe('{"lcm": 5}');
    expect(readFileSync(path, 'utf8')).toBe('{"lcm": 6}');
  });

  const PLANTED = {
    lcm: {
      url: 'https://agent:hunter2-a@lcm.example.com',
      auth: { token: 'hunter2-b', nested: { pin: [7_654_321] } },
      headers: { Authorization: 'Bearer hunter2-c' },
      proxy: 'http://agent:hunter2-d@proxy:3128',
      proxySignIn: { user: 'agent', password: 'hunter2-e' },
      tls: { pfxFile: '/p', passphrase: 'hunter2-f' },
      token: 'hunter2-g',
    },
    signIn: { issuer: 'https://id.example.com', clientId: 'c', clientSecret: 'hunter2-h' },
    password: ['hunter2-i'],
    agent: { userId: 'ana' },
  };
  const json = JSON.stringify(PLANTED, null, 2);
  it.each([
    ['with other faults', json],
    ['in UTF-16', Buffer.from(`\uFEFF${json}`, 'utf16le')],
    ['that is cut off', json.slice(0, -4)],
    ['with a comment', `// the password is hunter2-j\n${json}`],
    ['whose text is not closed', json.replace('"hunter2-b"', '"hunter2-b')],
    ['in no quotes', json.replace('"hunter2-b"', 'hunter2-b')],
    [
      'that has a group twice, with another word in the first one',
      json.replace('{', '{"lcm": {"auht": {"token": "hunter2-k"}},'),
    ],
    ['in other quotes', json.replace('"hunter2-b"', "'hunter2-b'")],
  ])('leaves no secret in the copy of a file %s', (_name, text) => {
    writeFileSync(join(folder, 'settings.json'), text);
    const { keptAs, faults } = loadSettings(folder, []);
    expect(faults).not.toEqual([]);
    const copy = readFileSync(join(folder, keptAs!), 'utf8');
    expect(copy).not.toMatch(/hunter2|7654321/);
    for (const name of ['"lcm"', '"auth"', '"token"', '"passphrase"']) expect(copy).toContain(name);
    if (typeof text === 'string' && text === json) expect(copy).toContain('"userId": "ana"');
  });

  it('takes the secrets out of the copies of earlier versions too, and keeps the last five', () => {
    for (const at of [1, 2, 3, 4, 5, 6])
      writeFileSync(join(folder, `settings.faulty-0000000${String(at)}.json`), json);
    writeFileSync(join(folder, 'settings.json'), '{"lcm": 5}');
    const { keptAs } = loadSettings(folder, []);
    const copies = readdirSync(folder).filter((name) => name.startsWith('settings.faulty-'));
    expect(copies).toHaveLength(5);
    expect(copies).toContain(keptAs);
    for (const name of copies) expect(readFileSync(join(folder, name), 'utf8')).not.toContain('hunter2');
  });
});
