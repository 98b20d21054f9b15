import { errorCode, errorWords } from '#main/base/error-words.ts';
import { tidy } from '#main/lcm/link/link-failure.ts';
import { ProxyRefusal } from '#main/lcm/link/secure-fetch.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import { SignInError } from './sign-in-error.ts';

type Library = typeof import('openid-client');

/** The provider's own errors that pass. Source: RFC 6749, section 4.1.2.1. */
const PASSING = new Set(['temporarily_unavailable', 'server_error']);

/** Answers that are not what they should be, so that nobody may rely on them. */
const MISMATCHES = new Set([
  'OAUTH_INVALID_RESPONSE',
  'OAUTH_INVALID_SERVER_METADATA',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED',
  'OAUTH_MISSING_SERVER_METADATA',
]);

/** Reads what the OpenID library, or the network, throws. No token is ever in it. */
export function readProviderError(error: unknown, library: Library, host: string): SignInError {
  const faulty = (words: string): SignInError =>
    new SignInError('away', reason('signInProviderFaulty', { host, words }));
  if (error instanceof SignInError) return error;
  if (error instanceof library.AuthorizationResponseError) {
    const said = saidIn(error.error, error.error_description);
    return PASSING.has(error.error)
      ? faulty(said)
      : new SignInError('refused', reason('signInDenied', { said }));
  }
  if (error instanceof library.ResponseBodyError) {
    const said = saidIn(error.error, error.error_description);
    if (error.status >= 500 || error.status === 429 || PASSING.has(error.error))
      return faulty(`HTTP ${String(error.status)}`);
    if (error.error === 'invalid_grant') return new SignInError('ended', reason('signInEnded', { said }));
    return new SignInError('refused', reason('signInDenied', { said }));
  }
  const code = errorCode(error) ?? '';
  if (MISMATCHES.has(code))
    return new SignInError('refused', reason('signInMismatch', { words: tidy(errorWords(error)) }));
  if (code.startsWith('OAUTH_')) {
    const status: unknown =
      error instanceof Error && error.cause instanceof Response ? error.cause.status : null;
    const isHttp = typeof status === 'number' && status !== 200;
    return faulty(isHttp ? `HTTP ${String(status)}` : tidy(errorWords(error)));
  }
  if (error instanceof ProxyRefusal) return new SignInError('away', reason('proxySignIn'));
  const cause = errorCode(error instanceof Error ? error.cause : null) ?? code;
  const words = cause || tidy(errorWords(error));
  return new SignInError('away', reason('signInProviderAway', { host, words }));
}

const saidIn = (error: string, description: string | undefined): string =>
  tidy(description === undefined ? error : `${error}: ${description}`);
