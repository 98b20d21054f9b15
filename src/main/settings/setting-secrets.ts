import { namesPlace, placeOf, secretReferenceSchema, type SecretPlace } from '#main/secrets/secret-value.ts';
import type { Settings } from './settings-schema.ts';

/** The groups and settings that may hold a secret, wherever they stand. Nothing of them is shown or copied. */
export const SECRET_PATHS =
  /^(lcm\.(auth|headers|proxy|proxySignIn|tls)|metrics\.(headers|proxy)|signIn\.clientSecret)(\.|$)/;

/** The settings that hold or name a secret, by their path. */
export function secretsOf({ lcm, metrics, signIn }: Settings): [path: string, value: unknown][] {
  const passwordOf = (url: string): string => (URL.canParse(url) ? new URL(url).password : '');
  return [
    ...Object.entries(lcm.auth).map(([name, value]): [string, unknown] => [`lcm.auth.${name}`, value]),
    ...Object.entries(lcm.headers).map(([name, value]): [string, unknown] => [`lcm.headers.${name}`, value]),
    ['lcm.proxy', passwordOf(lcm.proxy)],
    ['lcm.proxySignIn.user', lcm.proxySignIn.user],
    ['lcm.proxySignIn.password', lcm.proxySignIn.password],
    ['lcm.tls.passphrase', lcm.tls.passphrase],
    ...Object.entries(metrics.headers).map(([name, value]): [string, unknown] => [
      `metrics.headers.${name}`,
      value,
    ]),
    ['metrics.proxy', passwordOf(metrics.proxy)],
    ['signIn.clientSecret', signIn.clientSecret],
  ];
}

/** The secrets that stand in the settings file in clear text, by their paths. A user name alone is none. */
export function clearSecrets(settings: Settings): string[] {
  return secretsOf(settings).flatMap(([path, value]) => {
    const isClear = value !== '' && value !== null && !namesPlace(value) && path !== 'lcm.proxySignIn.user';
    return isClear ? [path] : [];
  });
}

export const keyStoreNames = (settings: Settings): string[] => namesIn(settings, 'keyStore');

/** The files that hold secrets, and those of the keys of client certificates. */
export function secretFiles(settings: Settings): string[] {
  const { keyFile, pfxFile } = settings.lcm.tls;
  return [...new Set([...namesIn(settings, 'file'), keyFile, pfxFile])].filter((path) => path !== '');
}

function namesIn(settings: Settings, kind: SecretPlace): string[] {
  const names = placesOf(settings).flatMap(([place, name]) => (place === kind ? [name] : []));
  return [...new Set(names)];
}

/** Whether the link shows LCM a token of the agent. */
export function usesTokens(settings: Settings): boolean {
  return placesOf(settings).some(([place]) => place === 'signIn');
}

function placesOf(settings: Settings) {
  return secretsOf(settings).flatMap(([, value]) =>
    namesPlace(value) ? [placeOf(secretReferenceSchema.parse(value))] : [],
  );
}
