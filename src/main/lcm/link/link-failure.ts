import { reason, type ReasonCodeWith } from '#shared/reasons/reason-codes.ts';
import type { Reason } from '#shared/reasons/reason.ts';
import { TOO_LARGE } from './too-long.ts';

/** An error between this machine and the proxy. It is marked, so that LCM is not blamed for it. */
export interface ProxyError extends Error {
  atProxy?: true;
}

/** The code with which the client library marks what is no packet of Engine.IO. */
export const NOT_A_PACKET = 'parser error';

/** The code of the error with which an answer ends that sends the client elsewhere. */
export const REDIRECTED = 'AFTERWORD_REDIRECTED';

/** Such an answer, with its HTTP status, and the address as the server gives it. */
export interface Redirected extends Error {
  readonly code: typeof REDIRECTED;
  readonly status: number;
  readonly to: string;
}

export interface LinkFailure {
  /**
   * `unreachable`: no answer, or not one of LCM; the link tries again with growing delays. `denied`: LCM refused.
   * `untrusted`: LCM's certificate is not valid, or the authority's file cannot be used. After both the link tries
   * slowly: LCM may accept the agent later, or somebody renews the certificate, sets the clock or restores the file.
   */
  readonly kind: 'unreachable' | 'denied' | 'untrusted';
  /** What is wrong. Its text says what to do, if there is a remedy. */
  readonly reason: Reason;
}

/** Describes a refusal by the Socket.IO server, whose words the error has: its middleware's, or "Invalid namespace". */
export function describeDenial(error: Error, namespace: string): LinkFailure {
  const said = tidy(error.message);
  if (said === 'Invalid namespace')
    return { kind: 'denied', reason: reason('wrongNamespace', { namespace }) };
  return { kind: 'denied', reason: said === '' ? reason('deniedSilently') : reason('denied', { said }) };
}

/** Describes why a transport did not open, from the error that the client library reports. */
export function describeTransportFailure(error: unknown): LinkFailure {
  const cause = findCause(error);
  const certificate = cause.code === null ? undefined : describeCertificate(cause.code, cause.error);
  if (certificate !== undefined) return { kind: 'untrusted', reason: certificate };
  const client = CLIENT_CERTIFICATE.find(([pattern]) => pattern.test(`${cause.code ?? ''} ${cause.message}`));
  if (client !== undefined) return { kind: 'untrusted', reason: reason(client[1]) };
  if (cause.code === REDIRECTED) {
    const [status, to] = [property(cause.error, 'status'), hostOf(String(property(cause.error, 'to')))];
    return { kind: 'unreachable', reason: reason('redirected', { status: String(status), to }) };
  }
  if (cause.status !== null) return describeStatus(cause.status);
  // The client library recognises such a server by its first packet.
  if (cause.message.includes('Socket.IO server in v2'))
    return { kind: 'denied', reason: reason('otherSocketIo') };
  // `HPE`: Node's parser of HTTP.
  if (cause.code === NOT_A_PACKET || cause.code?.startsWith('HPE_') === true)
    return { kind: 'unreachable', reason: reason('noSocketIo') };
  return { kind: 'unreachable', reason: describeNetwork(cause.code, cause.message) };
}

/** Whether LCM, or a server in front of it, refused what was sent to show who asks. */
export function isAboutSecrets({ kind, reason: { code } }: LinkFailure): boolean {
  return kind === 'denied' && ['denied', 'deniedSilently', 'deniedByServer'].includes(code);
}

/** Why an open link ended. `cause` is as in `ConnectionEvents.lost`. */
export function describeLoss(cause: string): Reason {
  return reason(LOSSES[cause] ?? 'linkLost');
}

/** The socket library's reasons for the end of a connection. Source: socket.io/docs/v4/client-api. */
const LOSSES: Readonly<Record<string, ReasonCodeWith<never>>> = {
  'io server disconnect': 'closedByLcm',
  'ping timeout': 'lcmSilent',
  'transport close': 'linkCut',
  'transport error': 'linkBroke',
  'parse error': 'notSocketIo',
  [TOO_LARGE]: 'messageTooLarge',
};

/** The code of the error behind what the client library reports; null if it has none. */
export function codeOf(error: unknown): string | null {
  return findCause(error).code;
}

interface Cause {
  readonly code: string | null;
  readonly status: number | null;
  readonly message: string;
  readonly error: Error | undefined;
}

/**
 * Finds the cause in the library's TransportError. With WebSocket it is `description.error`, an Error of `ws`. With
 * polling, `description` is the HTTP status, or 0 and the Error is in `context.statusText`.
 */
