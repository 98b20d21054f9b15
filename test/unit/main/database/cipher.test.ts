import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCipher } from '#main/database/cipher.ts';

const key = randomBytes(32);
const cipher = createCipher({ current: key, older: [] });
const unreadable = expect.objectContaining({ name: 'UnreadableError' }) as Error;

describe('cipher', () => {
  it('opens any text that it sealed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, identity) => {
        expect(cipher.open(cipher.seal(text, identity), identity)).toBe(text);
      }),
    );
  });

  it('seals the same text differently each time, and shows nothing of it', () => {
    const one = Buffer.from(cipher.seal('a secret comment', 'x'));
    const other = Buffer.from(cipher.seal('a secret comment', 'x'));
    expect(one.equals(other)).toBe(false);
    expect(one.includes('secret')).toBe(false);
  });

  it('does not open a text that was moved to another cell, or changed in any byte', () => {
    const sealed = cipher.seal('text', 'submission:1:body');
    expect(() => cipher.open(sealed, 'submission:2:body')).toThrow(unreadable);
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Uint8Array.from(sealed);
      changed[at]! ^= 1;
      expect(() => cipher.open(changed, 'submission:1:body')).toThrow(unreadable);
    }
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => cipher.open(sealed.subarray(0, length), 'submission:1:body')).toThrow(unreadable);
    }
  });

  it('opens text sealed by an older key only if that key is at hand', () => {
    const newer = randomBytes(32);
    const sealed = cipher.seal('text', 'x');
    expect(createCipher({ current: newer, older: [key] }).open(sealed, 'x')).toBe('text');
    expect(() => createCipher({ current: newer, older: [] }).open(sealed, 'x')).toThrow(unreadable);
  });

  it('gives one fingerprint for one text and key', () => {
    expect(cipher.fingerprint('5|3|1')).toEqual(
      createCipher({ current: key, older: [] }).fingerprint('5|3|1'),
    );
    expect(cipher.fingerprint('5|3|1')).not.toEqual(cipher.fingerprint('5|3|2'));
    const other = createCipher({ current: randomBytes(32), older: [] });
    expect(cipher.fingerprint('5|3|1')).not.toEqual(other.fingerprint('5|3|1'));
  });
});
