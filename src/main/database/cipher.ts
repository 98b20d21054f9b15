import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  type KeyObject,
} from 'node:crypto';
import { createRandomDraws } from '#main/base/random-draws.ts';

/** Layout of a sealed value: format, key id, nonce, authentication tag, text. */
const FORMAT = 1;
const KEY_ID_LENGTH = 4;
const NONCE_LENGTH = 12;
const TAG_LENGTH = 16;
export const PREFIX_LENGTH = 1 + KEY_ID_LENGTH;
const HEADER_LENGTH = PREFIX_LENGTH + NONCE_LENGTH + TAG_LENGTH;

export const KEY_LENGTH = 32;

/** The key that seals, and earlier keys that can still open. Each has 32 bytes. */
export interface KeyRing {
  readonly current: Buffer;
  readonly older: readonly Buffer[];
}

/** A sealed value cannot be opened: its key is missing, or it was changed or moved to another row. */
class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
}

/**
 * Seals what an agent wrote about a person. AES-256-GCM with a random 96-bit nonce (NIST SP 800-38D). `identity`
 * names the cell, such as `submission:<id>:body`, so a sealed text cannot be moved to another cell.
 */
export interface Cipher {
  seal(text: string, identity: string): Uint8Array;
  /** @throws UnreadableError */
  open(sealed: Uint8Array, identity: string): string;
  /** The text, or null if no key at hand opens it. What holds it stays as it is, since its key may come back. */
  openIfReadable(sealed: Uint8Array, identity: string): string | null;
  /** A keyed fingerprint: finds the row of a known text without storing the text. */
  fingerprint(text: string): Uint8Array;
  /** The fingerprints of a text with every key at hand, to find rows that an earlier key tagged; the current one first. */
  fingerprints(text: string): [current: Uint8Array, ...older: Uint8Array[]];
  /** The first bytes of every value that the keys at hand can open. */
  readonly readablePrefixes: readonly Uint8Array[];
}

/** A short id for a key that reveals nothing about it. */
export function keyId(key: Buffer): Buffer {
  return createHash('sha256').update('afterword key id').update(key).digest().subarray(0, KEY_ID_LENGTH);
}

export function createCipher(ring: KeyRing): Cipher {
  const all = [...ring.older, ring.current];
  const keys = new Map(all.map((key) => [keyId(key).toString('hex'), createSecretKey(key)]));
  const sealingKey = createSecretKey(ring.current);
  const prefixOf = (key: Buffer): Buffer => Buffer.concat([Buffer.from([FORMAT]), keyId(key)]);
  const prefix = prefixOf(ring.current);
  // A separate key, so that neither use reveals anything about the other.
  const fingerprintKeyOf = (key: Buffer): KeyObject =>
    createSecretKey(createHmac('sha256', key).update('afterword fingerprints').digest());
  const fingerprintKey = fingerprintKeyOf(ring.current);
  const olderFingerprintKeys = ring.older.map(fingerprintKeyOf);
  const tag = (key: KeyObject, text: string): Uint8Array =>
    createHmac('sha256', key).update(text, 'utf8').digest();

  const nextNonce = createRandomDraws(NONCE_LENGTH);

  function open(sealed: Uint8Array, identity: string): string {
    const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
    if (bytes.length < HEADER_LENGTH || bytes[0] !== FORMAT) {
      throw new UnreadableError(`${identity}: not a sealed text`);
    }
    const key = keys.get(bytes.toString('hex', 1, PREFIX_LENGTH));
    if (key === undefined) throw new UnreadableError(`${identity}: sealed with a key that is not at hand`);
    const nonce = bytes.subarray(PREFIX_LENGTH, PREFIX_LENGTH + NONCE_LENGTH);
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_LENGTH });
    decipher.setAAD(Buffer.from(identity, 'utf8'));
    decipher.setAuthTag(bytes.subarray(PREFIX_LENGTH + NONCE_LENGTH, HEADER_LENGTH));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(HEADER_LENGTH)), decipher.final()]).toString(
        'utf8',
      );
    } catch (error) {
      throw new UnreadableError(`${identity}: changed since it was sealed`, { cause: error });
    }
  }

  return {
    readablePrefixes: all.map(prefixOf),
    seal(text, identity) {
      const nonce = nextNonce();
      const cipher = createCipheriv('aes-256-gcm', sealingKey, nonce, { authTagLength: TAG_LENGTH });
      cipher.setAAD(Buffer.from(identity, 'utf8'));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([prefix, nonce, cipher.getAuthTag(), body]);
    },
    open,
    openIfReadable(sealed, identity) {
      try {
        return open(sealed, identity);
      } catch (error) {
        if (error instanceof UnreadableError) return null;
        throw error;
      }
    },
    fingerprint: (text) => tag(fingerprintKey, text),
    fingerprints: (text) => [tag(fingerprintKey, text), ...olderFingerprintKeys.map((key) => tag(key, text))],
  };
}
