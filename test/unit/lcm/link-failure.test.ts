import { describe, expect, it } from 'vitest';
import { describeDenial, describeTransportFailure } from '#main/lcm/link-failure.ts';

const coded = (code: string, message = 'broken') => Object.assign(new Error(message), { code });
/** As the library reports it: over WebSocket, then over polling. */
const websocket = (error: Error) => Object.assign(new Error('websocket error'), { description: { error } });
const polling = (description: unknown, statusText?: unknown) =>
  Object.assign(new Error('xhr poll error'), { description, context: { statusText } });

describe('what kept the link from opening', () => {
  it.each([
    ['CERT_HAS_EXPIRED', /has expired/],
    ['CERT_NOT_YET_VALID', /not valid yet/],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', /self-signed/],
    ['SELF_SIGNED_CERT_IN_CHAIN', /authority this machine does not know/],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /authority this machine does not know/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', /is for another host/],
    ['INVALID_PURPOSE', /does not hold/],
  ])('%s is final, over either transport', (code, words) => {
    for (const error of [websocket(coded(code)), polling(0, coded(code))]) {
      expect(describeTransportFailure(error)).toEqual({
        kind: 'final',
        reason: expect.stringMatching(words) as string,
      });
    }
  });

  it('HTTP 401, 403 and 407 are a no; other answers are not LCM', () => {
    for (const status of [401, 403, 407])
      expect(describeTransportFailure(polling(status)).kind).toBe('denied');
    const forbidden = describeTransportFailure(websocket(new Error('Unexpected server response: 403')));
    expect(forbidden).toMatchObject({
      kind: 'denied',
      reason: expect.stringContaining('HTTP 403') as string,
    });
    expect(describeTransportFailure(polling(404)).reason).toContain('lcm.path');
    expect(describeTransportFailure(polling(502))).toMatchObject({ kind: 'unreachable' });
  });

  it('network errors are told in words with their code', () => {
    const refused = describeTransportFailure(
      websocket(coded('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1')),
    );
    expect(refused).toEqual({
      kind: 'unreachable',
      reason: 'Nothing listens at the address of LCM (ECONNREFUSED).',
    });
  });

  it('never quotes the password of a proxy, and is one bounded line', () => {
    const error = new Error(
      `Unsupported protocol for proxy URL: foo://user:secret@proxy\n${'x'.repeat(10_000)}`,
    );
    const { reason } = describeTransportFailure(websocket(error));
    expect(reason).not.toContain('secret');
    expect(reason).toMatch(/^[^\n]{10,400}$/);
  });

  it('takes whatever is thrown', () => {
    for (const error of [undefined, null, 'No transports available', {}, new Error('')]) {
      expect(describeTransportFailure(error)).toMatchObject({
        kind: 'unreachable',
        reason: expect.any(String) as string,
      });
    }
  });
});

describe('what LCM said instead of yes', () => {
  it('its words, and those of its data', () => {
    expect(describeDenial(new Error('not authorised'), '/').reason).toBe(
      'LCM refused the connection: not authorised',
    );
    const error = Object.assign(new Error('no'), { data: { message: 'token expired' } });
    expect(describeDenial(error, '/').reason).toBe('LCM refused the connection: no: token expired');
    expect(describeDenial(new Error(''), '/').reason).toMatch(/without giving a reason/);
  });

  it('an unknown namespace names the setting', () => {
    expect(describeDenial(new Error('Invalid namespace'), '/lcm').reason).toContain('lcm.namespace');
  });
});
