import { describe, expect, it } from 'vitest';
import { lcmOptionsSchema } from '#main/lcm/options.ts';

const faults = (input: unknown) => {
  const result = lcmOptionsSchema.safeParse(input);
  return result.success
    ? []
    : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
};

describe('the lcm part of the settings', () => {
  it('has a default for everything: {} stands for the demo', () => {
    expect(lcmOptionsSchema.parse({})).toEqual({
      url: '',
      path: '/socket.io',
      namespace: '/',
      eventName: 'message',
      source: 'Afterword',
      auth: {},
      headers: {},
      transports: ['websocket', 'polling'],
      requestTimeoutMs: 10_000,
      caFile: '',
      proxy: '',
      reconnect: { baseMs: 10_000, capMs: 60_000 },
    });
  });

  it.each([
    'https://lcm.example.com',
    'wss://lcm.example.com:8443/',
    'http://127.0.0.1:3000',
    'ws://[::1]:80',
    '',
  ])('takes the address %j', (url) => {
    expect(faults({ url })).toEqual([]);
  });

  it.each([
    [{ url: 'lcm.example.com' }, /^url: is not an address of LCM/],
    [{ url: 'ftp://lcm.example.com' }, /^url: is not an address of LCM/],
    [{ url: 'https://agent:secret@lcm.example.com' }, /^url: must not carry a user name or password/],
    [{ url: 'https://lcm.example.com/bus?x=1' }, /^url: must end after the host and port/],
    [{ path: 'socket.io' }, /^path: must begin with "\/"/],
    [{ namespace: 'lcm' }, /^namespace: must begin with "\/"/],
    [{ eventName: 'disconnect' }, /^eventName: is an event that Socket\.IO keeps/],
    [{ eventName: '' }, /^eventName: /],
    [{ source: ' ' }, /^source: /],
    [{ transports: ['polling'] }, /^transports: is fixed/],
    [{ requestTimeoutMs: 0 }, /^requestTimeoutMs: /],
    [{ proxy: 'proxy:3128' }, /^proxy: is not a proxy/],
    [{ headers: { 'X y': '1' } }, /^headers\.X y: /],
    [{ headers: { 'X-Y': 'a\r\nInjected: 1' } }, /^headers\.X-Y: has characters/],
    [{ headers: { host: 'elsewhere' } }, /^headers: host is set by the connection itself/],
    [
      { headers: { 'Sec-WebSocket-Key': 'x' } },
      /^headers: Sec-WebSocket-Key is set by the connection itself/,
    ],
    [{ reconnect: { baseMs: 5_000, capMs: 1_000 } }, /^reconnect: baseMs must not be above capMs/],
    [{ rejectUnauthorized: false }, /Unrecognized key/],
  ])('refuses %j and says where and why', (input, words) => {
    const found = faults(input);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(words);
  });
});
