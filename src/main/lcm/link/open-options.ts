import { reason } from '#shared/reasons/reason-codes.ts';
import { namesPlace, secretReferenceSchema, type Secret } from '#main/secrets/secret-value.ts';
import type { Secrets } from '#main/secrets/secrets.ts';
import type { LinkFailure } from './link-failure.ts';
import { HEADER_VALUE, type LcmOptions } from './options.ts';

/** What one attempt to reach LCM goes by: the options with every secret in its place. */
export interface OpenOptions extends Omit<LcmOptions, 'headers' | 'proxySignIn' | 'tls'> {
  readonly headers: Readonly<Record<string, string>>;
  readonly proxySignIn: Readonly<Record<keyof LcmOptions['proxySignIn'], string>>;
  readonly tls: Omit<LcmOptions['tls'], 'passphrase'> & { readonly passphrase: string };
}

/** @returns the failure of the attempt if a secret is missing: LCM is not tried without it */
export async function readOpenOptions(
  options: LcmOptions,
  secrets: Secrets,
): Promise<OpenOptions | LinkFailure> {
  let failure = null as LinkFailure | null;

  async function read(path: string, secret: Secret): Promise<string> {
    if (failure !== null) return '';
    const found = await secrets.read(path, secret);
    if (found.ok) return found.text;
    failure ??= { kind: found.away ? 'unreachable' : 'denied', reason: found.reason };
    return '';
  }

  async function readEach<T>(
    group: string,
    values: Readonly<Record<string, unknown>>,
    each: (path: string, value: unknown) => Promise<T>,
  ): Promise<Record<string, T>> {
    const entries: [string, T][] = [];
    for (const [name, value] of Object.entries(values))
      entries.push([name, await each(`lcm.${group}.${name}`, value)]);
    return Object.fromEntries(entries);
  }

  const { proxySignIn, tls } = options;
  const open: OpenOptions = {
    ...options,
    auth: (await readEach('auth', options.auth, (path, value) =>
      namesPlace(value) ? read(path, secretReferenceSchema.parse(value)) : Promise.resolve(value),
    )) as LcmOptions['auth'],
    headers: await readEach('headers', options.headers, async (path, value) => {
      const text = await read(path, value as Secret);
      if (!HEADER_VALUE.test(text)) failure ??= { kind: 'denied', reason: reason('secretUnfit', { path }) };
      return text;
    }),
    proxySignIn: {
      user: await read('lcm.proxySignIn.user', proxySignIn.user),
      password: await read('lcm.proxySignIn.password', proxySignIn.password),
    },
    tls: { ...tls, passphrase: await read('lcm.tls.passphrase', tls.passphrase) },
  };
  return failure ?? open;
}
