import { reason } from '#shared/reasons/reason-codes.ts';
import type { Reason } from '#shared/reasons/reason.ts';
import { OPEN_TO_OTHERS, readSecretFile } from './secret-file.ts';
import { placeOf, type Secret, type SecretPlace } from './secret-value.ts';
import type { Vault } from './vault.ts';

/**
 * A secret in clear text, or why there is none. `away`: it may be there soon, since a server does not answer; else
 * somebody has to do something.
 */
export type SecretReading =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly away: boolean; readonly reason: Reason };

/** Gives the tokens of the agent who has signed in at the site's provider. */
export interface Tokens {
  /** Renews the token first if it ends soon. */
  read(which: 'accessToken' | 'idToken'): Promise<SecretReading>;
  /** The tokens that were read last were refused. @returns whether there are new ones, so that another try is worth it */
  refused(): Promise<boolean>;
}

/** Finds the secrets that the settings name. Each is looked up when it is needed, since it may have been renewed. */
export interface Secrets {
  /** @param path of the setting, such as `lcm.auth.token`, for the reason */
  read(path: string, secret: Secret): Promise<SecretReading>;
  /** LCM refused what was read last. @returns whether there are new tokens */
  refused(): Promise<boolean>;
}

export interface SecretSources {
  readonly vault: Pick<Vault, 'available' | 'read'>;
  /** Null if the settings name no provider. */
  readonly tokens: Tokens | null;
  readonly environment?: NodeJS.ProcessEnv;
}

export function createSecrets({ vault, tokens, environment = process.env }: SecretSources): Secrets {
  /** Whether what LCM refuses may be a token. */
  let areTokensRead = false;

  /** One row for each kind of place. */
  const rows: Readonly<Record<SecretPlace, (name: string, path: string) => Promise<SecretReading>>> = {
    env(name, path) {
      const text = environment[name] ?? '';
      return Promise.resolve(text === '' ? missing(reason('secretEnvMissing', { path, name })) : found(text));
    },
    async file(file, path) {
      const read = await readSecretFile(file);
      if (!read.ok)
        return missing(
          read.code === OPEN_TO_OTHERS
            ? reason('secretFileOpen', { path, file })
            : reason('secretFileUnreadable', { path, file, code: read.code }),
        );
      // Editors and `echo` end a file with a new line, which belongs to no secret.
      const text = read.bytes
        .toString()
        .replace(/^\uFEFF/u, '')
        .replace(/[\r\n]+$/u, '');
      return text === '' ? missing(reason('secretFileEmpty', { path, file })) : found(text);
    },
    keyStore(name, path) {
      if (!vault.available) return Promise.resolve(missing(reason('secretNoKeyStore', { path })));
      const text = vault.read(name);
      return Promise.resolve(text === null ? missing(reason('secretNotGiven', { path, name })) : found(text));
    },
    signIn(which, path) {
      areTokensRead = true;
      if (tokens === null) return Promise.resolve(missing(reason('signInNotSet', { path })));
      return tokens.read(which === 'idToken' ? 'idToken' : 'accessToken');
    },
  };

  return {
    async read(path, secret) {
      if (typeof secret === 'string') return found(secret);
      const [place, name] = placeOf(secret);
      const read = await rows[place](name, path);
      return read.ok ? found(secret.prefix + read.text) : read;
    },
    refused: () => (areTokensRead && tokens !== null ? tokens.refused() : Promise.resolve(false)),
  };
}

/** Secrets of the environment and of files only. */
export const secretsWithoutVault: Secrets = createSecrets({
  vault: { available: false, read: () => null },
  tokens: null,
});

const found = (text: string): SecretReading => ({ ok: true, text });
const missing = (why: Reason): SecretReading => ({ ok: false, away: false, reason: why });