function findCause(error: unknown): Cause {
  const description = property(error, 'description');
  const found = [
    property(description, 'error'),
    property(property(error, 'context'), 'statusText'),
    description,
    error,
  ].find((value): value is Error => value instanceof Error);
  const message = found?.message ?? (typeof error === 'string' ? error : '');
  const code = property(found, 'code');
  const upgrade = /^Unexpected server response: (\d{3})$/.exec(message);
  const polled = typeof description === 'number' && description > 0 ? description : null;
  return {
    code: typeof code === 'string' ? code : null,
    status: upgrade === null ? polled : Number(upgrade[1]),
    message,
    error: found,
  };
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function describeStatus(status: number): LinkFailure {
  switch (status) {
    case 401:
    case 403:
      return { kind: 'denied', reason: reason('deniedByServer', { status: String(status) }) };
    case 407:
      return { kind: 'denied', reason: reason('proxySignIn') };
    case 404:
      return { kind: 'unreachable', reason: reason('wrongPath') };
    default:
      return { kind: 'unreachable', reason: reason('httpStatus', { status: String(status) }) };
  }
}

/**
 * Node's codes for a certificate that is not valid. It would be the same certificate over another transport.
 * Source: nodejs.org/api/tls.html, "X509 certificate error codes", and ERR_TLS_CERT_ALTNAME_INVALID.
 */
const CERTIFICATE_REASONS: Readonly<Record<string, ReasonCodeWith<'code'>>> = {
  CERT_HAS_EXPIRED: 'certExpired',
  CERT_NOT_YET_VALID: 'certNotYetValid',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certSelfSigned',
  SELF_SIGNED_CERT_IN_CHAIN: 'certUnknownAuthority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certIncompleteChain',
  UNABLE_TO_GET_ISSUER_CERT: 'certUnknownAuthority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certUnknownAuthority',
  CERT_REVOKED: 'certRevoked',
};

/**
 * How OpenSSL and BoringSSL name the alerts by which a server says that it wants another client certificate. Source: RFC
 * 8446, section 6.2.
 */
const CLIENT_CERTIFICATE: readonly (readonly [pattern: RegExp, code: ReasonCodeWith<never>])[] = [
  [/alert[ _]certificate[ _]required/i, 'clientCertWanted'],
  [
    /alert[ _](bad[ _]certificate|unknown[ _]ca|certificate[ _](unknown|expired|revoked)|unsupported[ _]certificate|access[ _]denied)/i,
    'clientCertRefused',
  ],
];

const OTHER_CERTIFICATE_CODES: ReadonlySet<string> = new Set([
  'CERT_CHAIN_TOO_LONG',
  'CERT_REJECTED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'CRL_HAS_EXPIRED',
  'CRL_NOT_YET_VALID',
  'CRL_SIGNATURE_FAILURE',
  'ERROR_IN_CERT_NOT_AFTER_FIELD',
  'ERROR_IN_CERT_NOT_BEFORE_FIELD',
  'ERROR_IN_CRL_LAST_UPDATE_FIELD',
  'ERROR_IN_CRL_NEXT_UPDATE_FIELD',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
  'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
  'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
  'UNABLE_TO_DECRYPT_CRL_SIGNATURE',
  'UNABLE_TO_GET_CRL',
]);

function describeCertificate(code: string, error: Error | undefined): Reason | undefined {
  const known = CERTIFICATE_REASONS[code];
  const otherHost = code === 'ERR_TLS_CERT_ALTNAME_INVALID';
  if (known === undefined && !otherHost && !OTHER_CERTIFICATE_CODES.has(code)) return undefined;
  if (property(error, 'atProxy' satisfies keyof ProxyError) === true)
    return reason('proxyCertificate', { code });
  if (otherHost) {
    const names = property(property(error, 'cert'), 'subjectaltname');
    const host = property(error, 'host');
    return typeof names === 'string' && typeof host === 'string'
      ? reason('certNamesOthers', { names: tidy(names), host: tidy(host) })
      : reason('certOtherHost');
  }
  return reason(known ?? 'certInvalid', { code });
}

const NETWORK_REASONS: Readonly<Record<string, ReasonCodeWith<'code'>>> = {
  ECONNREFUSED: 'nothingListens',
  ECONNRESET: 'cutWhileOpening',
  ENOTFOUND: 'hostUnknown',
  EAI_AGAIN: 'namesUnavailable',
  EHOSTUNREACH: 'noRoute',
  ENETUNREACH: 'noNetwork',
  ETIMEDOUT: 'noAnswer',
};

function describeNetwork(code: string | null, message: string): Reason {
  const known = code === null ? undefined : NETWORK_REASONS[code];
  if (known !== undefined && code !== null) return reason(known, { code });
  const words = [tidy(message), code === null ? '' : `(${code})`].filter((text) => text !== '').join(' ');
  return words === '' ? reason('unreachable') : reason('unreachableBecause', { words });
}

const REASON_LIMIT = 300;

/** Host and port of a URL, without its password and path. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : tidy(url);
}

/** Prepares foreign text for the screen: one line, of limited length, without the password of an address. */
export function tidy(text: string): string {
  return text
    .slice(0, REASON_LIMIT)
    .replace(/[\u0000-\u001f\u007f]+/g, ' ')
    .replace(/\/\/[^/@\s]*@/g, '//')
    .trim();
}
