import { describe, expect, it } from 'vitest';
import { dataFolder } from '#main/settings/data-folder.ts';
import { hasUsualFolder } from '#main/settings/usual-folder.ts';
import { environmentSource } from '#main/site/environment.ts';
import type { Found, SettingsSource } from '#main/site/source.ts';
import { reason } from '#shared/reasons/reason-codes.ts';

const place = (kind: SettingsSource['kind'], found: Found | null): SettingsSource => ({
  kind,
  name: kind,
  find: () => found,
  mark: () => '',
});
const file = (text: string, encoding: BufferEncoding = 'utf8'): SettingsSource =>
  place('machineFile', { bytes: Buffer.from(text, encoding) });
const registry = (value: unknown): SettingsSource => place('machinePolicy', { value, asText: true });
const LOCKS = '{"locked": {"machine": {"dataFolder": "/srv/afterword"}}}';

describe('whether the data folder is the usual one', () => {
  it.each<[string, SettingsSource[]]>([
    ['nothing is set', [place('machineFile', null), environmentSource({})]],
    ['the site sets something else', [file('{"locked": {"lcm": {"url": "https://lcm.example"}}}')]],
    ['the registry sets something else', [registry({ locked: { machine: { name: 'A 7' } } })]],
    ['the file is broken and names no folder', [file('{"locked": {')]],
  ])('is told without reading the settings if %s', (_case, site) => {
    expect(hasUsualFolder(site)).toBe(true);
    expect(dataFolder(site, '/usual').path).toBe('/usual');
  });

  it.each<[string, SettingsSource[]]>([
    ['the site names one', [file(LOCKS)]],
    ['the site names one in UTF-16', [file(`\uFEFF${LOCKS}`, 'utf16le')]],
    ['the name is escaped', [file(LOCKS.replace('dataF', String.raw`data\u0046`))]],
    [
      'the registry writes the name its own way',
      [registry({ locked: { machine: { DATAFOLDER: '/srv/afterword' } } })],
    ],
    ['the environment names one', [environmentSource({ AFTERWORD_DATA_DIR: '/srv/afterword' })]],
  ])('is left to the settings if %s', (_case, site) => {
    expect(hasUsualFolder(site)).toBe(false);
    expect(dataFolder(site, '/usual').path).toBe('/srv/afterword');
  });

  it('is left to the settings if a place cannot be read', () => {
    expect(
      hasUsualFolder([place('machineFile', { problem: reason('fileUnreadable', { code: 'EACCES' }) })]),
    ).toBe(false);
  });
});
