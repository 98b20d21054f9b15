import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reason } from '#shared/reasons/reason-codes.ts';
import { loadSettings, readSettings } from '#main/settings/settings-file.ts';
import { settingsSchema } from '#main/settings/settings-schema.ts';

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

  it('keeps its sound sections if it has retired transports and a fault too', () => {
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
      { path: 'lcm.uri', reason: reason('notASetting') },
      { path: 'form.callbackZone', reason: reason('notAZone') },
      { path: 'form.commentLimit', reason: reason('tooSmall', { least: 1 }) },
    ]);
  });

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
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('may be missing', () => {
    expect(loadSettings(folder)).toEqual({
      settings: defaults,
      faults: [],
      retired: [],
      keptAs: null,
    });
  });

  it('is read with a byte order mark, as Windows editors write it', () => {
    writeFileSync(join(folder, 'settings.json'), '\uFEFF{"agent":{"userId":"testagent"}}');
    expect(loadSettings(folder).settings.agent.userId).toBe('testagent');
  });

  it('stays as it is when faulty, and a copy is kept once for each content', () => {
    const path = join(folder, 'settings.json');
    writeFileSync(path, '{"lcm": 5}');
    const first = loadSettings(folder);
    loadSettings(folder);
    writeFileSync(path, '{"lcm": 6}');
    const second = loadSettings(folder);
    expect(first.keptAs).not.toBe(second.keptAs);
    expect(readdirSync(folder).sort()).toEqual([first.keptAs, second.keptAs, 'settings.json'].sort());
    expect(readFileSync(join(folder, first.keptAs!), 'utf8')).toBe('{"lcm": 5}');
    expect(readFileSync(path, 'utf8')).toBe('{"lcm": 6}');
  });
});
