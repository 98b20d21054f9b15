import { describe, expect, it } from 'vitest';
import { systemKeyProtector, type KeyStore } from '#main/hosts/desktop/security/key-protector.ts';

const key = Buffer.from('00ff7f80'.repeat(8), 'hex');

/** A key store like `safeStorage`: text in, bytes out, and back. */
function keyStore(available: boolean, backend: string): KeyStore {
  return {
    isEncryptionAvailable: () => available,
    getSelectedStorageBackend: () => backend,
    encryptString: (text) => Buffer.from(text, 'utf8').reverse(),
    decryptString: (encrypted) => Buffer.from(encrypted).reverse().toString('utf8'),
  };
}

describe('the protection of the key', () => {
  it.each([
    ['linux', 'gnome_libsecret'],
    ['linux', 'kwallet6'],
    ['win32', ''],
    ['darwin', ''],
  ] as const)('is the key store of %s %s', (platform, backend) => {
    const protector = systemKeyProtector(keyStore(true, backend), platform);
    expect(protector.strength).toBe('os');
    expect(protector.wrap(key).includes(key)).toBe(false);
    expect(protector.unwrap(protector.wrap(key))).toEqual(key);
  });

  it.each([
    ['linux', true, 'basic_text'],
    ['linux', true, 'unknown'],
    ['linux', false, 'gnome_libsecret'],
    ['win32', false, ''],
  ] as const)('is a file where there is none: %s, available %s, %s', (platform, available, backend) => {
    expect(systemKeyProtector(keyStore(available, backend), platform).strength).toBe('file');
  });
});
