import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LAYERS, type Section } from '#main/settings/layers.ts';
import { mergeSettings, type Layer, type MergedSettings } from '#main/settings/merge-settings.ts';
import { isLocked, opensDemo, retentionDays } from '#main/settings/settings-file.ts';
import { settingsSchema } from '#main/settings/settings-schema.ts';
import { isWithin, SETTINGS, treeOf } from '#main/settings/settings-tree.ts';
import type { SourceKind } from '#main/site/source.ts';
import { fileOf, readPlaces, sourceOf } from '#test/support/read-settings.ts';
import { reason } from '#shared/reasons/reason-codes.ts';

const DEFAULTS = settingsSchema.parse({});

function layer(source: SourceKind, section: Section | null, value: unknown): Layer {
  return { source, section, name: `${source} ${section ?? ''}`, value };
}

function valueAt(settings: object, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => Reflect.get(value as object, name), settings);
}

/** Settings with values that are right, and values that are wrong. No rule between settings is among them. */
const VALUES: Readonly<
  Record<string, { readonly right: readonly unknown[]; readonly wrong: readonly unknown[] }>
> = {
  'lcm.url': {
    right: ['https://a.example', 'https://b.example', 'https://c.example'],
    wrong: [7, 'ftp://x'],
  },
  'lcm.headers': { right: [{ a: '1' }, { b: '2' }, {}], wrong: ['x', null] },
  'lcm.eventName': { right: ['one', 'two', 'three'], wrong: ['', 'connect'] },
  'outbox.maxInFlight': { right: [1, 2, 3], wrong: ['1', 0, 99] },
  'connect.locked': { right: [true, false], wrong: ['yes', 1] },
  'history.retentionDays': { right: [1, 30, 365], wrong: [-1, '30'] },
  'form.holidays': { right: [['2026-12-25'], ['2027-01-01', '2027-01-06']], wrong: [['Christmas'], 5] },
  'form.callingHours': {
    right: [
      { from: '09:00', to: '17:00' },
      { from: '08:00', to: '20:00' },
    ],
    wrong: [{ from: '9' }],
  },
  'start.atLogin': { right: [true, false], wrong: [null] },
};
const PATHS = Object.keys(VALUES);

const valueOf = (path: string) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...VALUES[path]!.right).map((value) => ({ value, ok: true })) },
    { weight: 1, arbitrary: fc.constantFrom(...VALUES[path]!.wrong).map((value) => ({ value, ok: false })) },
  );

/** For each layer, some settings. */
const someLayers = fc.array(
  fc.record({
    layer: fc.integer({ min: 0, max: LAYERS.length - 1 }),
    entry: fc.constantFrom(...PATHS).chain((path) => valueOf(path).map((value) => ({ path, ...value }))),
  }),
  { maxLength: 30 },
);
type Drawn = typeof someLayers extends fc.Arbitrary<infer T> ? T : never;

/** The layers, each with the last value drawn for each of its settings; and what was drawn, by layer and path. */
function layersOf(drawn: Drawn) {
  const perLayer = LAYERS.map(() => new Map<string, { value: unknown; ok: boolean }>());
  for (const { layer: at, entry } of drawn) perLayer[at]!.set(entry.path, entry);
  const layers = LAYERS.map(({ source, section }, at) =>
    layer(source, section, treeOf([...perLayer[at]!].map(([path, { value }]) => [path, value] as const))),
  );
  return { perLayer, layers };
}

const isLock = (at: number): boolean => LAYERS[at]!.section === 'locked';
const isUsers = (at: number): boolean => LAYERS[at]!.section === null;

