import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { findCallInArguments, parseCallLink } from '#main/calls/call-link.ts';
import { createCallReader } from '#main/calls/dialects/call-reader.ts';
import { HELP } from '#main/hosts/help.ts';
import { LAYERS } from '#main/settings/layers.ts';
import { settingsSchema } from '#main/settings/settings-schema.ts';
import { SETTINGS } from '#main/settings/settings-tree.ts';
import { readEnvelope } from '#shared/lcm/envelope.ts';
import { isJsonObject } from '#shared/lcm/json.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const GUIDE = readFileSync(join(ROOT, 'docs/admin.md'), 'utf8');

/** The texts of the guide's code blocks in a language, in their order. */
const blocks = (language: string): string[] =>
  [...GUIDE.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'))].map(([, text = '']) =>
    text.trim(),
  );

const [CHANGED] = blocks('json')
  .map((text): unknown => JSON.parse(text))
  .filter((value) => isJsonObject(value) && 'channel' in value);

/** The settings of the guide's examples. */
const EXAMPLES = blocks('json').filter((text) => !('channel' in (JSON.parse(text) as object)));

/** The table's rows that are settings: their path and what stands for the default. */
const ROWS = [...GUIDE.matchAll(/^\| `([a-z]\w*(?:\.\w+)*)` +\| +(.*?) +\|/gim)].filter(
  ([, path = '']) =>
    SETTINGS.has(path) ||
    /^(agent|lcm|signIn|form|afterCall|callbacks|outbox|connect|calls|history|metrics|machine|updates|start|shortcuts|spelling|busEvents)\b/.test(
      path,
    ),
);

test('the table names every setting once, and nothing else', () => {
  expect(ROWS.map(([, path]) => path).sort()).toEqual([...SETTINGS.keys()].sort());
});

test('the table says the defaults as they are', () => {
  const defaults: unknown = settingsSchema.parse({});
  const said = ROWS.flatMap(([, path = '', shown = '']) => {
    const code = /^`(.*)`$/.exec(shown)?.[1];
    return code === undefined ? [] : [[path, JSON.parse(code) as unknown] as const];
  });
  expect(said.length).toBeGreaterThan(SETTINGS.size - 6);
  const actual = said.map(([path]) => [
    path,
    path
      .split('.')
      .reduce<unknown>((group, name) => (isJsonObject(group) ? group[name] : undefined), defaults),
  ]);
  expect(said).toEqual(actual);
});

test('each example of settings is one that Afterword takes', () => {
  expect(EXAMPLES.length).toBeGreaterThan(5);
  const sections = new Set<string>(LAYERS.flatMap(({ section }) => (section === null ? [] : [section])));
  for (const text of EXAMPLES) {
    const value = z.record(z.string(), z.unknown()).parse(JSON.parse(text));
    const parts = Object.keys(value).every((name) => sections.has(name)) ? Object.values(value) : [value];
    for (const part of parts) expect(settingsSchema.safeParse(part).error?.issues ?? []).toEqual([]);
  }
});

const CALL = {
  callId: '482917',
  lcmKey: '5|3|1|0|0|44|1',
  type: 'OUTBOUND',
  contact: 'Priya Raman',
  zone: 'Europe/Madrid',
};

test('the example of a link is read, and the command line says the same', () => {
  const [link = '', line = ''] = blocks('text');
  expect(parseCallLink(link)).toEqual({ ok: true, call: CALL, amended: [] });
  const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  expect(findCallInArguments(words)).toEqual({ ok: true, call: CALL, amended: [] });
});

test('the example of another softphone is read by its mapping, and only so', () => {
  const reading = readEnvelope(CHANGED);
  if (!reading.ok) throw new Error(reading.reason);
  const read = (settings: object): unknown => {
    const { busEvents, calls } = settingsSchema.parse(settings);
    return createCallReader({ mappings: busEvents, types: calls.types, busIsOwn: false })(
      reading.envelope,
      'ana',
    );
  };
  const mapping = EXAMPLES.find((text) => text.includes('"Changed"')) ?? '{}';
  expect(read({})).toBeNull();
  expect(read(JSON.parse(mapping) as object)).toMatchObject({
    ok: true,
    event: {
      call: { callId: 'A-17', lcmKey: CALL.lcmKey, type: 'OUTBOUND', contact: 'Priya Raman' },
      moment: 'dropped',
      whose: 'own',
    },
  });
});

test('the guide names every switch of the command line, and no other', () => {
  const sources = globSync('src/main/**/*.ts', { cwd: ROOT }).map((path) =>
    readFileSync(join(ROOT, path), 'utf8'),
  );
  const switches = sources.flatMap((text) => [
    ...[...text.matchAll(/['`](--[a-z][a-z-]+)(?=[ '`])/g)].map(([, name]) => name),
    ...[...text.matchAll(/^export const \w+_SWITCH = '([a-z]+)'/gm)].map(([, name]) => `--${name}`),
  ]);
  const lines = GUIDE.slice(GUIDE.indexOf('## Command line')).split('\n').slice(3).join('\n');
  const said = [...lines.matchAll(/--[a-z][a-z-]+/g)].map(([name]) => name);
  expect([...new Set(said)].sort()).toEqual([...new Set(switches)].sort());
});

test('--help names each switch that stands in the guide’s tables', () => {
  const tables = GUIDE.slice(GUIDE.indexOf('## Command line')).matchAll(/^\| (`[^|]*) \|/gm);
  const switches = [...tables].flatMap(([, cell = '']) =>
    [...cell.matchAll(/--[a-z][a-z-]+/g)].map(([name]) => name),
  );
  // These belong to a command, which explains them.
  const unnamed = switches.filter((name) => !new RegExp(`${name}\\b`).test(HELP));
  expect([...new Set(unnamed)].sort()).toEqual(['--json', '--key', '--number']);
});
