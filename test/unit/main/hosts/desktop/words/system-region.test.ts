import { afterEach, expect, it, vi } from 'vitest';
import { systemRegion } from '#main/hosts/desktop/words/system-region.ts';

const system = vi.hoisted(() => ({ country: '', defaults: [] as string[] }));
vi.mock('electron', () => ({
  app: { getLocaleCountryCode: () => system.country },
  systemPreferences: { getUserDefault: (key: string) => system.defaults.includes(key) },
}));

const { platform } = process;
const runOn = (name: NodeJS.Platform): void => {
  Object.defineProperty(process, 'platform', { value: name });
};

afterEach(() => runOn(platform));

it.each([
  ['linux', 'DE', [], 'und-DE'],
  ['win32', 'US', [], 'und-US'],
  ['darwin', 'US', [], 'und-US'],
  ['darwin', 'US', ['AppleICUForce24HourTime'], 'und-US-u-hc-h23'],
  ['darwin', 'GB', ['AppleICUForce12HourTime'], 'und-GB-u-hc-h12'],
  ['linux', '', [], null],
] as const)('on %s with the country %j and %j, the region is %j', (name, country, defaults, region) => {
  runOn(name);
  Object.assign(system, { country, defaults });
  expect(systemRegion()).toBe(region);
});
