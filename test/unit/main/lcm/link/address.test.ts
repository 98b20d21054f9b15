import { describe, expect, it } from 'vitest';
import { reason } from '#shared/reasons/reason-codes.ts';
import { readAddress } from '#main/lcm/link/address.ts';

describe('the address of LCM', () => {
  it.each([
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
    ['ws://127.8.9.10', 'http://127.8.9.10'],
    ['http://127.1:3000', 'http://127.0.0.1:3000'],
    ['http://localhost:3000/', 'http://localhost:3000'],
    ['ws://LOCALHOST', 'http://localhost'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
  ])('plain %s is the loopback', (url, origin) => {
    expect(readAddress(url)).toMatchObject({ ok: true, address: { origin, secure: false, loopback: true } });
  });

  it.each([
    'http://lcm.example.com',
    'ws://10.0.0.1',
    'http://128.0.0.1',
    'http://localhost.example.com',
    'http://127.0.0.1.example.com',
    'http://[::2]',
    'http://[::ffff:127.0.0.1]',
    'http://0.0.0.0',
  ])('plain %s is refused', (url) => {
    const reading = readAddress(url);
    expect(reading).toMatchObject({ ok: false, reason: { code: 'notEncrypted' } });
  });

  it('says what to change, with the port', () => {
    expect(readAddress('ws://lcm.example.com:8080')).toEqual({
      ok: false,
      reason: reason('notEncrypted', { host: 'lcm.example.com', address: 'wss://lcm.example.com:8080' }),
    });
  });

  it('accepts TLS for any host', () => {
    expect(readAddress('wss://lcm.example.com')).toEqual({
      ok: true,
      address: { origin: 'https://lcm.example.com', host: 'lcm.example.com', secure: true, loopback: false },
    });
    expect(readAddress('https://[2001:db8::1]:444')).toMatchObject({ address: { host: '2001:db8::1' } });
  });

  it('says so if there is none', () => {
    expect(readAddress('')).toEqual({ ok: false, reason: reason('noLcmSet') });
  });
});
