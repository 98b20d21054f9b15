import { describe, expect, it } from 'vitest';
import { readPacResult } from '#main/lcm/link/proxy-route.ts';

describe('what a PAC script gave', () => {
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
  ])('%j', (text, routes) => {
    expect(readPacResult(text)).toEqual(routes);
  });
});
