import type { Reason } from '#shared/reasons/reason.ts';
import type { OpenOptions } from './open-options.ts';

/** Takes the secrets of the settings out of a reason: LCM may send back the token that it refuses. */
export function withoutSecrets(why: Reason, options: OpenOptions): Reason {
  const secrets = secretsOf(options);
  const params = Object.entries(why.params).map(([name, value]) => [
    name,
    typeof value === 'string'
      ? secrets.reduce((text, secret) => text.replaceAll(secret, '•••'), value)
      : value,
  ]);
  return { ...why, params: Object.fromEntries(params) as Reason['params'] };
}

/** The longest first: one may be part of another. */
function secretsOf({ auth, headers, proxy, proxySignIn, tls }: OpenOptions): string[] {
  const url = URL.canParse(proxy) ? new URL(proxy) : null;
  const texts = textsIn([auth, headers, url?.username, url?.password, proxySignIn, tls.passphrase]);
  // A scheme such as `Bearer` may stand before the secret.
  return [...texts, ...texts.flatMap((each) => each.split(' ').slice(1))]
    .filter((each) => each.length > 2)
    .sort((one, other) => other.length - one.length);
}

/** The texts in a value, however deep. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
