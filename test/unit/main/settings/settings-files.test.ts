import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Window, type Element } from 'happy-dom';
import { expect, it } from 'vitest';
import { registryPolicy, type Registry } from '#main/site/registry-policy.ts';
import { SETTINGS } from '#main/settings/settings-tree.ts';
import { settingsSchema } from '#main/settings/settings-schema.ts';
import { readPlaces } from '#test/support/read-settings.ts';
import { adml, admx } from '../../../../scripts/policy-template.ts';
import { settingsFiles } from '../../../../scripts/settings-files.ts';

const docs = resolve(import.meta.dirname, '../../../../docs/settings');
const DEFAULTS = settingsSchema.parse({});

it.each(settingsFiles())(
  'docs/settings/%s is in step with the settings (else: npm run settings)',
  (name, content) => expect(readFileSync(resolve(docs, name), 'utf8')).toBe(content),
);

it('the schema of a site’s file finds everything that it refers to', () => {
  const [, text] = settingsFiles().find(([name]) => name.startsWith('site-'))!;
  const schema = JSON.parse(text) as { $defs: Record<string, unknown> };
  const refs = [...text.matchAll(/"\$ref": "#\/\$defs\/([^"]+)"/g)].map(([, name]) => name!);
  expect(refs).toContain('settings');
  for (const ref of refs) expect(schema.$defs).toHaveProperty(ref);
});

const parsed = (text: string) => {
  const document = new new Window().DOMParser().parseFromString(text, 'application/xml');
  expect(document.getElementsByTagName('parsererror')).toHaveLength(0);
  return document;
};
const attributes = (element: Element): Record<string, string> =>
  Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value ?? '']));

/** What Group Policy writes for an element of a policy, and what the setting is then. */
function written(
  path: string,
  element: Element,
  key: string,
): { keys: Record<string, object>; value: unknown } {
  const { valueName = '', key: list = '' } = attributes(element);
  const standard = path
    .split('.')
    .reduce<unknown>((value, name) => Reflect.get(value as object, name), DEFAULTS);
  const put = (raw: unknown, value: unknown) => ({ keys: { [key]: { [valueName]: raw } }, value });
  switch (element.tagName) {
    case 'decimal': {
      const least = Number(attributes(element)['minValue']);
      return put(least, least);
    }
    case 'text':
      return put(TEXTS[path] ?? 'words', TEXTS[path] ?? 'words');
    case 'enum': {
      const value = [...element.getElementsByTagName('value')][0]!.firstElementChild;
      const number = attributes(value)['value'];
      const raw = number === undefined ? value.textContent : Number(number);
      return put(raw, raw);
    }
    case 'list':
      return {
        keys: { [list]: { One: path.startsWith('calls') ? 'none' : '1' } },
        value: { One: path.startsWith('calls') ? 'none' : '1' },
      };
    case 'multiText':
      return put(JSON.stringify(standard ?? {}, null, 1).split('\n'), standard ?? {});
    default:
      throw new Error(element.tagName);
  }
}
/** Rules between settings, which a single one may break. */
const RULES = ['baseAboveCap', 'certOrPfx', 'settingEmpty', 'needsOwnBus'];
/** Texts that not every text can be. */
const TEXTS: Readonly<Record<string, string>> = {
  'lcm.url': 'https://lcm.example.com',
  'lcm.path': '/bus',
  'lcm.namespace': '/bus',
  'lcm.proxy': 'none',
  'metrics.url': 'https://collector.example.com/v1/metrics',
  'metrics.proxy': 'none',
  'signIn.issuer': 'https://id.example.com',
  'signIn.redirectPath': '/back',
  'form.callbackZone': 'Europe/Madrid',
  'spelling.dictionaryUrl': 'https://example.com/',
  'machine.dataFolder': '/data',
  'updates.url': 'https://files.example.com/afterword',
  'shortcuts.quickWrapUp': 'Control+Shift+Y',
};

function registryOf(keys: Readonly<Record<string, object>>): Registry {
  return {
    read(_hive, path) {
      const below = Object.keys(keys).filter((each) => each.startsWith(`${path}\\`));
      if (keys[path] === undefined && below.length === 0) return null;
      const names = new Set(below.map((each) => each.slice(path.length + 1).split('\\')[0]!));
      return { values: new Map(Object.entries(keys[path] ?? {})), keys: [...names] };
    },
  };
}

it('the policy template has each setting, locked and as a default, and each policy sets its setting', () => {
  const template = parsed(admx());
  const seen: string[] = [];
  for (const policy of template.getElementsByTagName('policy')) {
    const { name = '', key = '', valueName } = attributes(policy);
    const [section, ...names] = name.split('_');
    const path = names.join('.');
    seen.push(`${String(section)} ${path}`);
    const [elements] = [...policy.getElementsByTagName('elements')];
    const { keys, value } =
      elements === undefined
        ? { keys: { [key]: { [valueName!]: 0 } }, value: false }
        : written(path, elements.firstElementChild, key);
    const { settings, faults, origins } = readPlaces(registryPolicy('machinePolicy', () => registryOf(keys)));
    // A rule between two settings may forbid a single one, which only the whole can tell.
    const own = faults.filter(({ reason }) => !RULES.includes(reason.code));
    expect({ name, own }).toEqual({ name, own: [] });
    if (faults.length > 0) continue;
    expect({
      name,
      value: path.split('.').reduce<unknown>((each, at) => Reflect.get(each as object, at), settings),
    }).toEqual({
      name,
      value,
    });
    expect(origins.get(path)?.section).toBe(section);
  }
  const all = ['locked', 'defaults'].flatMap((section) =>
    [...SETTINGS.keys()].map((path) => `${section} ${path}`),
  );
  expect(seen.sort()).toEqual(all.sort());
});

it('the policy template’s words are complete, and each policy has its place and its controls', () => {
  const template = parsed(admx());
  const words = parsed(adml());
  const ids = (tag: string): string[] =>
    [...words.getElementsByTagName(tag)].map((each) => each.getAttribute('id')!);
  const strings = ids('string');
  expect(new Set(strings).size).toBe(strings.length);
  const asked = [...admx().matchAll(/\$\((string|presentation)\.([^)]+)\)/g)];
  for (const [, kind, id] of asked) expect(ids(kind!)).toContain(id);
  expect(new Set(asked.filter(([, kind]) => kind === 'string').map(([, , id]) => id)).size).toBe(
    strings.length,
  );
  const categories = [...template.getElementsByTagName('category')].map((each) => each.getAttribute('name'));
  for (const parent of template.getElementsByTagName('parentCategory'))
    expect(categories).toContain(parent.getAttribute('ref'));
});
