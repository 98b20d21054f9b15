import { describe, expect, it } from 'vitest';
import { lcmOptionsSchema } from '#main/lcm/link/options.ts';

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
      requestTimeoutMs: 10_000,
      caFile: '',
      tls: { certFile: '', keyFile: '', pfxFile: '', passphrase: '' },
      proxy: '',
      proxySignIn: { user: '', password: '' },
      reconnect: { baseMs: 10_000, capMs: 60_000 },
    });
  });

  it.each([
    'https://lcm.example.com',
    'wss://lcm.example.com:8443/',
    'http://127.0.0.1:3000',
    'ws://[::1]:80',
    '',
  ])('takes the address %j', (url) => expect(faults({ url })).toEqual([]));

  it.each([
    [{ url: 'lcm.example.com' }, /^url: notAnLcmAddress$/],
    [{ url: 'ftp://lcm.example.com' }, /^url: notAnLcmAddress$/],
    [{ url: 'https://agent:secret@lcm.example.com' }, /^url: addressWithPassword$/],
    [{ url: 'https://lcm.example.com/bus?x=1' }, /^url: addressTooLong$/],
    [{ path: 'socket.io' }, /^path: needsSlash$/],
    [{ namespace: 'lcm' }, /^namespace: needsSlash$/],
    [{ eventName: 'disconnect' }, /^eventName: reservedEvent$/],
    [{ eventName: '' }, /^eventName: /],
    [{ source: ' ' }, /^source: /],
    [{ requestTimeoutMs: 0 }, /^requestTimeoutMs: /],
    [{ proxy: 'proxy:3128' }, /^proxy: notAProxy$/],
    [{ headers: { 'X y': '1' } }, /^headers\.X y: /],
    [{ headers: { 'X-Y': 'a\r\nInjected: 1' } }, /^headers\.X-Y: badHeaderValue$/],
    [{ headers: { host: 'elsewhere' } }, /^headers\.host: ownHeader$/],
    [{ headers: { 'Sec-WebSocket-Key': 'x' } }, /^headers\.Sec-WebSocket-Key: ownHeader$/],
    [{ reconnect: { baseMs: 5_000, capMs: 1_000 } }, /^reconnect: baseAboveCap$/],
    [{ rejectUnauthorized: false }, /Unrecognized key/],
  ])('refuses %j and says where and why', (input, words) => {
    const found = faults(input);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(words);
  });
});
