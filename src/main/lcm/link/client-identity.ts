import { createSecureContext } from 'node:tls';
import { errorCode } from '#main/base/error-words.ts';
import { OPEN_TO_OTHERS, readSecretFile } from '#main/secrets/secret-file.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import type { Reason } from '#shared/reasons/reason.ts';
import { tidy } from './link-failure.ts';
import type { OpenOptions } from './open-options.ts';

/** What shows LCM which desktop this is: options of Node's `createSecureContext`. Empty if the settings name none. */
export type ClientIdentity = Readonly<
  Partial<Record<'cert' | 'key' | 'pfx', Buffer> & { passphrase: string }>
>;

export type IdentityReading =
  { readonly ok: true; readonly identity: ClientIdentity } | { readonly ok: false; readonly reason: Reason };

/**
 * Reads the client certificate of the settings, in PEM form or as PKCS#12, and tries whether certificate, key and
 * passphrase belong together. A key that other users may read is not used.
 */
export async function readClientIdentity(tls: OpenOptions['tls']): Promise<IdentityReading> {
  const { certFile, keyFile, pfxFile, passphrase } = tls;
  const identity: Partial<Record<'cert' | 'key' | 'pfx', Buffer>> = {};
  for (const [name, file] of [
    ['cert', certFile],
    ['key', keyFile],
    ['pfx', pfxFile],
  ] as const) {
    if (file === '') continue;
    // A certificate alone is no secret.
    const read = await readSecretFile(file, name === 'cert');
    if (!read.ok && read.code === OPEN_TO_OTHERS)
      return { ok: false, reason: reason('clientKeyOpen', { file }) };
    if (!read.ok) return { ok: false, reason: reason('clientCertUnreadable', { file, code: read.code }) };
    identity[name] = read.bytes;
  }
  const whole = { ...identity, ...(passphrase === '' ? {} : { passphrase }) };
  const file = pfxFile || keyFile;
  if (file === '') return { ok: true, identity: {} };
  try {
    createSecureContext(whole);
    return { ok: true, identity: whole };
  } catch (error) {
    return { ok: false, reason: describe(error, file) };
  }
}

/** OpenSSL's and BoringSSL's words for a passphrase that is missing or wrong. */
const PASSPHRASE =
  /bad.?decrypt|mac.verify.failure|incorrect.password|interrupted.or.cancelled|bad.password/i;

function describe(error: unknown, file: string): Reason {
  const words = `${errorCode(error) ?? ''} ${error instanceof Error ? error.message : ''}`;
  if (PASSPHRASE.test(words)) return reason('clientPassphrase', { file });
  if (/key.values.mismatch/i.test(words)) return reason('clientKeyMismatch', { file });
  return reason('clientCertUnfit', { file, words: tidy(words.trim()) });
}