describe('the one merge', () => {
  it('takes each setting from the strongest place where it is right; a lock that is wrong keeps the user’s value out', () => {
    fc.assert(
      fc.property(someLayers, (drawn) => {
        const { perLayer, layers } = layersOf(drawn);
        const { settings, origins, faults, withheld } = mergeSettings(layers);
        for (const path of PATHS) {
          const given = perLayer.map((each) => each.get(path));
          const isUnsure = given.some((each, at) => isLock(at) && each?.ok === false);
          const winner = given.findLastIndex((each, at) => each?.ok === true && !(isUnsure && isUsers(at)));
          const expected = winner < 0 ? valueAt(DEFAULTS, path) : given[winner]!.value;
          expect(valueAt(settings, path)).toEqual(expected);
          expect(origins.get(path)?.name).toBe(winner < 0 ? undefined : layers[winner]!.name);
          expect(withheld.includes(path)).toBe(isUnsure);
        }
        const wrong = perLayer.flatMap((each, at) =>
          [...each].filter(([, { ok }]) => !ok).map(([path]) => `${layers[at]!.name}: ${path}`),
        );
        const told = new Set(
          faults.map(
            ({ origin, path }) => `${origin.name}: ${PATHS.find((each) => isWithin(path, each)) ?? path}`,
          ),
        );
        expect([...told].sort()).toEqual(wrong.sort());
      }),
      { numRuns: 500 },
    );
  });

  it('does not depend on the order of the places', () => {
    fc.assert(
      fc.property(
        someLayers.chain((drawn) => {
          const { layers } = layersOf(drawn);
          return fc.tuple(
            fc.constant(layers),
            fc.shuffledSubarray([...layers], { minLength: layers.length }),
          );
        }),
        ([layers, shuffled]) => {
          const facts = ({ settings, origins, withheld }: MergedSettings) => ({
            settings,
            origins: Object.fromEntries([...origins].sort()),
            withheld: [...withheld].sort(),
          });
          expect(facts(mergeSettings(shuffled))).toEqual(facts(mergeSettings(layers)));
        },
      ),
    );
  });

  it('always ends with valid settings, whatever stands anywhere', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(LAYERS.length - 1), fc.jsonValue()), { maxLength: 8 }),
        (drawn) => {
          const layers = drawn.map(([at, value]) => layer(LAYERS[at]!.source, LAYERS[at]!.section, value));
          expect(settingsSchema.safeParse(mergeSettings(layers).settings).success).toBe(true);
        },
      ),
    );
  });

  it('never gives the user’s value where a lock stands or is in doubt', () => {
    const user = { lcm: { url: 'https://user.example', path: '/user' }, outbox: { maxInFlight: 9 } };
    fc.assert(
      fc.property(fc.jsonValue(), (locked) => {
        const merged = mergeSettings([layer('userFile', null, user), layer('machineFile', 'locked', locked)]);
        for (const path of ['lcm.url', 'lcm.path', 'outbox.maxInFlight']) {
          if (isLocked(merged, path)) expect(merged.origins.get(path)?.source).not.toBe('userFile');
        }
      }),
    );
  });
});

describe('values of several places that do not go together', () => {
  const merged = (...layers: Layer[]) => mergeSettings(layers);

  it('lose the weakest: a lock stays', () => {
    const { settings, faults } = merged(
      layer('userFile', null, { lcm: { reconnect: { baseMs: 50_000 } } }),
      layer('machineFile', 'locked', { lcm: { reconnect: { capMs: 20_000 } } }),
    );
    expect(settings.lcm.reconnect).toEqual({ baseMs: 10_000, capMs: 20_000 });
    expect(faults).toMatchObject([
      { path: 'lcm.reconnect', reason: reason('baseAboveCap'), origin: { source: 'userFile' } },
    ]);
  });

  it('are a fault of the lock if it does not go with Afterword’s own defaults', () => {
    const { settings, faults, withheld } = merged(
      layer('userFile', null, { lcm: { reconnect: { capMs: 90_000 } } }),
      layer('machineFile', 'locked', { lcm: { reconnect: { capMs: 5_000 } } }),
    );
    expect(settings.lcm.reconnect).toEqual(DEFAULTS.lcm.reconnect);
    expect(faults).toMatchObject([{ path: 'lcm.reconnect', origin: { section: 'locked' } }]);
    expect(withheld).toEqual(['lcm.reconnect']);
  });

  it('may complete each other', () => {
    const { settings, faults } = merged(
      layer('machineFile', 'defaults', { afterCall: { default: { telephonyOutcomeId: '8' } } }),
      layer('userFile', null, { afterCall: { default: { limitSeconds: 30 } } }),
      layer('machinePolicy', 'locked', { afterCall: { default: { atEnd: 'submit' } } }),
    );
    expect(faults).toEqual([]);
    expect(settings.afterCall.default).toMatchObject({
      limitSeconds: 30,
      atEnd: 'submit',
      telephonyOutcomeId: '8',
    });
  });
});

