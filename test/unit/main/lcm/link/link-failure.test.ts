import { describe, expect, it } from 'vitest';
import { reason } from '#shared/reasons/reason-codes.ts';
import { describeDenial, describeTransportFailure } from '#main/lcm/link/link-failure.ts';

const coded = (code: string, message = 'broken') => Object.assign(new Error(message), { code });
/** As the library reports it: over WebSocket, then over polling. */
const websocket = (error: Error) => Object.assign(new Error('websocket error'), { description: { error } });
const polling = (description: unknown, statusText?: unknown) =>
  Object.assign(new Error('xhr poll error'), { description, context: { statusText } });

describe('why the link did not open', () => {
  it.each([
    ['CERT_HAS_EXPIRED', 'certExpired'],
    ['CERT_NOT_YET_VALID', 'certNotYetValid'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'certSelfSigned'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'certUnknownAuthority'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'certIncompleteChain'],
    ['INVALID_PURPOSE', 'certInvalid'],
  ] as const)('%s is a certificate that does not hold, over either transport', (code, said) => {
    for (const error of [websocket(coded(code)), polling(0, coded(code))]) {
      expect(describeTransportFailure(error)).toEqual({ kind: 'untrusted', reason: reason(said, { code }) });
    }
  });

  it('a certificate for another host names both', () => {
    const error = coded('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(describeTransportFailure(websocket(error))).toEqual({
      kind: 'untrusted',
      reason: reason('certOtherHost'),
    });
    const named = Object.assign(error, {
      host: 'lcm.example',
      cert: { subjectaltname: 'DNS:other.example' },
    });
    expect(describeTransportFailure(websocket(named)).reason).toEqual(
      reason('certNamesOthers', { names: 'DNS:other.example', host: 'lcm.example' }),
    );
  });

  it('a bad certificate of the proxy is not blamed on LCM', () => {
    for (const code of ['CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID', 'INVALID_CA']) {
      const error = Object.assign(coded(code), { atProxy: true });
      expect(describeTransportFailure(websocket(error))).toEqual({
        kind: 'untrusted',
        reason: reason('proxyCertificate', { code }),
      });
    }
  });

  it.each([
    // As Node 24 reports the alerts of an OpenSSL server, over TLS 1.3 and 1.2.
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'tlsv13 alert certificate required', 'clientCertWanted'],
    ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'tlsv1 alert unknown ca', 'clientCertRefused'],
    ['EPROTO', 'write EPROTO 409D:error:0A000418:SSL routines::tlsv1 alert unknown ca', 'clientCertRefused'],
    ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED', 'sslv3 alert certificate expired', 'clientCertRefused'],
  ])('a server that wants another client certificate says so by an alert (%s)', (code, message, said) => {
    for (const error of [websocket(coded(code, message)), polling(0, coded(code, message))])
      expect(describeTransportFailure(error)).toEqual({
        kind: 'untrusted',
        reason: { code: said, params: {} },
      });
  });

  it('HTTP 401, 403 and 407 are denials; with any other status LCM is unreachable', () => {
    for (const status of [401, 403, 407])
      expect(describeTransportFailure(polling(status)).kind).toBe('denied');
    const forbidden = describeTransportFailure(websocket(new Error('Unexpected server response: 403')));
    expect(forbidden).toEqual({ kind: 'denied', reason: reason('deniedByServer', { status: '403' }) });
    expect(describeTransportFailure(polling(404)).reason).toEqual(reason('wrongPath'));
    expect(describeTransportFailure(polling(502))).toMatchObject({ kind: 'unreachable' });
  });

  it('network errors are reported with their code', () => {
    const refused = describeTransportFailure(
      websocket(coded('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1')),
    );
    expect(refused).toEqual({
      kind: 'unreachable',
      reason: reason('nothingListens', { code: 'ECONNREFUSED' }),
    });
  });

  it('never quotes the password of a proxy, and is one line of limited length', () => {
    const error = new Error(
      `Unsupported protocol for proxy URL: foo://user:secret@proxy\n${'x'.repeat(10_000)}`,
    );
    const { words } = describeTransportFailure(websocket(error)).reason.params;
    expect(words).not.toContain('secret');
    expect(words).toMatch(/^[^\n]{10,400}$/);
  });

  it('accepts any thrown value', () => {
    for (const error of [undefined, null, 'No transports available', {}, new Error('')]) {
      expect(describeTransportFailure(error)).toMatchObject({
        kind: 'unreachable',
        reason: { code: expect.stringMatching(/^unreachable/) as string },
      });
    }
  });
});

describe('why LCM refused', () => {
  it('its words, if it has any', () => {
    const said = reason('denied', { said: 'not authorised' });
    expect(describeDenial(new Error('not authorised'), '/').reason).toEqual(said);
    expect(describeDenial(new Error(''), '/').reason).toEqual(reason('deniedSilently'));
  });

  it('an unknown namespace is named', () => {
    const { reason: why } = describeDenial(new Error('Invalid namespace'), '/lcm');
    expect(why).toEqual(reason('wrongNamespace', { namespace: '/lcm' }));
  });
});
