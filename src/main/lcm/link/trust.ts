import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import tls from 'node:tls';
import { reason } from '#shared/reasons/reason-codes.ts';
import type { Reason } from '#shared/reasons/reason.ts';
import { errorCode } from '#main/base/error-words.ts';

/** The authorities to trust, as PEM texts; `null` leaves the choice to Node. */
export type TrustReading =
  | { readonly ok: true; readonly authorities: readonly string[] | null }
  | { readonly ok: false; readonly reason: Reason };

/**
 * Reads the private authority of the settings and adds it to those trusted anyway.
 *
 * @param caFile path of a PEM file with one or more certificates; '' for none
 * @returns the authorities, or what is wrong with the file
 */
export async function readTrust(caFile: string): Promise<TrustReading> {
  if (caFile === '') return { ok: true, authorities: null };
  let text: string;
  try {
    text = await readFile(caFile, 'utf8');
  } catch (error) {
    const code = errorCode(error) ?? '?';
    return { ok: false, reason: reason('caFileUnreadable', { file: caFile, code }) };
  }
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (certificates.length === 0) return { ok: false, reason: reason('caFileEmpty', { file: caFile }) };
  if (!certificates.every(isCertificate))
    return { ok: false, reason: reason('caFileBroken', { file: caFile }) };
  return { ok: true, authorities: [...usualAuthorities(), ...certificates] };
}

/** A `ca` option replaces Node's own list, so that list has to be named too. */
function usualAuthorities(): readonly string[] {
  // Node before 22.15 has no such function; what it trusts then is its bundled list.
  const list: unknown = tls.getCACertificates;
  return typeof list === 'function' ? tls.getCACertificates('default') : tls.rootCertificates;
}

function isCertificate(pem: string): boolean {
  try {
    new X509Certificate(pem);
    return true;
  } catch {
    return false;
  }
}