describe('what the site says', () => {
  const user = fileOf('userFile', { lcm: { url: 'https://user.example' }, history: { retentionDays: 7 } });
  const read = (value: unknown) => readPlaces(user, fileOf('machineFile', value));

  it('is one list or table as a whole', () => {
    const { settings } = readPlaces(
      fileOf('machineFile', { locked: { lcm: { headers: { a: '1' } } } }),
      fileOf('userFile', { lcm: { headers: { b: '2' }, path: '/user' } }),
    );
    expect(settings.lcm.headers).toEqual({ a: '1' });
    expect(settings.lcm.path).toBe('/user');
  });

  it.each<[string, unknown, url: string, withheld: string[]]>([
    ['nothing', {}, 'https://user.example', []],
    ['another default', { defaults: { lcm: { url: 'https://site.example' } } }, 'https://user.example', []],
    ['a faulty default', { defaults: { lcm: { url: 5 } } }, 'https://user.example', []],
    ['a lock', { locked: { lcm: { url: 'https://site.example' } } }, 'https://site.example', []],
    ['a lock of another setting', { locked: { lcm: { path: '/x' } } }, 'https://user.example', []],
    ['a faulty lock', { locked: { lcm: { url: 5 } } }, '', ['lcm.url']],
    [
      'a faulty lock of another setting',
      { locked: { lcm: { path: 5 } } },
      'https://user.example',
      ['lcm.path'],
    ],
    ['a lock with a typing error', { locked: { lcm: { uri: 'https://site.example' } } }, '', ['lcm']],
    ['a section with a typing error', { lokced: { lcm: { url: 'https://site.example' } } }, '', ['']],
    ['a lock that is no group', { locked: { lcm: 'https://site.example' } }, '', ['lcm']],
    ['locks that are no group', { locked: 'lcm.url' }, '', ['']],
    ['no section', { lcm: { url: 'https://site.example' } }, '', ['']],
    ['a list', [], '', ['']],
    ['half a file', '{"locked": {"lcm": {"url": "https://site.ex', '', ['']],
    [
      'a default below a faulty lock',
      { defaults: { lcm: { url: 'https://site.example' } }, locked: { lcm: { url: 5 } } },
      'https://site.example',
      ['lcm.url'],
    ],
    [
      'two groups of locks',
      '{"locked": {"connect": {"locked": true}}, "locked": {"lcm": {"url": "https://site.example"}}}',
      'https://site.example',
      [''],
    ],
    [
      'a comment',
      '{"locked": {"lcm": {"url": "https://site.example"}} /* ours */}',
      'https://site.example',
      [],
    ],
  ])('%s', (_what, value, url, withheld) => {
    const loaded = read(value);
    expect(loaded.settings.lcm.url).toBe(url);
    expect(loaded.withheld).toEqual(withheld);
    expect(loaded.managed).toBe(true);
    expect(opensDemo(loaded)).toBe(false);
  });

  it('keeps the demo away, even if it says nothing', () => {
    expect(opensDemo(readPlaces())).toBe(true);
    expect(opensDemo(readPlaces(fileOf('machineFile', {})))).toBe(false);
    expect(opensDemo(readPlaces(sourceOf('machinePolicy', { value: {}, asText: true })))).toBe(false);
    expect(
      opensDemo(
        readPlaces(sourceOf('userPolicy', { problem: reason('fileUnreadable', { code: 'EACCES' }) })),
      ),
    ).toBe(false);
    expect(opensDemo(readPlaces(sourceOf('environment', { value: {}, asText: false })))).toBe(true);
  });

  it('deletes no history if it may have meant to keep it', () => {
    expect(retentionDays(read({}))).toBe(7);
    expect(retentionDays(read({ locked: { history: { retentionDays: 365 } } }))).toBe(365);
    expect(retentionDays(read({ locked: { history: { retentionDay: 365 } } }))).toBe(0);
    expect(retentionDays(read({ lokced: { history: { retentionDays: 365 } } }))).toBe(0);
  });

  it('in a policy beats its file, and of the machine that of the user', () => {
    const at = (url: string) => ({ locked: { lcm: { url } } });
    const { settings, origins } = readPlaces(
      sourceOf('machinePolicy', { value: at('https://machine.example'), asText: true }),
      sourceOf('userPolicy', { value: at('https://of-user.example'), asText: true }),
      fileOf('machineFile', at('https://file.example')),
      user,
    );
    expect(settings.lcm.url).toBe('https://machine.example');
    expect(origins.get('lcm.url')).toEqual({
      source: 'machinePolicy',
      name: 'machinePolicy',
      section: 'locked',
    });
  });

  it('beats the environment where it is locked', () => {
    const environment = sourceOf('environment', {
      value: { machine: { dataFolder: '/env' } },
      asText: false,
    });
    const folder = (value: unknown): string =>
      readPlaces(environment, fileOf('machineFile', value)).settings.machine.dataFolder;
    expect(folder({ defaults: { machine: { dataFolder: '/site' } } })).toBe('/env');
    expect(folder({ locked: { machine: { dataFolder: '/site' } } })).toBe('/site');
    expect(folder('{')).toBe('');
  });
});

it('knows every setting of the schema by its path', () => {
  const without = [...SETTINGS.keys()].filter((path) => valueAt(DEFAULTS, path) === undefined);
  expect(without).toEqual(['afterCall.default.unanswered']);
  expect([...SETTINGS.keys()]).toEqual(
    expect.arrayContaining(['lcm.url', 'form.callbackGuards.past', 'busEvents']),
  );
  expect([...SETTINGS.keys()]).not.toContain('$schema');
});
