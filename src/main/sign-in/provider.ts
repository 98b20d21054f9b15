import type { SecureFetch } from '#main/lcm/link/secure-fetch.ts';
import { isSafeUrl, isLoopback } from '#main/lcm/link/address.ts';
import type { Secrets } from '#main/secrets/secrets.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import type { Configuration, IDToken, TokenEndpointResponse } from 'openid-client';
import { readProviderError } from './provider-error.ts';
import { SignInError } from './sign-in-error.ts';
import type { SignInSettings } from './sign-in-settings.ts';

/** What the provider gave. */
export interface Grant {
  readonly accessToken: string;
  readonly idToken: string | null;
  /** Null if there is none, or the one before stays valid. */
  readonly refreshToken: string | null;
  /** For how long the tokens are valid, in seconds; null if the provider does not say. */
  readonly validFor: number | null;
  /** The claims of the ID token; null if none came, which a renewal may do. */
  readonly claims: Readonly<Record<string, unknown>> | null;
}

/** A sign-in that has begun. */
export interface Authorization {
  /** Where the agent signs in, with the system's browser. */
  readonly url: URL;
  /** Comes back with the answer; nothing but it shows that an answer is for this sign-in. */
  readonly state: string;
  /** @param answer the URL to which the browser came back. @throws SignInError */
  finish(answer: URL): Promise<Grant>;
}

/** The site's OpenID Connect provider. Every call throws SignInError. */
export interface Provider {
  /** @param again whether the agent must show anew who they are, even if the browser still knows somebody */
  begin(redirect: string, again: boolean): Promise<Authorization>;
  /** Swaps a refresh token for new tokens. If `Grant.refreshToken` is new, the old one is spent. */
  renew(refreshToken: string): Promise<Grant>;
  /** Makes a refresh token worthless, where the provider can. */
  revoke(refreshToken: string): Promise<void>;
  /** Where the browser's session ends; null if the provider knows no such place. */
  endSession(idToken: string | null): Promise<URL | null>;
}

/** How far the clocks may differ after they were compared, in seconds. */
const TOLERANCE = 60;
/** How long the library waits, in seconds; the fetch that it is given ends sooner. */
const LIMIT = 60;

/**
 * The document of the provider is read again for each sign-in and renewal. It shows where its endpoints are now, and its
 * `Date` what time it is there: a clock of this machine that is wrong must not make every token invalid.
 */
export function createProvider(
  settings: SignInSettings,
  {
    fetch,
    secrets,
    now,
  }: { readonly fetch: SecureFetch; readonly secrets: Secrets; readonly now: () => number },
): Provider {
  const { issuer, clientId } = settings;
  const { host, hostname } = new URL(issuer);
  let skew = 0;

  const ask: SecureFetch = async (url, request) => {
    const response = await fetch(url, request);
    const date = Date.parse(response.headers.get('date') ?? '');
    if (!Number.isNaN(date)) skew = Math.round((date - now()) / 1_000);
    return response;
  };

  async function attempt<T>(work: (library: Library, config: Configuration) => Promise<T> | T): Promise<T> {
    // Most sites have no provider.
    const library = await import('openid-client');
    try {
      return await work(library, await discover(library));
    } catch (error) {
      throw readProviderError(error, library, host);
    }
  }

  async function discover(library: Library): Promise<Configuration> {
    const secret = await secrets.read('signIn.clientSecret', settings.clientSecret);
    if (!secret.ok) throw new SignInError(secret.away ? 'away' : 'refused', secret.reason);
    // The library marks it so that it stands out: an issuer on the loopback has no certificate.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    const execute = isLoopback(hostname) ? [library.allowInsecureRequests] : [];
    const options = { [library.customFetch]: ask, timeout: LIMIT, execute };
    const found = await library.discovery(new URL(issuer), clientId, {}, library.None(), options);
    const server = found.serverMetadata();
    for (const endpoint of [server.authorization_endpoint, server.token_endpoint])
      if (endpoint === undefined || !isSafeUrl(endpoint))
        throw new SignInError('refused', reason('signInUnsafe', { host }));
    const config = new library.Configuration(
      server,
      clientId,
      { [library.clockSkew]: skew, [library.clockTolerance]: TOLERANCE },
      secret.text === '' ? library.None() : library.ClientSecretPost(secret.text),
    );
    config[library.customFetch] = ask;
    config.timeout = LIMIT;
    for (const allow of execute as ((config: Configuration) => void)[]) allow(config);
    return config;
  }

  return {
    begin: (redirect, again) =>
      attempt(async (library, config) => {
        const verifier = library.randomPKCECodeVerifier();
        const state = library.randomState();
        const nonce = library.randomNonce();
        const url = library.buildAuthorizationUrl(config, {
          ...settings.parameters,
          redirect_uri: redirect,
          scope: settings.scope,
          code_challenge: await library.calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
          state,
          nonce,
          ...(again ? { prompt: 'login' } : {}),
        });
        return {
          url,
          state,
          finish: (answer) =>
            library
              .authorizationCodeGrant(config, answer, {
                pkceCodeVerifier: verifier,
                expectedState: state,
                expectedNonce: nonce,
                idTokenExpected: true,
              })
              .then(toGrant)
              .catch((error: unknown) => {
                throw readProviderError(error, library, host);
              }),
        };
      }),
    renew: (refreshToken) =>
      attempt(async (library, config) => toGrant(await library.refreshTokenGrant(config, refreshToken))),
    revoke: (refreshToken) =>
      attempt(async (library, config) => {
        if (config.serverMetadata().revocation_endpoint !== undefined)
          await library.tokenRevocation(config, refreshToken, { token_type_hint: 'refresh_token' });
      }),
    endSession: (idToken) =>
      attempt((library, config) => {
        const { end_session_endpoint: endpoint } = config.serverMetadata();
        if (endpoint === undefined || !isSafeUrl(endpoint)) return null;
        return library.buildEndSessionUrl(config, idToken === null ? {} : { id_token_hint: idToken });
      }),
  };
}

type Library = typeof import('openid-client');

function toGrant(response: TokenEndpointResponse & { claims(): IDToken | undefined }): Grant {
  return {
    accessToken: response.access_token,
    idToken: response.id_token ?? null,
    refreshToken: response.refresh_token ?? null,
    validFor: response.expires_in ?? null,
    claims: response.claims() ?? null,
  };
}
