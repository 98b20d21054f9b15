import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readAddress, type Address } from '#main/lcm/link/address.ts';
import { findRoutes, readPacResult } from '#main/lcm/link/proxy-route.ts';

describe('the result of a PAC script', () => {
  it.each([
    ['DIRECT', [null]],
    ['PROXY proxy.example:3128', ['http://proxy.example:3128']],
    ['proxy a:1;HTTPS b:2 ; DIRECT', ['http://a:1', 'https://b:2', null]],
    ['SOCKS a:1; SOCKS4 b:2; SOCKS5 c:3', ['socks4://a:1', 'socks4://b:2', 'socks5h://c:3']],
    ['PROXY [2001:db8::1]:3128', ['http://[2001:db8::1]:3128']],
    ['QUIC a:1; PROXY b:2', ['http://b:2']],
    ['PROXY', []],
    ['', []],
    [';; ;', []],
  ])('%j', (text, routes) => expect(readPacResult(text)).toEqual(routes));
});

describe('the routes to LCM', () => {
  beforeEach(() => {
    for (const name of ['https_proxy', 'wss_proxy', 'all_proxy', 'no_proxy']) {
      vi.stubEnv(name, undefined);
      vi.stubEnv(name.toUpperCase(), undefined);
    }
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  const LCM = addressOf('https://lcm.example.test');
  const SYSTEM = 'PROXY sys:1; DIRECT';
  const system = (answer: string) => () => Promise.resolve(answer);

  it.each<[string, Address, string, string, Record<string, string>, (string | null)[]]>([
    ['the settings go first', LCM, 'http://set:1', SYSTEM, { HTTPS_PROXY: 'http://env:1' }, ['http://set:1']],
    ['or say there is none', LCM, 'none', SYSTEM, { HTTPS_PROXY: 'http://env:1' }, [null]],
    ['then the system', LCM, '', SYSTEM, { HTTPS_PROXY: 'http://env:1' }, ['http://sys:1', null]],
    ['then the environment', LCM, '', 'DIRECT', { HTTPS_PROXY: 'http://env:1' }, ['http://env:1']],
    ['by any of its names', LCM, '', '', { ALL_PROXY: 'socks5://env:1' }, ['socks5://env:1']],
    ['that of WebSockets too', LCM, '', '', { wss_proxy: 'http://env:1' }, ['http://env:1']],
    [
      'which may leave LCM out',
      LCM,
      '',
      '',
      { HTTPS_PROXY: 'http://env:1', NO_PROXY: '.example.test' },
      [null],
    ],
    ['else there is none', LCM, '', '', {}, [null]],
    ['nor for the loopback', addressOf('https://127.0.0.1'), 'http://set:1', SYSTEM, {}, [null]],
    [
      'a password that Chromium dropped is that of the environment',
      LCM,
      '',
      'PROXY other:1; PROXY env:1',
      { HTTPS_PROXY: 'http://agent:s3cret@env:1' },
      ['http://other:1', 'http://agent:s3cret@env:1'],
    ],
  ])('%s', async (_name, address, setting, answer, variables, routes) => {
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    expect(await findRoutes(address, setting, system(answer))).toEqual(routes);
  });
});

function addressOf(url: string): Address {
  const reading = readAddress(url);
  if (!reading.ok) throw new Error(url);
  return reading.address;
}
