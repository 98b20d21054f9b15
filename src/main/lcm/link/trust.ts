import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import tls, { type SecureContext } from 'node:tls';
import type { Clock } from '#main/base/clock.ts';
import { errorCode } from '#main/base/error-words.ts';
import { within } from '#main/base/within.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import type { Reason } from '#shared/reasons/reason.ts';
import type { ClientIdentity } from './client-identity.ts';
import type { ReadSystemAuthorities } from './system-authorities.ts';

/** The trusted authorities, or what is wrong with the file of the private authority. */
export type TrustReading =
  { readonly ok: true; readonly context: SecureContext } | { readonly ok: false; readonly reason: Reason };

/** The authorities that the link trusts: those built into the runtime, of `caFile`, and of the operating system. */
export interface Trust {
  /**
   * Reads `caFile` again each time, because it may have been renewed, or its share mounted.
   *
   * @param identity what the context shows to the server
   */
  read(identity?: ClientIdentity): Promise<TrustReading>;
  /**
   * Adds the authorities of the operating system. Reading them takes time, so it is called only after a certificate was
   * not trusted without them. True if they are new since the last `read`: then another try is worth it.
   */
  addSystem(): Promise<boolean>;
}

export interface TrustDeps {
  /** Path of a PEM file with one or more certificates; '' for none. */
  readonly caFile: string;
  readonly clock: Clock;
  /** How long either source may take, in milliseconds. A file on a share that is gone may never answer. */
  readonly timeLimitMs: number;
  readonly readSystem: ReadSystemAuthorities;
}

export function createTrust({ caFile, clock, timeLimitMs, readSystem }: TrustDeps): Trust {
  let reading: Promise<TextReading> | null = null;
  let asking: Promise<void> | null = null;
  let system: readonly string[] = [];
  /** The last context and its authorities. It is kept, because making one takes tens of milliseconds. */
  let last: { readonly key: string; readonly context: SecureContext } | null = null;

  /** While a read hangs, the file is not opened again: each read holds one of Node's few threads for files. */
  function readText(): Promise<TextReading> {
    reading ??= readPem(caFile).finally(() => {
      reading = null;
    });
    return within(clock, timeLimitMs, reading, () => ({ ok: false, code: 'ETIMEDOUT' }));
  }

  function contextFor(added: readonly string[], identity: ClientIdentity): SecureContext {
    const key = JSON.stringify([added, identity]);
    if (last?.key !== key) {
      // The `ca` option replaces Node's own list, so that list is included.
      const ca = added.length === 0 ? {} : { ca: [...new Set([...builtIn(), ...added])] };
      last = { key, context: tls.createSecureContext({ ...identity, ...ca }) };
    }
    return last.context;
  }

  return {
    async read(identity = {}) {
      if (caFile === '') return { ok: true, context: contextFor(system, identity) };
      const text = await readText();
      if (!text.ok)
        return { ok: false, reason: reason('caFileUnreadable', { file: caFile, code: text.code }) };
      const own = text.pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
      if (own.length === 0) return { ok: false, reason: reason('caFileEmpty', { file: caFile }) };
      if (!own.every(isCertificate)) return { ok: false, reason: reason('caFileBroken', { file: caFile }) };
      return { ok: true, context: contextFor([...system, ...own], identity) };
    },
    async addSystem() {
      const before = system;
      asking ??= readSystem().then(
        (list) => {
          const known = new Set(builtIn());
          system = list.filter((pem) => !known.has(pem));
        },
        () => {
          asking = null;
        },
      );
      await within(clock, timeLimitMs, asking, () => {});
      return system !== before && system.length > 0;
    },
  };
}

type TextReading =
  { readonly ok: true; readonly pem: string } | { readonly ok: false; readonly code: string };

async function readPem(file: string): Promise<TextReading> {
  try {
    return { ok: true, pem: await readFile(file, 'utf8') };
  } catch (error) {
    return { ok: false, code: errorCode(error) ?? '?' };
  }
}

function builtIn(): readonly string[] {
  // Node before 22.15 does not have this function and trusts its bundled list.
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
